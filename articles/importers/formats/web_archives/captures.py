"""WARC and ARC files: the pages among their records, each with its address, time and HTTP headers."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from io import BufferedReader, BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from articles.importers.formats.web_archives.blocks import blocks
from articles.importers.formats.web_archives.http import body
from articles.importers.formats.web_archives.records import FoundRecord, split_records
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    MAX_REFERENCE_BYTES,
    RawRecord,
    ReadOptions,
    RecordError,
    Skipped,
    Unreadable,
    WebCapture,
)

_LOADING = (ArchiveLoadFailed, StatusAndHeadersParserException)
_LOADER = ArcWarcRecordLoader(verify_http=False)
_HTML, _TEXT = {"text/html", "application/xhtml+xml"}, "text/plain"
_OWN = "notes of the crawler"
#: What is not a page, by type of record, then by the beginning of the media type.
_OTHER_RECORDS = {
    **dict.fromkeys(("warcinfo", "request", "metadata", "continuation"), _OWN),
    "revisit": "pages unchanged since an earlier visit",
}
_OTHER_TYPES = {
    "image/": "images",
    "video/": "audio and video",
    "audio/": "audio and video",
    "font/": "fonts",
    "application/font": "fonts",
    "text/css": "styles and scripts",
    "text/javascript": "styles and scripts",
    "application/javascript": "styles and scripts",
    "application/x-javascript": "styles and scripts",
    "application/pdf": "PDF documents",
}
_NO_PAGE = "other records that are not HTML"
_SNIFFED = 1000  # bytes
logging.getLogger("warcio").setLevel(logging.CRITICAL)  # it prints warnings to the terminal


class _Page(NamedTuple):
    """A record that may be a page."""

    raw: bytes
    charset: str
    capture: WebCapture


class _NoPageError(Exception):
    """A record is not a page; the message is the reason."""


def split(
    stream: BufferedReader, origin: Origin, _options: ReadOptions
) -> Iterator[RawRecord | Unreadable | Skipped]:
    """Yield the pages of a web archive, and what else is in it."""
    pages: set[int] = set()  # hashes of the ids of records
    for found in split_records(blocks(stream)):
        if found is None:
            yield Unreadable(origin.name, "a part of the web archive is damaged; the records in it are lost")
            continue
        where = origin.name
        try:
            record = _load(found)
            where = f"{origin.name}, {_uri(record) or record.rec_type}"
            page = _page(record, found, pages)
        except _NoPageError as reason:
            yield Skipped(where, str(reason))
        except RecordError as error:
            yield Unreadable(where, str(error), found.block[:MAX_RECORD_BYTES])
        else:
            yield RawRecord(
                *("warc", page.raw, where, page.capture.url, origin.stem),
                encoding="" if page.capture.is_text else page.charset,
                capture=page.capture,
            )


def _load(found: FoundRecord) -> Any:
    """Return the record as the library reads it. Raises RecordError."""
    head = found.head
    try:
        if found.is_arc:
            record = _LOADER.parse_record_stream(BytesIO(head + found.block), known_format="arc")
        else:
            headers = _LOADER.warc_parser.parse(BytesIO(head))
            uri = _LOADER._ensure_target_uri_format(headers) or ""
            rec_type = (headers.get_header("WARC-Type") or "").lower()
            stream = BytesIO(found.block)
            http = _LOADER.load_http_headers(rec_type, uri, stream, len(found.block))
            content_type = headers.get_header("Content-Type")
            record = ArcWarcRecord("warc", rec_type, headers, stream, http, content_type, len(found.block))
    except (*_LOADING, EOFError, ValueError, AttributeError) as error:
        raise RecordError(f"its headers cannot be read: {str(error).strip()}") from error
    return record


def _uri(record: Any) -> str:
    """Return the address without a fragment, which servers never see."""
    return (record.rec_headers.get_header("WARC-Target-URI") or "").partition("#")[0]


def is_web_address(uri: str) -> bool:
    """Whether it is a valid address on the web."""
    try:
        return urlsplit(uri).scheme.lower() in {"http", "https"} and bool(urlsplit(uri).netloc)
    except ValueError:
        return False


def _page(record: Any, found: FoundRecord, pages: set[int]) -> _Page:
    """Return the page in a record. Raises _NoPageError, and RecordError for a page that cannot be read."""
    if record.rec_type in _OTHER_RECORDS:
        raise _NoPageError(_OTHER_RECORDS[record.rec_type])
    uri = _uri(record)
    if not is_web_address(uri):
        raise _NoPageError(_OWN if record.rec_type == "resource" else _NO_PAGE)
    if record.rec_type == "conversion":
        if hash(record.rec_headers.get_header("WARC-Refers-To", "")) in pages:
            raise _NoPageError("conversions of pages that are there")
    elif record.http_headers is not None:
        _check_status(record.http_headers.get_statuscode())
    kind, charset = _media_type(record)
    raw = _content(record, found, kind)
    if name := record.rec_headers.get_header("WARC-Record-ID"):
        pages.add(hash(name))
    if len(uri.encode()) > MAX_REFERENCE_BYTES:
        raise RecordError(f"its address is longer than {MAX_REFERENCE_BYTES} bytes")
    moment = _moment(record.rec_headers.get_header("WARC-Date"))
    return _Page(raw, charset, WebCapture(uri, moment, _http_headers(record), is_text=kind == _TEXT))


def _check_status(status: str) -> None:
    if status.startswith("3"):
        raise _NoPageError("redirects")
    if status != "200":
        raise _NoPageError("errors of the server")


def _media_type(record: Any) -> tuple[str, str]:
    """Return the media type of a page and its charset. Raises _NoPageError for other types."""
    message = Message()
    http = record.http_headers
    message["content-type"] = http.get_header("Content-Type", "") if http else record.content_type or ""
    kind = message.get_content_type() if message["content-type"] else ""
    is_text = kind == _TEXT and record.rec_type == "conversion"
    if kind and kind not in _HTML and not is_text:
        raise _NoPageError(
            next((why for start, why in _OTHER_TYPES.items() if kind.startswith(start)), _NO_PAGE)
        )
    charset = message.get_param("charset", "")
    return kind, charset if isinstance(charset, str) else ""


def _content(record: Any, found: FoundRecord, kind: str) -> bytes:
    raw: bytes = record.raw_stream.read()
    if record.http_headers is not None:
        get = record.http_headers.get_header
        encodings = (get("Transfer-Encoding", ""), get("Content-Encoding", ""))
        raw = raw if found.is_cut else body(raw, *encodings)
    if not raw.strip():
        raise _NoPageError("empty pages")
    if not kind and b"<html" not in raw[:_SNIFFED].lower():
        raise _NoPageError(_NO_PAGE)
    if found.is_cut or len(raw) > MAX_RECORD_BYTES:
        raise RecordError(f"the page is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
    return raw


def _moment(text: str | None) -> datetime | None:
    """Return the time of a capture, if it is possible."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    return moment if moment.year >= 1990 and moment <= datetime.now(UTC) else None


def _http_headers(record: Any) -> str:
    """Return the status line and headers, one on a line."""
    if record.http_headers is None:
        return ""
    http = record.http_headers
    lines = [f"{http.protocol} {http.statusline}", *(f"{name}: {value}" for name, value in http.headers)]
    return "\n".join(lines).replace("\0", "")
