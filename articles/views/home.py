"""The front page, search help and robots.txt."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static

from articles.models import Source, Status
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.views.articles import result_context

NEWEST = 8


def home(request: HttpRequest) -> HttpResponse:
    """The search box, the whole archive as one timeline, who and where is in it, the newest articles."""
    results = run(SearchRequest())
    sources = Source.objects.filter(articles__status=Status.PUBLISHED).distinct().count()
    return render(
        request,
        "home.html",
        {"sources": sources, "newest": results.hits[:NEWEST], **result_context(results, "/articles/")},
    )


def search_help(request: HttpRequest) -> HttpResponse:
    """How to write a query."""
    return render(request, "help_search.html", {"here": "help"})


def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here wherever a page cannot name the icon, as a raw original cannot."""
    return HttpResponseRedirect(static("icon.svg"))


def robots(_request: HttpRequest) -> HttpResponse:
    """Keeps crawlers out of facet combinations, which are without end, and out of the admin."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /captures/", "Disallow: /*?"]
    lines += ["Disallow: /language/"]
    lines += ["Disallow: /articles.", "Allow: /articles.atom$"]  # whole archives are for people to ask for
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
