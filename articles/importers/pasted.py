"""Reads a page or text that somebody has pasted, fetched or uploaded, and is still working on."""

from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path

from django.utils.translation import gettext

from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.html_fragment import fragment_text, has_markup
from articles.importers.formats import parse
from articles.importers.inputs import Origin
from articles.importers.opened import Opened
from articles.importers.record import (
    ArticleRecord,
    Found,
    RawRecord,
    ReadOptions,
    RecordError,
    SkippedError,
    Unreadable,
    WebCapture,
)
from articles.importers.tasks import records_of
from articles.importers.unpacking import Allowance
from articles.models import PastedDraft

PASTED_TEXT, PASTED_PAGE = "pasted text.txt", "pasted page.html"


def name_of(text: str) -> str:
    """Return the name for a pasted text, whose ending says whether it is a page."""
    return PASTED_PAGE if has_markup(text) else PASTED_TEXT


def read(draft: PastedDraft) -> ArticleRecord:
    """Return the article in a draft, cleaned. Raises RecordError, with a sentence for the user.

    The reference is empty unless it is the address of the page: a file on somebody's disk says nothing.
    """
    options = ReadOptions(kept=frozenset(draft.kept))
    record = _only(_found(draft, options))
    article = _parsed(record, options)
    if article.reference.startswith("file:"):
        article = replace(article, reference="")
    return replace(article, raw=bytes(draft.raw))


def _found(draft: PastedDraft, options: ReadOptions) -> Iterator[Found]:
    raw = bytes(draft.raw)
    origin = Origin(Path(draft.name), draft.name)
    is_page = draft.name == PASTED_PAGE or (draft.fetched_at and draft.name.endswith(".html"))
    for found in records_of(origin, lambda: _opened(raw), "html" if is_page else None, options):
        if isinstance(found, RawRecord) and draft.url:
            capture = WebCapture(draft.url, draft.fetched_at, draft.http_headers)
            yield replace(found, encoding=draft.encoding or found.encoding, capture=capture)
        else:
            yield found


def _opened(raw: bytes) -> Opened:
    return Opened(BufferedReader(BytesIO(raw)), Allowance(len(raw)))


def _only(found: Iterator[Found]) -> RawRecord:
    """Return the one record. Raises RecordError if there is none or are several."""
    first = next(found, None)
    if first is None:
        raise RecordError(gettext("there is no text in it"))
    if isinstance(first, Unreadable):
        raise RecordError(first.reason)
    if not isinstance(first, RawRecord):
        raise RecordError(first.reason or gettext("it is one of these: %(kind)s") % {"kind": first.kind})
    if next(found, None) is not None:
        raise RecordError(gettext("it holds several articles; import it under “Import runs” instead"))
    return first


def _parsed(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    try:
        return parse(record, options)
    except SkippedError as error:
        raise RecordError(error.reason) from error
    except RecordError:
        if record.format != "html":
            raise
    # A piece of a page, without its head: read it as the text that it shows.
    text = fragment_text(decode(record.raw, record.encoding)[0])
    piece = replace(record, format="text", raw=text.encode(), encoding="")
    return replace(parse(piece, options), media_type="text/html")
