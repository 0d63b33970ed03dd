"""What a new version of a record changes in its article: only the fields that the record has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.extraction.annotations import FIELDS as TEXTS
from articles.extraction.annotations import Document
from articles.importers.record import ArticleRecord
from articles.importers.tasks import Read
from articles.models import Article

FIELDS = (
    *("headline", "standfirst", "body", "byline", "dateline", "caption"),
    *("published_on", "published_at", "url", "source", "language", "section"),
)
# An editor who sets the day means the moment, too.
_TOGETHER = {"published_on": "published_at", "published_at": "published_on"}
_LABELS = dict.fromkeys(_TOGETHER, "date")


@dataclass(frozen=True, slots=True)
class Change:
    """An article, and the record that created it or changed these fields of it."""

    article: Article
    read: Read
    fields: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the fields, as the summary shows them."""
        return tuple(dict.fromkeys(_LABELS.get(name, name) for name in self.fields))

    @property
    def is_of_text(self) -> bool:
        """Whether what extraction reads has changed."""
        return not {*TEXTS, "language"}.isdisjoint(self.fields)

    @property
    def is_original(self) -> bool:
        """Whether to keep the record as an original. An exported one is kept only if it changes something."""
        return bool(self.fields) or not self.read.record.is_exported

    @property
    def is_read(self) -> bool:
        """Whether extraction has been tried on the article's present text."""
        done = bool(self.read.extraction or self.read.trouble)
        return done and Document.of(self.read.record) == Document.of(self.article)


def change(article: Article, read: Read, values: Mapping[str, Any]) -> Change:
    """Give the article the values that the record has, except in fields that an editor has changed."""
    kept = {*article.edited_fields, *(_TOGETHER.get(name, "") for name in article.edited_fields)}
    changed = []
    for column, value in _carried(article, read.record, values):
        name = column.removesuffix("_id")
        if name not in kept and getattr(article, column) != value:
            setattr(article, column, value)
            changed.append(name)
    return Change(article, read, tuple(changed))


def _carried(article: Article, record: ArticleRecord, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    another_day = article.published_on != record.published_on
    for column, value in values.items():
        name = column.removesuffix("_id")
        if value in ("", None):
            # The moment of one day means nothing on another.
            day_changes = name == "published_at" and another_day and "published_on" in _dated(record)
            if name in record.cleared or day_changes:
                yield column, value
        elif name not in record.assumed or not getattr(article, column):
            yield column, value


def _dated(record: ArticleRecord) -> frozenset[str]:
    return record.cleared | ({"published_on"} if record.published_on else set())
