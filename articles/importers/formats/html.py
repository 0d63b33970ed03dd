"""HTML pages: the article's text without the rest of the page, and the page's metadata."""

from datetime import date, datetime
from typing import Any

from htmldate import find_date
from lxml.etree import ParserError, XMLSyntaxError  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import __version__ as trafilatura_version
from trafilatura import bare_extraction, load_html

from articles.importers.cleaning import publication_dates
from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode_page
from articles.importers.formats.html_meta import PageMeta
from articles.importers.record import ArticleRecord, Dated, RawRecord, ReadOptions, RecordError
from articles.text import fold

PARSER = f"html 1 (trafilatura {trafilatura_version})"


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a page. Raises RecordError if it contains no article."""
    text = decode_page(record.raw, record.encoding)
    try:
        tree = load_html(text)
        body = _body(tree)
        meta = PageMeta(load_html(text)) if body else None  # extraction modifies the first tree
    except (ParserError, XMLSyntaxError, ValueError, AssertionError) as error:
        raise RecordError(f"the page cannot be read: {error}") from error
    if meta is None:
        raise RecordError("no article text was found on the page")
    draft = Draft({**meta.fields(), "body": body})
    caption = fold(draft.get("caption"))
    draft.body = [paragraph for paragraph in draft.body if fold(paragraph) != caption]
    return build(draft, record, options, PARSER, "text/html", Dated(*_published(meta)))


def _body(tree: HtmlElement | None) -> str:
    """Return the paragraphs, separated by blank lines. Favours precision, so that no sidebar gets in."""
    if tree is None:
        return ""
    document: Any = bare_extraction(
        tree, include_comments=False, include_tables=False, favor_precision=True, with_metadata=False
    )
    text: str = (document.text or "") if document is not None else ""
    return text.replace("\n", "\n\n")


def _published(meta: PageMeta) -> tuple[date | None, datetime | None]:
    for text in meta.dates():
        try:
            return publication_dates.parse(text)
        except (ValueError, OverflowError):
            continue
    found = find_date(meta.tree, original_date=True, extensive_search=False)
    return (date.fromisoformat(found), None) if found else (None, None)
