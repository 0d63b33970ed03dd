"""The page of two entities: the articles with both."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Entity
from articles.network.surfaces import MOST_READ, SurfaceForms, names_in
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.date_counts import Months
from articles.search.engine import run
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from articles.views.entities.calendar import calendar_of
from articles.views.entities.finding import KINDS, entity_at, in_order, pair_address
from articles.views.entities.page import ends_of, redirect_keeping
from articles.views.entities.scope import EntityScope
from articles.views.entities.story import Story


def pair_page(
    request: HttpRequest, plural: str, slug: str, other_slug: str, other_plural: str = ""
) -> HttpResponse:
    """The page of two entities, which has one canonical URL. All search parameters work here."""
    one, other = entity_at(KINDS[plural], slug), entity_at(KINDS[other_plural or plural], other_slug)
    if one == other:
        return redirect(one)
    one, other = in_order(one, other)
    path = pair_address(one, other)
    if request.path != path:
        return redirect_keeping(request, path)
    scope = EntityScope([one, other], path)
    with transaction.atomic(), limited():
        using = counting()
        ends = ends_of(using, scope.everything)
        results = run(scope.request(request.GET), using)
        named = _named(using, scope.everything, [one, other]) if ends else []
        story = Story.of(using, results, one, other) if results.count else None
        archive = using.months(Selection(SearchRequest())) if results.count else Months()
    if not ends and Entity.objects.public().filter(pk__in=[one.pk, other.pk]).count() < 2:
        raise Http404("No published article mentions both of them.")
    if story:
        results = story.with_sentences(results)
    context = {
        "here": plural,
        "one": one,
        "other": other,
        "ends": ends,
        "named": named,
        "most_read": MOST_READ,
        "compare_query": compare_query(one, other),
        "story": story,
        "calendar": calendar_of(results.by_month, archive, results.request, story.units) if story else [],
        **scope.context(results),
    }
    return render(request, "entities/pair.html", context)


def compare_query(*entities: Entity) -> str:
    """Return the parameters that compare the yearly shares of these entities."""
    return urlencode([*(("q", f"{each.kind}:{each.key}") for each in entities), ("by", "year")])


def _named(using: Counting, everything: SearchRequest, entities: list[Entity]) -> list[SurfaceForms]:
    return names_in(using.ids(Selection(everything), "newest", 0, MOST_READ), entities)
