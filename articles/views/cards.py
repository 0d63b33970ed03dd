"""The card of an entity, which readers see without leaving the article."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from articles.models import Entity, Kind
from articles.search.backend import counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from articles.views.entities.finding import KINDS, entity_at

MAX_AGE = 600  # seconds that a reader's browser keeps a card
NAMES = 5  # other names shown


# Private, since the text is in the reader's language.
@cache_control(private=True, max_age=MAX_AGE)
def entity_card(request: HttpRequest, plural: str, slug: str) -> HttpResponse:
    """An HTML fragment: name, other names, description, number of articles, first and last year.

    404 if no published article names the entity, as on its page. Raises SearchTooCostly.
    """
    response = render(request, "entities/card.html", card_context(entity_at(KINDS[plural], slug)))
    response["X-Robots-Tag"] = "noindex"
    return response


def card_context(entity: Entity) -> dict[str, Any]:
    """Return what the card of an entity shows. Raises Http404 and SearchTooCostly."""
    with transaction.atomic(), limited():
        count, days = counting().extent(Selection(SearchRequest(**{entity.kind: (entity.key,)})))  # type: ignore[arg-type]
    if not count and entity.kind != Kind.COUNTRY:
        raise Http404("No published article mentions this.")
    names = [name for name in entity.names.values_list("name", flat=True)[: NAMES + 1] if name != entity.name]
    return {
        "entity": entity,
        "names": names[:NAMES],
        "count": count,
        "years": sorted({day.year for day in days}) if days else [],
    }
