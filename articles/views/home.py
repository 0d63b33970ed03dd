"""The front page and search help."""

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
    """Search box, the archive at a glance, as a timeline and a map, this day in other years, the newest."""
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
    """One sentence: how many articles, from how many sources, from when to when."""
    if not results.count:
        return _("An archive of news, still empty.")
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
    """How to write a query."""
    return render(request, "help_search.html", {"here": "help"})


def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here wherever a page cannot name the icon, as a raw original cannot."""
    return HttpResponseRedirect(static("icon.svg"))
