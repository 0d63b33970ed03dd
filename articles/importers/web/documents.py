"""What an answer contains: a page, a feed, or another document, read as if it were a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from articles.importers.formats.wire.sniff import wire_format
from articles.importers.inputs import Origin
from articles.importers.opened import Opened
from articles.importers.record import BY_CHECKSUM, Found, RawRecord, ReadOptions, WebCapture
from articles.importers.tasks import records_of
from articles.importers.unpacking import Allowance
from articles.importers.web.answers import Answer
from articles.importers.web.fetcher import PAGE_TYPES

_HEAD = 4096  # bytes


@dataclass(frozen=True, slots=True)
class _WebOrigin(Origin):
    """An address. name: the address; path: the last part of its path, for the name of a format."""

    @property
    def uri(self) -> str:
        return self.name


def is_feed(answer: Answer) -> bool:
    """Whether the answer is a feed, whatever the server calls it."""
    return wire_format(answer.body[:_HEAD]) == "feed"


def records_in(answer: Answer, options: ReadOptions, format_name: str | None = None) -> Iterator[Found]:
    """Yield the records of a document. A page keeps its address, its HTTP headers and the time."""
    if format_name is None and is_feed(answer):
        format_name = "feed"
    elif format_name is None and answer.media_type in PAGE_TYPES:
        format_name = "html"
    parts = urlsplit(answer.url)
    name = PurePosixPath(unquote(parts.path)).name.replace("\0", "") or parts.hostname or "page"
    origin = _WebOrigin(Path(name), answer.url)
    for record in records_of(origin, lambda: _opened(answer.body), format_name, options):
        yield _with_origin(record, answer) if isinstance(record, RawRecord) else record


def _opened(body: bytes) -> Opened:
    return Opened(BufferedReader(BytesIO(body)), Allowance(len(body)))


def _with_origin(record: RawRecord, answer: Answer) -> RawRecord:
    if record.reference == answer.url and record.format != "feed":
        encoding = answer.charset if record.format == "html" else record.encoding
        capture = WebCapture(answer.url, answer.fetched_at, answer.http_headers)
        return replace(record, encoding=encoding, capture=capture)
    if record.reference.partition("#")[0] == answer.url:  # its number says nothing: feeds move on
        return replace(record, reference=BY_CHECKSUM + record.sha256)
    return record
