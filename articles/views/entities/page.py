"""The page of an entity, author or source: its names, timeline, co-occurring entities and articles."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.discovery.described import described_entity
from articles.http import site_of
from articles.models import Article, Entity, Source
from articles.overview.precision import shown_precision
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.engine import run
from articles.search.facet_types import facet_of_thing
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import Mentioned
from articles.search.timeouts import SearchTooCostly, limited
from articles.sentences.life import Life
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
        mentioned = (
            mentioned_in(using, thing) if isinstance(thing, Entity) and plural == "countries" else None
        )
        results = run(scope.request(request.GET), using)
        context = scope.context(results)
        first = results.pages.number == 1
        whole = first and not context["narrowed"]
        everyone = request.GET.get("company") == "all"
        entity = thing if isinstance(thing, Entity) and ends else None
        company = company_of(entity, using, results.request, everyone=everyone) if entity and first else None
        life = Life.of(entity, using) if entity and whole else None
    names = [] if isinstance(thing, Source) else list(thing.names.values_list("name", flat=True))
    identifiers = list(thing.identifiers.all()) if isinstance(thing, Entity) else []
    context |= {
        "here": plural,
        "entity": thing,
        "names": names,
        "identifiers": identifiers,
        "described": described_entity(thing, names, identifiers, site_of(request))
        if isinstance(thing, Entity)
        else "",
        "ends": ends,
        "mentioned": mentioned,
        "company": company,
        "life": life,
        "precision": shown_precision().get(thing.kind) if isinstance(thing, Entity) else None,
        "kind": facet_of_thing(thing),
    }
    return render(request, "entities/page.html", context)


def company_of(entity: Entity, using: Counting, request: SearchRequest, *, everyone: bool) -> Company | None:
    """Return the names that appear with this one, or None if counting takes too long."""
    try:
        return Company.of(entity, using, Selection(request), everyone=everyone)
    except SearchTooCostly:
        return None


def ends_of(using: Counting, everything: SearchRequest) -> list[Article]:
    """Return the first and the latest article, or the only one. Undated articles sort last."""
    selection = Selection(everything)
    ids = using.ids(selection, "oldest", 0, 1) + using.ids(selection, "newest", 0, 1)
    return first_and_latest(list(dict.fromkeys(ids)))


def mentioned_in(using: Counting, country: Entity) -> Mentioned | None:
    """Return how many articles name a country; None if all of them are about it."""
    about = using.total(Selection(SearchRequest(within=(("country", country.pk),))))
    named = using.total(Selection(SearchRequest()).mentioning(country.pk))
    return Mentioned(country.label, about, named, f"?q=mentions:{country.key}") if named > about else None


def redirect_keeping(request: HttpRequest, path: str) -> HttpResponse:
    """Redirect to ``path``, keeping the query string."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{path}?{query}" if query else path)
