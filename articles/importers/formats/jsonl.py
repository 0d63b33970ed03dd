"""JSON Lines: one object per line."""

import json
from collections.abc import Iterator
from io import BufferedReader

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.fields import read_date, read_empty, read_fields
from articles.importers.formats.line_reader import line_reader
from articles.importers.formats.wire import ninjs
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    Unreadable,
)

PARSER = "jsonl 1"


def split(stream: BufferedReader, origin: Origin) -> Iterator[RawRecord | Unreadable]:
    """Yield the lines that are not blank, without their line endings."""
    readline, number = line_reader(stream), 0
    while line := readline(MAX_RECORD_BYTES + 2):
        number += 1
        where = f"{origin.name}, line {number}"
        if len(line) > MAX_RECORD_BYTES:
            while line and not line.endswith((b"\n", b"\r")):
                line = readline(MAX_RECORD_BYTES)
            yield Unreadable(where, f"the line is longer than {MAX_RECORD_BYTES // 1_000_000} MB")
        elif line.strip():
            raw = line.rstrip(b"\r\n")
            yield RawRecord("jsonl", raw, where, f"{origin.uri}#{number}", origin.stem)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse one line. Raises RecordError if it is not an object or has no headline."""
    text, _ = decode(record.raw)
    try:
        values = json.loads(text)
    except RecursionError as error:
        raise RecordError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise RecordError(f"it is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise RecordError("it is JSON, but not an object with fields such as headline and body")
    if ninjs.is_ninjs(values):
        return ninjs.parse_values(values, record, options)
    published = read_date(values)
    empty = read_empty(values)
    return build(Draft(read_fields(values)), record, options, PARSER, "application/json", published, empty)
