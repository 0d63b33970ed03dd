"""A search in words, as a title for a citation, a feed, a mail."""

from django.utils.translation import gettext as _

from articles.research.freezing import Reading
from articles.search.request import SearchRequest

_MOST = 150  # characters


def title_of(request: SearchRequest, reading: Reading, *, quoted: bool = True) -> str:
    """ "“crimea vote” · Ukraine · From 2014": the query as it was written, then the filters by name.

    Unless ``quoted``, without the quotation marks around the query.
    """
    query = f"“{request.q}”" if quoted else request.q
    pieces = [query] if request.q else []
    title = " · ".join((*pieces, *reading.filters)) or _("All articles")
    return title if len(title) <= _MOST else f"{title[: _MOST - 1].rstrip()}…"
