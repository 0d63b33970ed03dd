"""All values of one facet, for a list too long to stand beside the results."""

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.search.facets import all_values
from articles.search.request import FacetName, SearchRequest

PER_PAGE = 200
NAME_CHARACTERS = 100
LABELS = {
    "country": "countries",
    "person": "people",
    "organisation": "organisations",
    "place": "places",
    "source": "sources",
}


def facet_values(request: HttpRequest, name: str) -> HttpResponse:
    """Every value of a facet for the search in the parameters; ``?name=`` keeps those that contain it."""
    if name not in get_args(FacetName):
        raise Http404("There is no such facet.")
    search = SearchRequest.from_params(request.GET)
    text = request.GET.get("name", "").replace("\0", "").strip()[:NAME_CHARACTERS]
    facet = all_values(search, name, text=text, offset=(search.page - 1) * PER_PAGE, limit=PER_PAGE)  # type: ignore[arg-type]
    context = {
        "here": "articles",
        "facet": facet,
        "plural": LABELS[name],
        "name": text,
        "search": search,
        "kept": [pair for pair in search.parameters() if pair[0] != "page"],
        "back_url": search.changed().query_string(),
        "previous_page": search.page - 1,
        "next_page": search.page + 1 if search.page * PER_PAGE < facet.total else 0,
    }
    return render(request, "articles/facet.html", context)
