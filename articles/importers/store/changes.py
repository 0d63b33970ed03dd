"""Apply a new version of a record to its article: only the fields that the record has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.extraction.annotations import FIELDS as TEXTS
from articles.extraction.annotations import Document
from articles.importers.record import ArticleRecord
from articles.importers.tasks import Read
from articles.models import DATE_FIELDS, Article, ArticleVersion

FIELDS = (
    *("headline", "standfirst", "body", "byline", "dateline", "caption"),
    *(*DATE_FIELDS, "published_at", "date_text", "url", "source", "language", "section"),
)
_DATE = frozenset([*DATE_FIELDS, "published_at", "date_text"])
_LABELS = dict.fromkeys(_DATE, "date")


@dataclass(frozen=True, slots=True)
class Change:
    """An article, with the record that created or changed it, the changed fields and all values before."""

    article: Article
    read: Read
    fields: tuple[str, ...]
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The field names shown in the summary."""
        return tuple(dict.fromkeys(_LABELS.get(name, name) for name in self.fields))

    @property
    def is_of_text(self) -> bool:
        """Whether text that extraction reads has changed."""
        return not {*TEXTS, "language"}.isdisjoint(self.fields)

    @property
    def is_original(self) -> bool:
        """Whether to keep the record as an original: always, unless it is an export that changes nothing."""
        return bool(self.fields) or not self.read.record.is_exported

    @property
    def is_read(self) -> bool:
        """Whether extraction has been tried on the article's current text."""
        done = bool(self.read.extraction or self.read.trouble)
        return done and Document.of(self.read.record) == Document.of(self.article)


def change(article: Article, read: Read, values: Mapping[str, Any], *, only_missing: bool = False) -> Change:
    """Set the article's fields to the record's values, except fields that an editor has changed.

    only_missing: the record is an earlier version, which changes only fields that have no value. What cancels
    an article leaves its text as it was.
    """
    before = {name: getattr(article, name) for name in ArticleVersion.FIELDS}
    if read.record.edition.is_canceled:
        return Change(article, read, (), before)
    kept = set(article.edited_fields)
    if only_missing:
        kept |= {name.removesuffix("_id") for name in values if getattr(article, name)}
    if kept & _DATE:  # an edited day protects the time, too, and vice versa
        kept |= _DATE
    changed = []
    for column, value in _carried(article, read.record, values):
        name = column.removesuffix("_id")
        if name not in kept and getattr(article, column) != value:
            setattr(article, column, value)
            changed.append(name)
    return Change(article, read, tuple(changed), before)


def _carried(article: Article, record: ArticleRecord, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    dates = _states_date(record, article) or "published_on" in record.cleared
    another_day = dates and article.published_on != record.published_on
    for column, value in values.items():
        name = column.removesuffix("_id")
        if name in DATE_FIELDS:
            if dates:
                yield column, value
        elif name == "date_text":
            # Words that cannot be read are worth less than a known date, and a date replaces them.
            if _states_date(record, article) or (value and not article.published_on):
                yield column, value
        elif value in ("", None):
            # If the day changes, the old time is no longer valid.
            if name in record.cleared or (name == "published_at" and another_day):
                yield column, value
        elif name not in record.assumed or not getattr(article, column):
            yield column, value


def _states_date(record: ArticleRecord, article: Article) -> bool:
    """Whether the record has a date that is not just a vaguer one than that of the article."""
    new, old = record.date, article.date
    if new is None or old is None or (new.first, new.last) == (old.first, old.last):
        return new is not None
    return not (new.first <= old.first and old.last <= new.last)
