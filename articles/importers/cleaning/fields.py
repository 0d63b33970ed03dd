"""The fields of a JSONL or CSV record: their names, and how their values are read."""

from collections.abc import Mapping
from datetime import date, datetime

from articles.importers.cleaning import publication_dates as dates
from articles.importers.record import RecordError

#: Archive field -> its possible names in a record; the first one with a value is used.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "capture_reference": ("capture_reference",),
    "headline": ("headline", "title"),
    "standfirst": ("standfirst", "summary", "description"),
    "body": ("body", "text", "content"),
    "byline": ("byline", "author", "authors"),
    "dateline": ("dateline",),
    "caption": ("caption",),
    "url": ("url", "link"),
    "source": ("source", "publication"),
    "language": ("language", "lang"),
    "section": ("section",),
}
DATE_NAMES = ("date", "published_on", "published_at", "published")
_JOINED_BY = {"body": "\n\n", "byline": ", "}


def read_fields(record: Mapping[str, object]) -> dict[str, str]:
    """Return a record's texts by archive field. Raises RecordError for a value that is not text."""
    found: dict[str, str] = {}
    for field, names in NAMES.items():
        for name in names:
            if not _is_empty(value := record.get(name)):
                found[field] = _text(field, name, value)
                break
    return found


def read_empty(record: Mapping[str, object]) -> frozenset[str]:
    """Return the fields that are present in the record but have no value."""
    dates = {"published_on": DATE_NAMES, "published_at": ("published_at",)}
    return frozenset(
        field
        for field, names in (NAMES | dates).items()
        if (given := [record[name] for name in names if name in record]) and all(map(_is_empty, given))
    )


def _is_empty(value: object) -> bool:
    return value in (None, "", []) or (isinstance(value, str) and not value.strip())


def read_date(record: Mapping[str, object]) -> tuple[date | None, datetime | None]:
    """Return the publication day and, if known, time. Raises RecordError for an invalid date."""
    day: date | None = None
    moment: datetime | None = None
    for name in DATE_NAMES:
        value = record.get(name)
        if _is_empty(value):
            continue
        if not isinstance(value, str):
            raise RecordError(f"its {name} is {_kind(value)}, not text such as 2014-03-17")
        try:
            read_day, read_moment = dates.parse(value)
        except (ValueError, OverflowError) as error:
            raise RecordError(f"its {name} cannot be read: {error}") from error
        day, moment = day or read_day, moment or read_moment
    return day, moment


def _text(field: str, name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if field in _JOINED_BY and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return _JOINED_BY[field].join(value)
    raise RecordError(f"its {name} is {_kind(value)}, not text")


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), "something else")
