"""The front page, search help and robots.txt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Source, Status
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.views.articles import result_context

NEWEST = 8


def home(request: HttpRequest) -> HttpResponse:
    """The search box, the whole archive as one timeline, who and where is in it, the newest articles."""
    results = run(SearchRequest(per_page=NEWEST))
    sources = Source.objects.filter(articles__status=Status.PUBLISHED).distinct().count()
    return render(request, "home.html", {"sources": sources, **result_context(results, "/articles/")})


def search_help(request: HttpRequest) -> HttpResponse:
    """How to write a query."""
    return render(request, "help_search.html", {"here": "help"})


def robots(_request: HttpRequest) -> HttpResponse:
    """Keeps crawlers out of facet combinations, which are without end, and out of the admin."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /captures/", "Disallow: /*?"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
