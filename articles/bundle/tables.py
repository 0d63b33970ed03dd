"""What a bundle contains: the tables, and the rows and columns of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model, Q

from articles.models import (
    AlertMail,
    ArchiveChange,
    Article,
    ArticleEntity,
    ArticleVersion,
    Author,
    AuthorName,
    BulkChange,
    BulkChangedArticle,
    Capture,
    ChangedArticle,
    Contribution,
    Correction,
    DeletedOriginal,
    DistinctEntities,
    DuplicateProposal,
    Entity,
    EntityChange,
    EntityIdentifier,
    EntityName,
    EntitySample,
    ErrorReport,
    Fingerprint,
    FixityCheck,
    FormerAddress,
    FrozenSearch,
    HarvestRecord,
    ImportBatch,
    ImportFailure,
    ImportRun,
    Kind,
    Mention,
    MentionDecision,
    NameInDoubt,
    PastedDraft,
    PlaceDecision,
    Role,
    SavedFilter,
    SavedSearch,
    SearchWord,
    SecondOpinion,
    SentForm,
    Source,
    SourceFeed,
    User,
)

BATCH = 100  # rows read at a time
_CHOSEN = "SELECT {} FROM articles_article WHERE id = ANY(%(ids)s)"
_AUTHORS = _CHOSEN.format("unnest(author_ids)")
_ENTITIES = " UNION ".join(
    f"SELECT entity_id FROM articles_{table} WHERE article_id = ANY(%(ids)s)"  # noqa: S608  (constants)
    for table in ("articleentity", "mention", "mentiondecision", "entitysample")
)
_COUNTRIES = "SELECT id FROM articles_entity WHERE kind = 'country'"
_OF_ARTICLES = "article_id = ANY(%(ids)s)"
_OF_DECISIONS = "decision_id IN (SELECT id FROM articles_mentiondecision WHERE article_id = ANY(%(ids)s))"


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a bundle. Every column is in it, also those that are added later, except ``without``.

    some: SQL for the rows that belong to the articles with ``ids``, if the bundle is one of a search.
    seeded: the rows that a new archive has, too. They are replaced.
    Accounts are not in a bundle: the key of one becomes its user name.
    """

    model: type[Model]
    some: str = _OF_ARTICLES
    without: tuple[str, ...] = ()
    seeded: Q | None = None

    @property
    def name(self) -> str:
        """The name of the table in the bundle."""
        return self.model._meta.model_name or ""

    @property
    def sql_name(self) -> str:
        """The name of the table in the database."""
        return self.model._meta.db_table

    @property
    def fields(self) -> dict[str, "Field[Any, Any]"]:
        """The fields in the bundle, by their names there."""
        fields = self.model._meta.concrete_fields
        return {
            name_of(each): each for each in fields if not each.generated and each.column not in self.without
        }

    def rows(self, ids: Sequence[int] | None) -> Iterator[str]:
        """Yield the rows as JSON, in the order of their keys: all, or those of the articles with ``ids``."""
        columns = ", ".join(map(_read, self.fields.values()))
        key = self.model._meta.pk.column
        condition = "true" if ids is None else self.some
        yield from (
            row
            for (row,) in read(
                f"SELECT row_to_json(row)::text FROM (SELECT {columns} FROM {self.sql_name} AS own "  # noqa: S608
                f'WHERE {condition} ORDER BY "{key}") AS row',
                ids,
            )
        )

    def last_id(self) -> int | None:
        """Return the last number that was given to a row, so that none is given twice."""
        with connection.cursor() as cursor:
            key = self.model._meta.pk.column
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [self.sql_name, key],
            )
            row = cursor.fetchone()
        return row[0] if row else None


def is_account(field: "Field[Any, Any]") -> bool:
    """Whether a column refers to an account."""
    return isinstance(field, ForeignKey) and field.related_model is User


def name_of(field: "Field[Any, Any]") -> str:
    """Return the name of a column in the bundle: that in the database, unless it refers to an account."""
    return field.name if is_account(field) else field.column


def _read(field: "Field[Any, Any]") -> str:
    if is_account(field):
        name = f'(SELECT username FROM articles_user WHERE id = own."{field.column}")'  # noqa: S608
        return f'{name} AS "{field.name}"'
    return f'own."{field.column}"'


