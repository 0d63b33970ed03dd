"""The page of an entity or source: its names, timeline, co-occurring entities and articles."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Article, Entity, Source
from articles.network.graph import network_of
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.engine import run
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import SearchTooCostly, limited
from articles.views.entities.company import Company
from articles.views.entities.finding import Moved, find
from articles.views.entities.scope import EntityScope, first_and_latest


def entity_page(request: HttpRequest, plural: str, slug: str) -> HttpResponse:
    """The page of an entity or source. All search parameters work here, within its articles."""
    try:
        thing = find(plural, slug)
    except Moved as moved:
        return redirect_keeping(request, moved.entity.get_absolute_url())
    scope = EntityScope([thing], thing.get_absolute_url())
    with transaction.atomic(), limited():
        using = counting()
        ends = ends_of(using, scope.everything)
        if not ends and plural != "countries":
            raise Http404("No published article mentions this.")
        results = run(scope.request(request.GET), using)
        context = scope.context(results)
        first = not context["narrowed"] and results.pages.number == 1
        company = company_of(thing, using) if isinstance(thing, Entity) and ends and first else None
    context |= {
        "here": plural,
        "entity": thing,
        "names": [] if isinstance(thing, Source) else list(thing.names.values_list("name", flat=True)),
        "ends": ends,
        "company": company,
    }
    return render(request, "entities/page.html", context)


def company_of(entity: Entity, using: Counting) -> Company | None:
    """Return the entities that appear with this one, or None if counting takes too long."""
    try:
        return Company.of(network_of(entity, using=using))
    except SearchTooCostly:
        return None


def ends_of(using: Counting, everything: SearchRequest) -> list[Article]:
    """Return the first and the latest article, or the only one. Undated articles sort last."""
    selection = Selection(everything)
    ids = using.ids(selection, "oldest", 0, 1) + using.ids(selection, "newest", 0, 1)
    return first_and_latest(list(dict.fromkeys(ids)))


def redirect_keeping(request: HttpRequest, path: str) -> HttpResponse:
    """Redirect to ``path``, keeping the query string."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{path}?{query}" if query else path)
