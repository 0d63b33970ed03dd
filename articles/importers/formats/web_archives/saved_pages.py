"""Pages that a browser saved: MHTML, SingleFile, and plain HTML."""

import re
from dataclasses import replace
from datetime import datetime

from articles.importers.formats import html, messages
from articles.importers.formats.web_archives.captures import is_web_address
from articles.importers.record import (
    MAX_REFERENCE_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
)

_HEAD = 4000  # bytes in which a comment says where the page is from
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>\S+)\s+(?:saved date:\s*(?P<date>[^\r\n]{1,100}))?",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(
    rb"<!--\s*saved from url=\(\d{1,6}\)(?P<url>https?://\S{1,2000}?)\s*-->", re.IGNORECASE
)


def parse_html(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a page, with the address and time that SingleFile or a browser noted. Raises RecordError."""
    page = html.parse(record, options)
    if record.capture is not None:  # a page on the web may claim to be another one
        return page
    head = record.raw[:_HEAD]
    if found := _SINGLE_FILE.search(head):
        url = found["url"].decode("utf-8", "replace")
        return _saved(page, url, _javascript_date((found["date"] or b"").decode("ascii", "replace")))
    if (found := _SAVED_FROM.search(head)) and not page.url:
        return replace(page, url=found["url"].decode("utf-8", "replace"))
    return page


def parse_mhtml(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse the page in an MHTML file. Raises RecordError."""
    message = messages.read_message(record.raw)
    root = messages.root_page(message)
    if root is None:
        raise RecordError("there is no page in it")
    inside = replace(record, raw=messages.data(root), encoding=messages.charset(root))
    page = replace(html.parse(inside, options), raw=record.raw, media_type=messages.PAGE_MEDIA_TYPE)
    url = messages.header(message, "Snapshot-Content-Location") or messages.header(root, "Content-Location")
    return _saved(page, url, messages.moment(message))


def _saved(page: ArticleRecord, url: str, saved_at: datetime | None) -> ArticleRecord:
    """Return the article with its address. Pages saved from one address are versions of one article."""
    url = url.partition("#")[0]
    if not is_web_address(url) or len(url.encode()) > MAX_REFERENCE_BYTES:
        return page
    return replace(page, reference=url, url=page.url or url, captured_at=saved_at)


def _javascript_date(text: str) -> datetime | None:
    """Read a date such as "Tue Apr 05 2022 14:35:22 GMT+0200 (Central European Summer Time)"."""
    text = text.partition("(")[0].strip()
    try:
        return datetime.strptime(text, "%a %b %d %Y %H:%M:%S GMT%z")
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
