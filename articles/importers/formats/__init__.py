"""The formats that can be imported: how each is told, split into records, and parsed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader

from articles.importers.cleaning.binary import binary_kind
from articles.importers.formats import csv, html, jsonl, plain_text
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    Unreadable,
)

Splitter = Callable[[BufferedReader, Origin], Iterator[RawRecord | Unreadable]]
Parser = Callable[[RawRecord, ReadOptions], ArticleRecord]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. split: the records of a stream; parse: the article of a record; endings: of file names."""

    split: Splitter
    parse: Parser
    endings: tuple[str, ...]


def _whole_file(name: str) -> Splitter:
    def split(stream: BufferedReader, origin: Origin) -> Iterator[RawRecord | Unreadable]:
        raw = stream.read(MAX_RECORD_BYTES + 1)
        if len(raw) > MAX_RECORD_BYTES:
            yield Unreadable(origin.name, f"the file is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
        elif kind := binary_kind(raw):
            yield Unreadable(origin.name, f"it seems to be {kind}, not text")
        else:
            yield RawRecord(name, raw, origin.name, origin.uri, origin.stem)

    return split


FORMATS: dict[str, Format] = {
    "text": Format(_whole_file("text"), plain_text.parse, (".txt", ".text")),
    "html": Format(_whole_file("html"), html.parse, (".html", ".htm", ".xhtml")),
    "jsonl": Format(jsonl.split, jsonl.parse, (".jsonl", ".ndjson", ".jl")),
    "csv": Format(csv.split, csv.parse, (".csv", ".tsv")),
}
_BY_ENDING = {ending: name for name, known in FORMATS.items() for ending in known.endings}
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """The article of any record. Raises RecordError."""
    return FORMATS[record.format].parse(record, options)


def _first_line(head: bytes) -> bytes:
    """The first line without spaces at its end; "}" where it is too long to see its end."""
    line, end, _ = head.partition(b"\n")
    return line.rstrip() if end else b"}"


def detect(origin: Origin, start: bytes) -> str:
    """The format of a file, by its ending, else by how it begins. Raises RecordError if unknown."""
    if origin.ending in _BY_ENDING:
        return _BY_ENDING[origin.ending]
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"{") and _first_line(head).endswith(b"}"):
        return "jsonl"
    if head.startswith((b"{", b"[")) and origin.ending in {".json", ""}:
        raise RecordError("it is one JSON document; JSON is imported with one object a line (JSONL)")
    if head.startswith(_HTML) and b"<html" in head:
        return "html"
    if origin.ending not in {"", ".asc"}:
        raise RecordError(f"its format is not known; choose one with --format ({', '.join(FORMATS)})")
    return "text"
