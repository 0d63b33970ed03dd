"""The canonical URL of a page that has several."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

from articles.search.filters import ArticleFilterSet
from articles.search.request import SearchRequest

_SEARCHES = ("/articles/",)
_KEPT = ("name", "sort", "page")  # parameters that change an index page


def canonical(request: HttpRequest, search: SearchRequest | None = None) -> str:
    """Return the absolute URL, with unknown parameters and defaults removed, in a fixed order.

    ``search``: the search that the view has read from the parameters, if it has.
    """
    if request.path in _SEARCHES:
        asked = search or ArticleFilterSet(request.GET).search_request
        query = asked.query_string().removeprefix("?")
    else:
        found = [(name, request.GET.get(name, "").replace("\0", "").strip()[:100]) for name in _KEPT]
        query = urlencode(
            [(name, value) for name, value in found if value and (name, value) != ("page", "1")]
        )
    path = iri_to_uri(request.path)
    return request.build_absolute_uri(f"{path}?{query}" if query else path)
