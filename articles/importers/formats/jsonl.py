"""JSON Lines: one object per line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BufferedReader

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.field_mapping import fields
from articles.importers.formats.json import articles_in
from articles.importers.formats.line_encoding import LineEncoding, as_bytes_of_lines, decode_as
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

PARSER = "jsonl 2"


def split(stream: BufferedReader, origin: Origin, options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield the lines that are not blank, without their line endings."""
    stream = as_bytes_of_lines(stream)
    encoding = LineEncoding(stream, options.encoding)
    readline, number = line_reader(stream), 0
    uri, stem = origin.uri, origin.stem
    while line := readline(MAX_RECORD_BYTES + 2):
        number += 1
        where = f"{origin.name}, line {number}"
        if len(line) > MAX_RECORD_BYTES:
            while line and not line.endswith((b"\n", b"\r")):
                line = readline(MAX_RECORD_BYTES)
            yield Unreadable(where, f"the line is longer than {MAX_RECORD_BYTES // 1_000_000} MB")
        elif line.strip():
            raw = line.rstrip(b"\r\n")
            used = encoding.of(raw)
            for place, each in enumerate(articles_in(raw, used)):
                reference = f"{uri}#{number}.{place}" if place else f"{uri}#{number}"
                yield RawRecord("jsonl", each, where, reference, stem, encoding=used)


def values(record: RawRecord) -> Mapping[str, object]:
    """Return the object of a record. Raises RecordError if it is not one."""
    try:
        found = json.loads(decode_as(record.raw, record.encoding))
    except RecursionError as error:
        raise RecordError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise RecordError(f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise RecordError("it is JSON, but not an object with fields such as headline and body")
    inner = found.get("_source")  # Elasticsearch has the record in it
    return {"_id": found.get("_id"), **inner} if isinstance(inner, dict) else found


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse an object. Raises RecordError if it is none or has no headline."""
    stated = values(record)
    if ninjs.is_ninjs(stated):
        return ninjs.parse_values(stated, record, options)
    return parse_values(stated, record, options, PARSER, "application/json")


def parse_values(
    stated: Mapping[str, object], record: RawRecord, options: ReadOptions, parser: str, media_type: str
) -> ArticleRecord:
    """Make an article of the values of a record, by column. Raises RecordError if it has no headline."""
    read = fields.read(stated, record, options)
    draft = Draft(read.texts)
    article = build(draft, record, options, parser, media_type, read.dated, read.empty)
    return replace(article, columns=read.columns)
