"""Turn a question, or a query of only names and dates, into filters."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.reading.lines import MILLISECONDS, Readings, Writer, meaning_of, readings_of
from articles.search.reading.parts import Part, asked_parts, read_parts
from articles.search.request import SearchRequest
from articles.search.timeouts import SearchTooCostly, limited


def as_filters(request: SearchRequest) -> SearchRequest | None:
    """Return the search that a question asks for, None if it is not a question. See ``read_search``."""
    if not request.q or request != SearchRequest(q=request.q):
        return None
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            using = counting()
            return _filters(request, read_parts(request.q, using), using)[0]
    except SearchTooCostly:
        return None


def read_search(request: SearchRequest, *, exactly: bool = False) -> tuple[SearchRequest | None, Readings]:
    """Return the search that a question asks for, or else None and what the words may mean.

    "What happened in Ukraine in March 2014?" asks for Ukraine and March 2014. A query of at least two names
    or dates, and no other word, counts as a question, and so does the full name of an author, which the texts
    need not have. One that uses query language, has filters already or could mean something else does not,
    and with ``exactly`` no query does. A question that finds nothing stays a search for its words; the
    readings say so. Later pages of results read nothing.
    """
    if not request.q or request.page > 1:
        return None, Readings()
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            using = counting()
            parts = read_parts(request.q, using)
            fresh = request == SearchRequest(q=request.q) and not exactly
            found, nothing = _filters(request, parts, using) if fresh else (None, "")
            if found is not None:
                return found, Readings()
            return None, replace(readings_of(request, parts, using), nothing=nothing)
    except SearchTooCostly:
        return None, Readings()


def _filters(
    request: SearchRequest, parts: Sequence[Part], using: Counting
) -> tuple[SearchRequest | None, str]:
    """Return the search that a question asks for, or else what it asks for in words if that finds nothing."""
    meaning = meaning_of(asked_parts(request.q, parts))
    if not meaning.names and not meaning.dates:
        return None, ""
    writer = Writer(request, using, [meaning], MILLISECONDS)
    if writer.counts.get(meaning):
        return writer.request(meaning), ""
    return None, writer.label(meaning) if meaning in writer.counts else ""
