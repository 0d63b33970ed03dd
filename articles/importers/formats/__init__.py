"""The import formats: how each is detected, split into records, and parsed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import Any

from articles.importers.cleaning.binary import binary_kind
from articles.importers.formats import csv, json, jsonl, mail, plain_text
from articles.importers.formats.messages import kind_of_message
from articles.importers.formats.web_archives import captures, pages, saved_pages
from articles.importers.formats.wire import feed, newsml, ninjs, nitf
from articles.importers.formats.wire.sniff import root_of_xml, wire_format
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    Skipped,
    Unreadable,
    WebCapture,
)

Splitter = Callable[[BufferedReader, Origin, ReadOptions], Iterator[RawRecord | Unreadable | Skipped]]
Parser = Callable[[RawRecord, ReadOptions], ArticleRecord]


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """An import format. split: yields the records of a stream; parse: reads one; endings: file extensions.

    values: the values of a record by column, if the format has columns.
    """

    split: Splitter
    parse: Parser
    endings: tuple[str, ...]
    values: Callable[[RawRecord], Mapping[str, object]] | None = None


def _whole_file(name: str) -> Splitter:
    def split(
        stream: BufferedReader, origin: Origin, _options: ReadOptions
    ) -> Iterator[RawRecord | Unreadable]:
        raw = stream.read(MAX_RECORD_BYTES + 1)
        if len(raw) > MAX_RECORD_BYTES:
            yield Unreadable(origin.name, f"the file is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
        elif kind := binary_kind(raw):
            yield Unreadable(origin.name, f"it seems to be {kind}, not text")
        else:
            yield RawRecord(name, raw, origin.name, origin.uri, origin.stem)

    return split


FORMATS: dict[str, ImportFormat] = {
    "text": ImportFormat(plain_text.split, plain_text.parse, (".txt", ".text", ".md", ".markdown")),
    "html": ImportFormat(_whole_file("html"), saved_pages.parse_html, (".html", ".htm", ".xhtml")),
    "jsonl": ImportFormat(jsonl.split, jsonl.parse, (".jsonl", ".ndjson", ".jl"), jsonl.values),
    "json": ImportFormat(json.split, jsonl.parse, (".json",), jsonl.values),
    "csv": ImportFormat(csv.split, csv.parse, (".csv", ".tsv", ".tab"), csv.values),
    "mhtml": ImportFormat(_whole_file("mhtml"), saved_pages.parse_mhtml, (".mhtml", ".mht")),
    "eml": ImportFormat(_whole_file("eml"), mail.parse, (".eml",)),
    "mbox": ImportFormat(mail.split_mailbox, mail.parse, (".mbox", ".mbx")),
    "warc": ImportFormat(captures.split, pages.parse, (".warc", ".arc")),
    "feed": ImportFormat(feed.split, feed.parse, (".rss", ".atom", ".rdf")),
    "nitf": ImportFormat(nitf.split, nitf.parse, (".nitf",)),
    "newsml": ImportFormat(newsml.split, newsml.parse, (".newsml",)),
    "ninjs": ImportFormat(ninjs.split, ninjs.parse, (".ninjs",)),
}
_BY_ENDING = {ending: name for name, known in FORMATS.items() for ending in known.endings}
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a record of any format. Raises RecordError."""
    article = FORMATS[record.format].parse(record, options)
    if options.has_one_source:
        article = replace(article, source=options.source)
    return article if record.capture is None else _captured(article, record.capture)


def _captured(article: ArticleRecord, capture: WebCapture) -> ArticleRecord:
    """Return the article with its address: that of the capture says which article it is."""
    known: dict[str, Any] = {
        name: value for name, value in capture.known.items() if value and not getattr(article, name)
    }
    if article.published_on:
        known.pop("published_at", None)
    elif "published_on" in known:
        known |= {"date_text": "", "date_problem": ""}
    return replace(
        article,
        **known,
        reference=capture.url,
        url=article.url or capture.url,
        captured_at=capture.captured_at,
        http_headers=capture.http_headers,
    )


def _json(head: bytes, known: str) -> str:
    """Return "jsonl" if the first lines of JSON are objects of their own, else "json"."""
    first, _, rest = head.partition(b"\n")
    if not head.startswith((b"{", b"[")) or (known == "jsonl" and not rest.strip()):
        return "jsonl"
    is_line = first.startswith(b"{") and first.rstrip().endswith(b"}")
    return "jsonl" if is_line and (rest.lstrip().startswith(b"{") or known == "jsonl") else "json"


def _kind_by_content(head: bytes, start: bytes) -> str:
    """Return "html", "mbox", "eml" or "mhtml" for a file that begins like one, or ""."""
    if head.startswith(_HTML) and b"<html" in head:
        return "html"
    return "mbox" if mail.SEPARATOR.match(start.partition(b"\n")[0].rstrip()) else kind_of_message(start)


def detect(origin: Origin, start: bytes) -> str:
    """Detect a file's format by its extension, else by its content. Raises RecordError if unknown."""
    known = _BY_ENDING.get(origin.ending, "")
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if known in {"", "json"} and (name := wire_format(start)):
        return name
    if known in {"json", "jsonl"} or (origin.ending in {"", ".asc"} and head.startswith((b"{", b"["))):
        return _json(head.replace(b"\r", b"\n"), known)
    if name := known or _kind_by_content(head, start):
        return name
    if root := root_of_xml(start):
        raise RecordError(f"it is XML of a kind that is not known; its first element is <{root[:40]}>")
    if origin.ending not in {"", ".asc"}:
        raise RecordError(f"its format is not known; choose one with --format ({', '.join(FORMATS)})")
    return "text"
