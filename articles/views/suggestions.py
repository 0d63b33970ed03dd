"""What search boxes offer while the reader types, as fragments of HTML."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.charts.period_chart import draw_periods
from articles.models import Entity
from articles.search.browse.comparison import CompareRequest
from articles.search.browse.line import as_line
from articles.search.filters import ArticleFilterSet
from articles.search.reading.lines import Reading, Readings, read_typed
from articles.search.request import SearchRequest
from articles.views.compare import address_adding, read_adding
from articles.views.entities.finding import Moved, find, pair_address
from articles.views.entities.scope import EntityScope

Option = tuple[Reading, str]  # and the address that choosing it opens


def suggestions(request: HttpRequest) -> HttpResponse:
    """What ``?q=`` may mean. The filters of a search are kept.

    ``within`` ("people/john-kerry", twice for a page of two names) limits it to the articles of a page.
    """
    scope = _scope(request.GET.getlist("within"))
    asked = scope.request(request.GET) if scope else ArticleFilterSet(request.GET).search_request
    readings = read_typed(asked)
    path = scope.path if scope else reverse("articles")
    found: dict[SearchRequest, Reading] = {}
    for each in readings.lines:
        found.setdefault(scope.within(each.request) if scope else each.request, each)
    if scope:
        found.pop(asked.changed(q="", sort=""), None)  # what the page is about
    options = [(each, path + search.query_string()) for search, each in found.items()]
    if readings.asked:
        advice = _("Enter takes the first line. Arrow keys choose another.")
    else:
        advice = _("Arrow keys choose. Enter without a choice searches for the words.")
    return _answer(request, readings, options, advice)


def _scope(names: list[str]) -> EntityScope | None:
    """Return the articles of a page, None for the whole archive. Raises Http404."""
    try:
        things = [find(plural, slug) for plural, _, slug in (each.partition("/") for each in names[:2])]
    except (KeyError, Moved) as error:
        raise Http404("There is no such page.") from error
    match things:
        case []:
            return None
        case [Entity() as one, Entity() as other]:
            return EntityScope(things, pair_address(one, other))
    return EntityScope(things[:1], things[0].get_absolute_url())


def compare_suggestions(request: HttpRequest) -> HttpResponse:
    """What a text of the form of comparisons may mean, each as a link to the comparison with one more line.

    It takes the parameters of a comparison; ``field`` is the place of the text among those to add, from 0.
    """
    asked = CompareRequest.from_params(request.GET)
    adding = [*read_adding(request.GET), ("", "")]
    number = request.GET.get("field", "")
    place = int(number) if number in map(str, range(len(adding))) else 0
    text, kind = adding.pop(place)
    params = QueryDict(urlencode({"q": text}))
    first = not asked.queries and not any(other for other, _kind in adding)
    options = []
    for each in read_typed(ArticleFilterSet(params).search_request).lines:
        line = as_line(each.request)
        fits = not kind or kind == each.kind
        if fits and not line.has_filters and line.q not in asked.queries:
            address = reverse("compare") + address_adding(asked, line.q, adding)
            options.append((each, address + ("#add1" if first else "")))  # where the second is written
    advice = _("Arrow keys choose. Enter without a choice adds what you typed.")
    return _answer(request, Readings(), options, advice)


def _answer(request: HttpRequest, readings: Readings, options: Sequence[Option], advice: str) -> HttpResponse:
    """Return the fragment: how the words are read, the options in groups, and what the keys do."""
    groups = [(name, [*group]) for name, group in groupby(options, key=lambda each: each[0].group)]
    context = {"parts": readings.parts, "groups": groups, "number": len(options), "advice": advice}
    if readings.months[0]:
        context |= {"names": readings.names, "drawn": draw_periods(*readings.months, "year")}
    response = render(request, "parts/search/suggestions.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