def read(statement: str, ids: Sequence[int] | None, batch: int = BATCH) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, a few at a time, so that they need little memory. Only in a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"ids": None if ids is None else list(ids)})
        while rows := cursor.fetchmany(batch):
            yield from rows


def user_names(ids: Sequence[int] | None) -> list[str]:
    """Return the user names that the rows of the bundle refer to."""
    queries = [
        f'SELECT "{field.column}" FROM {table.sql_name} WHERE {"true" if ids is None else table.some}'  # noqa: S608
        for table in TABLES
        for field in table.fields.values()
        if is_account(field)
    ]
    chosen = " UNION ".join(queries)
    statement = f"SELECT username FROM articles_user WHERE id IN ({chosen}) ORDER BY username"  # noqa: S608
    return [name for (name,) in read(statement, ids)]


#: Every table of a bundle, each after those that it refers to.
TABLES = (
    Table(Source, _CHOSEN.format("source_id").join(("id IN (", ")"))),
    Table(SourceFeed, "false"),
    Table(Author, f"id IN ({_AUTHORS})"),
    Table(AuthorName, f"author_id IN ({_AUTHORS})"),
    Table(Entity, f"kind = 'country' OR id IN ({_ENTITIES})", seeded=Q(kind=Kind.COUNTRY)),
    Table(EntityName, f"entity_id IN ({_ENTITIES} UNION {_COUNTRIES})", seeded=Q(entity__kind=Kind.COUNTRY)),
    Table(EntityIdentifier, f"entity_id IN ({_ENTITIES} UNION {_COUNTRIES})"),
    Table(FormerAddress, f"entity_id IN ({_ENTITIES} UNION {_COUNTRIES})"),
    Table(DistinctEntities, f"first_id IN ({_ENTITIES}) AND second_id IN ({_ENTITIES})"),
    Table(Article, "id = ANY(%(ids)s)"),
    Table(DeletedOriginal, "false"),  # before the originals: deleting those fills it
    Table(Capture, without=("raw",)),  # the bytes are in web archives
    Table(ArticleVersion),
    Table(Correction),
    Table(Contribution),
    Table(Fingerprint),  # with the editors' decisions to keep an article apart
    Table(ImportRun, "false"),
    Table(ImportBatch, "false"),
    Table(ImportFailure, "false"),
    Table(ArticleEntity),
    Table(Mention),
    Table(MentionDecision),
    Table(PlaceDecision),
    Table(SecondOpinion, _OF_DECISIONS),
    Table(EntityChange, "false"),
    Table(ChangedArticle, "false"),
    Table(EntitySample),
    Table(ErrorReport, without=("email",)),  # readers gave it to this archive's editors only
    Table(HarvestRecord),
    Table(FrozenSearch, "false", without=("asker",)),  # an identifier of the reader
)
#: The tables that are not in a bundle, and why.
LEFT_OUT: dict[type[Model], str] = {
    User: "accounts and their passwords stay here; only user names are in a bundle, with what they decided",
    SavedSearch: "it belongs to a reader, not to the archive",
    AlertMail: "it belongs to a reader, not to the archive",
    FrozenSearch.readers.through: "it belongs to readers, not to the archive",
    SavedFilter: "they belong to the accounts of this archive's staff",
    PastedDraft: "it belongs to an account until it is saved as an article",
    Role: "permissions belong to accounts",
    User.groups.through: "permissions belong to accounts",
    User.user_permissions.through: "permissions belong to accounts",
    ArchiveChange: "it belongs to the log of this archive's admin",
    BulkChange: "it belongs to the log of this archive's admin",
    BulkChangedArticle: "it belongs to the log of this archive's admin",
    SentForm: "it is kept for minutes",
    NameInDoubt: "it is collected again from the mentions",
    DuplicateProposal: "they are found again from the names",
    SearchWord: "it is collected again from the articles",
    FixityCheck: "it is about the bytes on this disk",
}
#: Tables that are left out but would be wrong for other articles.
DERIVED = (
    ArchiveChange,
    BulkChange,
    BulkChangedArticle,
    DuplicateProposal,
    FixityCheck,
    FrozenSearch.readers.through,
    NameInDoubt,
    SearchWord,
)
