"""API routes for the people, countries, organisations, places, authors and sources of published articles."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from articles.api.schemas import NameList, NameOut, NameParameters, Problem
from articles.models import Entity, Source
from articles.search.engine import run
from articles.search.facet_types import BY_PLURAL, FACET_TYPES, FacetName, Thing
from articles.search.page.facets import all_values
from articles.search.request import SearchRequest, clean_text

NAME_CHARACTERS = 100
EXAMPLES = {"countries": "its ISO code"}
router = Router(tags=["entities"])


def _list(request: HttpRequest, plural: str, parameters: NameParameters) -> dict[str, Any]:
    facet = BY_PLURAL[plural]
    text = clean_text(parameters.name, NAME_CHARACTERS)
    size, page = parameters.per_page, parameters.page
    found = all_values(SearchRequest(), facet, text=text, offset=(page - 1) * size, limit=size)

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "count": found.total,
        "results": [
            {
                "key": each.value,
                "name": each.name,
                "count": each.count,
                "url": request.build_absolute_uri(f"/{plural}/{each.value.lower()}/"),
            }
            for each in found.values
        ],
        "next": address(page + 1) if page * size < found.total else None,
        "previous": address(page - 1) if page > 1 else None,
    }


def _one(request: HttpRequest, plural: str, key: str) -> dict[str, Any]:
    facet = BY_PLURAL[plural]
    thing = named(facet, key)
    asked = SearchRequest().changed(**{str(facet): (thing.key,)}, per_page=1)
    results = run(asked)
    if not results.count and facet != "country":
        raise Http404("No published article is about this.")
    first, last = results.dates or (None, None)
    return {
        "key": thing.key,
        "name": thing.name,
        "count": results.count,
        "url": request.build_absolute_uri(thing.get_absolute_url()),
        "description": thing.description,
        "other_names": [] if isinstance(thing, Source) else list(thing.names.values_list("name", flat=True)),
        "identifiers": [
            {"scheme": each.scheme, "value": each.value, "url": each.address or None}
            for each in (thing.identifiers.all() if isinstance(thing, Entity) else [])
        ],
        "first": first,
        "last": last,
        "articles": request.build_absolute_uri("/api/articles" + asked.query_string(per_page=20)),
    }


def named(facet: FacetName, key: str) -> Thing:
    """Find a source or an author by its slug, an entity also by a former one, or a country by its ISO code.

    Raises Http404.
    """
    key = clean_text(key, 110)
    kind = FACET_TYPES[facet]
    if not kind.is_entity:
        thing = kind.model.objects.filter(slug=key).first()
        if thing is None:
            raise Http404(f"There is no {facet} with this slug.")
        return thing
    by_code = Entity.objects.filter(kind=facet, code=key.upper()).first() if facet == "country" else None
    entity = by_code or Entity.objects.at(facet, key)
    if entity is None:
        raise Http404(f"There is no {facet} with this {'code' if facet == 'country' else 'slug'}.")
    return entity


def _listing(plural: str) -> Callable[..., dict[str, Any]]:
    def entities(request: HttpRequest, parameters: Query[NameParameters]) -> dict[str, Any]:
        return _list(request, plural, parameters)

    entities.__doc__ = "Those that appear in published articles, most frequent first."
    return entities


def _reading(plural: str) -> Callable[..., dict[str, Any]]:
    def entity(request: HttpRequest, key: str) -> dict[str, Any]:
        return _one(request, plural, key)

    entity.__doc__ = f"One of them, by {EXAMPLES.get(plural, 'its slug')} (the “key” in lists)."
    return entity


for _plural, _facet in BY_PLURAL.items():
    router.get(
        f"/{_plural}",
        response={200: NameList, 422: Problem, 429: Problem, 503: Problem},
        summary=f"List {_plural}",
        operation_id=f"list_{_plural}",
    )(_listing(_plural))
    router.get(
        f"/{_plural}/{{key}}",
        response={200: NameOut, 404: Problem, 429: Problem, 503: Problem},
        summary=f"One of the {_plural}",
        operation_id=f"get_{_facet}",
    )(_reading(_plural))
