"""A page from the web: read as HTML, with what is known of its capture; passed over if it is not news."""

from urllib.parse import urlsplit

from lxml.etree import LxmlError  # type: ignore[import-untyped]

from articles.importers.cleaning.encodings import decode_page
from articles.importers.formats import html, plain_text
from articles.importers.formats.web_archives.news import is_prose, reads_as_article, states_article
from articles.importers.pages.tree import parse_page
from articles.importers.record import (
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    SkippedError,
    WebCapture,
)

_NO_ARTICLE = "pages that are no articles"
_SHORTEST = 100  # characters of an article that is stated
_FRONT = {"", "/", "/index.html", "/index.htm", "/index.php", "/home", "/home.html"}


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a page of a web archive. Raises SkippedError if it is not news, and RecordError."""
    capture = record.capture
    if capture is None:
        raise RecordError("it was not read from a web archive")
    if capture.is_text:
        return _text(record, options)
    is_stated = _check_is_news(record, capture)
    try:
        page = html.parse(record, options)
    except RecordError as error:
        raise _left_out("articles without text" if is_stated else _NO_ARTICLE) from error
    if len(page.body) < _SHORTEST:
        raise _left_out("articles without text" if is_stated else _NO_ARTICLE)
    return page


def _left_out(kind: str) -> SkippedError:
    return SkippedError(kind, "")


def _check_is_news(record: RawRecord, capture: WebCapture) -> bool:
    """Return whether the page states an article. Raises SkippedError if it is not news."""
    try:
        tree = parse_page(decode_page(record.raw, record.encoding))
    except (LxmlError, ValueError, AssertionError) as error:
        raise _left_out("empty pages") from error
    if states_article(tree):
        return True
    if urlsplit(capture.url).path.lower() in _FRONT:
        raise _left_out("front pages")
    if not reads_as_article(tree):
        raise _left_out(_NO_ARTICLE)
    return False


def _text(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    page = plain_text.parse(record, options)
    if not is_prose(page.body.split("\n\n")):
        raise _left_out(_NO_ARTICLE)
    return page
