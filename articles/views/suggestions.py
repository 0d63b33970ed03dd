"""The suggestions of the search box while the reader types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.search.filters import ArticleFilterSet
from articles.search.reading.lines import read_typed


def suggestions(request: HttpRequest) -> HttpResponse:
    """What ``?q=`` may mean, as an HTML fragment. The filters of a search are kept."""
    context = {"readings": read_typed(ArticleFilterSet(request.GET).search_request), "base": "/articles/"}
    response = render(request, "parts/search/suggestions.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
