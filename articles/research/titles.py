"""A search in words, as a title for a citation, a feed, a mail."""

from django.utils.translation import gettext as _

from articles.research.freezing import Reading
from articles.search.request import SearchRequest
from articles.text import quoted

_MOST = 150  # characters


def title_of(request: SearchRequest, reading: Reading, *, in_quotes: bool = True) -> str:
    """ "“crimea vote” · Ukraine · From 2014": the query as it was written, then the filters by name.

    Unless ``in_quotes``, without the quotation marks around the query.
    """
    query = quoted(request.q) if in_quotes else request.q
    pieces = [query] if request.q else []
    title = " · ".join((*pieces, *reading.filters)) or _("All articles")
    return title if len(title) <= _MOST else f"{title[: _MOST - 1].rstrip()}…"
