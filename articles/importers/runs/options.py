"""The options of an import run, as they are stored: by the names that import_articles has for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from articles.importers.inputs import InputError
from articles.importers.record import AS_IT_IS, ReadOptions


def stored(options: ReadOptions, format_name: str | None = None, limit: int | None = None) -> dict[str, Any]:
    """Return the options that are not the defaults, as JSON-compatible values."""
    every = {
        "format": format_name,
        "source": options.source,
        "no_extract": not options.extract,
        "empty_values": "clear" if options.clear else "",
        "time_limit": options.seconds if options.seconds != AS_IT_IS.seconds else None,
        "map": dict(options.columns),
        "date_order": options.date_order,
        "encoding": options.encoding,
        "since": options.since and options.since.isoformat(),
        "limit": limit,
    }
    return {name: value for name, value in every.items() if value}


def restored(options: Mapping[str, Any]) -> ReadOptions:
    """Return the reading options of a stored run."""
    since = options.get("since")
    return ReadOptions(
        source=options.get("source", ""),
        extract=not options.get("no_extract"),
        seconds=options.get("time_limit", AS_IT_IS.seconds),
        clear="empty_values" in options,
        columns=options.get("map", {}),
        date_order=options.get("date_order", ""),
        encoding=options.get("encoding", ""),
        since=date.fromisoformat(since) if since else None,
    )


def read_since(text: str) -> date | None:
    """Parse a day, a month or a year, of which the first day counts. Raises InputError."""
    if not text:
        return None
    try:
        return date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
    except ValueError as error:
        raise InputError(
            gettext("“%(text)s” is not a date; write it like 2014-03-17, 2014-03 or 2014.") % {"text": text}
        ) from error
