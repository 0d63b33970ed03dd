"""Dry runs: the first records as they would become, without storing anything."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice

from articles.batch.workers import Workers
from articles.importers.inputs import find
from articles.importers.record import Found, RawRecord, ReadOptions, Skipped, Unreadable
from articles.importers.store.known import Known
from articles.importers.tasks import READING, Read, Task, all_records

Previewed = Read | Skipped | Unreadable

_CHUNK = 20
_TEXT = 300  # characters shown of the body


def first_records(found: Iterator[Found], limit: int | None) -> Iterator[Found]:
    """Yield up to the given number of records, with what lies between them."""
    number = 0
    for each in found:
        number += isinstance(each, RawRecord)
        if limit is not None and number > limit:
            return
        yield each


def preview(
    paths: Sequence[str],
    options: ReadOptions,
    format_name: str | None,
    limit: int,
    fetched: Iterable[Found] = (),
) -> Iterator[tuple[Previewed, str]]:
    """Yield the first records with what an import would do with them. Raises InputError, like an import.

    ``fetched``: further records, from the web. All are parsed in another process, as in an import, so that a
    bad one does no harm.
    """
    inputs = find(paths)
    options = replace(options, extract=False)
    chosen = first_records(chain(all_records(inputs, format_name, options), fetched), limit)
    with closing(Workers(1)) as workers:
        while chunk := list(islice(chosen, _CHUNK)):
            for result in workers.run(READING, Task(chunk, options, frozenset(), frozenset(), 0)):
                if isinstance(result, Read):
                    yield result, _fate(result, options)
                elif isinstance(result, Skipped | Unreadable):
                    yield result, "skipped" if isinstance(result, Skipped) else "failed"


def _fate(read: Read, options: ReadOptions) -> str:
    known = Known([read])
    if known.is_undone(read):
        return f"article {known.article(read.record)} again, whose import was undone"
    if known.has(read) and not (options.reads_again and known.is_latest(read)):
        return "unchanged: the archive has it"
    if article := known.article(read.record):
        return f"a new version of article {article}"
    return "skipped: its article was deleted" if known.was_deleted(read) else "created"


def reason_of(result: Skipped | Unreadable) -> str:
    """Return why a record is left out or cannot be read."""
    return result.reason or (result.kind if isinstance(result, Skipped) else "")


def described(read: Read) -> list[tuple[str, str]]:
    """Return the fields of a record as they would be stored, by name."""
    record = read.record
    day = record.published_at or (record.date and record.date.text)
    text = record.body or record.standfirst
    unused = (name for name, is_filled in record.columns.unused.items() if is_filled)
    fields = {
        "headline": record.headline,
        "date": str(day) if day else f"unknown: “{record.date_text}”" if record.date_text else "",
        "source": record.source,
        "author": record.byline,
        "text": f"{text[:_TEXT]}…" if len(text) > _TEXT else text,
        "not used": ", ".join(unused),
    }
    return [(name, " ".join(value.split()) or "–") for name, value in fields.items()]
