"""The front page, search help and the favicon."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.charts.world import draw_world
from articles.search.browse.overview import overview
from articles.search.results import SearchResults
from articles.views.articles import result_context

NEWEST = 8
OTHER_YEARS = 7
OF_NOTE = ("person", "country", "source")


def home(request: HttpRequest) -> HttpResponse:
    """The front page: search, an overview with timeline and map, on this day, and the newest articles."""
    today = localdate()
    archive = overview(today, OTHER_YEARS)
    results = archive.results
    context = {
        **result_context(results, "/articles/"),
        "glance": glance(results),
        "newest": results.hits[:NEWEST],
        "of_note": [results.facets[name] for name in OF_NOTE],
        "world": draw_world(archive.countries),
        "today": today,
        "other_years": archive.other_years,
    }
    return render(request, "home.html", context)


def glance(results: SearchResults) -> str:
    """Summarise the archive in a sentence: number of articles and sources, first and last month."""
    if not results.count:
        return _("A news archive. No articles yet.")
    sources = results.facets["source"].total
    words = {
        "articles": ngettext("%(n)s article", "%(n)s articles", results.count)
        % {"n": intcomma(results.count)},
        "sources": ngettext("%(n)s source", "%(n)s sources", sources) % {"n": intcomma(sources)},
    }
    if results.dates:
        words["first"], words["last"] = (date_format(day, "YEAR_MONTH_FORMAT") for day in results.dates)
        if sources:
            return _("%(articles)s from %(sources)s, %(first)s to %(last)s.") % words
        return _("%(articles)s, %(first)s to %(last)s.") % words
    return (_("%(articles)s from %(sources)s.") if sources else _("%(articles)s.")) % words


def search_help(request: HttpRequest) -> HttpResponse:
    """The page on query syntax."""
    return render(request, "help_search.html", {"here": "help"})


def favicon(_request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for responses without a <link> to it, such as raw originals."""
    return HttpResponseRedirect(static("icon.svg"))
