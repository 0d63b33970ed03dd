"""The home page, search help and the favicon."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.timezone import localdate

from articles.charts.bar_chart import place_of
from articles.charts.figures import percent
from articles.charts.world import draw_world
from articles.overview.home import overview
from articles.views.articles import result_context
from articles.views.front.coverage import in_words
from articles.views.front.doors import examples

OTHER_YEARS = 7


def home(request: HttpRequest) -> HttpResponse:
    """The home page: what the archive is for, search, three examples, a front, and what is held."""
    today = localdate()
    archive = overview(today, OTHER_YEARS)
    results = archive.results
    context = {
        **result_context(results, "/articles/"),
        "archive": archive,
        "kept": (),
        "held": in_words(archive.coverage),
        "doors": examples(archive.doors, results.by_month),
        "world": draw_world(archive.countries),
        "today": today,
        "spells": [
            (
                each,
                *place_of(results.timeline, each.first, each.last),
                percent(100 * each.of_source / each.articles),
            )
            for each in archive.spells
        ],
    }
    return render(request, "home.html", context)


def search_help(request: HttpRequest) -> HttpResponse:
    """The page on query syntax."""
    return render(request, "help_search.html", {"here": "help"})


def favicon(_request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for responses without a <link> to it, such as raw originals."""
    return HttpResponseRedirect(static("icon.svg"))
