"""Titles of searches, for citations, feeds and emails."""

from django.utils.translation import gettext as _

from articles.research.freezing import SearchReading
from articles.search.request import SearchRequest
from articles.text import quoted

_MOST = 150  # characters


def title_of(request: SearchRequest, reading: SearchReading, *, in_quotes: bool = True) -> str:
    """Return the query as written, then the filters' labels: "“crimea vote” · Ukraine · From 2014".

    The query is quoted only if ``in_quotes``.
    """
    query = quoted(request.q) if in_quotes else request.q
    pieces = [query] if request.q else []
    title = " · ".join((*pieces, *reading.filters)) or _("All articles")
    return title if len(title) <= _MOST else f"{title[: _MOST - 1].rstrip()}…"
