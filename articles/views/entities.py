"""Indexes of people, countries, organisations, places and sources, and the page of each."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Decision, Entity, Kind, Source, Status
from articles.models.entities import PATHS
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.text import fold
from articles.views.articles import result_context

PER_PAGE = 200
NAME_CHARACTERS = 100
KINDS = {path: kind for kind, path in PATHS.items()}
SINGULAR = {"sources": "source", **KINDS}


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A name, where its page is, and in how many published articles it is."""

    name: str
    url: str
    count: int


def _entities(kind: str, name: str) -> QuerySet[Entity]:
    counted = Q(
        article_entities__article__status=Status.PUBLISHED,
        article_entities__is_about=True,
        article_entities__status__in=[Decision.AUTOMATIC, Decision.CONFIRMED],
    )
    found = Entity.objects.filter(kind=kind)
    if name:
        folded = fold(name)
        found = found.filter(
            Q(folded__contains=folded)
            | Q(pk__in=Entity.objects.filter(names__folded__contains=folded).values("pk"))
        )
    return found.annotate(count=Count("article_entities", filter=counted)).filter(count__gt=0)


def _sources(name: str) -> QuerySet[Source]:
    published = Count("articles", filter=Q(articles__status=Status.PUBLISHED))
    return Source.objects.filter(name__icontains=name).annotate(count=published).filter(count__gt=0)


def _rows(page: Page[Any]) -> list[IndexRow]:
    return [IndexRow(each.name, each.get_absolute_url(), each.count) for each in page.object_list]


def entity_index(request: HttpRequest, plural: str) -> HttpResponse:
    """All of one kind that published articles name, by number of articles; ``?name=`` looks one up."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:NAME_CHARACTERS]
    order = request.GET.get("sort") if request.GET.get("sort") == "name" else "count"
    found = _sources(name) if plural == "sources" else _entities(KINDS[plural], name)
    ordered = found.order_by("name", "pk") if order == "name" else found.order_by("-count", "name", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": plural,
        "plural": plural,
        "name": name,
        "order": order,
        "page": page,
        "rows": _rows(page),
    }
    return render(request, "entities/index.html", context)


def entity_page(request: HttpRequest, plural: str, slug: str) -> HttpResponse:
    """One entity or source: its other names, when it was in the news, with whom and where, its articles."""
    entity: Entity | Source
    names: list[str] = []
    if plural == "sources":
        entity = get_object_or_404(Source, slug=slug)
        key = entity.slug
    else:
        entity = _entity_or_404(KINDS[plural], slug)
        key = entity.key
        names = list(entity.names.values_list("name", flat=True))
        if slug != key.lower():
            return redirect(entity)
    facet = SINGULAR[plural]
    results = run(SearchRequest(**{facet: (key,)}))  # type: ignore[arg-type]
    if not results.count and plural != "countries":
        raise Http404("No published article names it.")
    context = {
        "here": plural,
        "entity": entity,
        "names": names,
        "all_url": SearchRequest(**{facet: (key,)}).query_string(),  # type: ignore[arg-type]
        **result_context(results, "/articles/"),
    }
    context["facets"] = [each for each in results.facets.values() if each.name != facet]
    return render(request, "entities/page.html", context)


def _entity_or_404(kind: str, slug: str) -> Entity:
    """A country by its ISO code or its name's slug, any other entity by its slug."""
    named = Q(slug=slug) | Q(code=slug.upper()) if kind == Kind.COUNTRY else Q(slug=slug)
    return get_object_or_404(Entity, named, kind=kind)
