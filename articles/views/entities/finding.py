"""Which entity or source an address means."""

import re

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.models import Entity, EntityName, Kind, Source
from articles.models.entities import PATHS

KINDS = {path: kind for kind, path in PATHS.items()}
#: The facet of each kind of page, by the first part of its address.
SINGULAR = {"sources": "source", **KINDS}
_ORDER = list(PATHS)
_NUMBER = re.compile(r"-\d+$")


class Moved(Exception):  # noqa: N818  (an answer, not an error)
    """The address is an old or another name of what stands at ``entity``'s own."""

    def __init__(self, entity: Entity) -> None:
        super().__init__(entity.name)
        self.entity = entity


def find(plural: str, slug: str) -> Entity | Source:
    """The entity or source at /<plural>/<slug>/. Raises Http404, or Moved where it stands elsewhere."""
    if plural == "sources":
        return get_object_or_404(Source, slug=slug)
    return find_entity(plural, slug)


def find_entity(plural: str, slug: str) -> Entity:
    """The same for an entity."""
    entity = entity_at(KINDS[plural], slug)
    if slug != entity.key.lower():
        raise Moved(entity)
    return entity


def entity_at(kind: str, slug: str) -> Entity:
    """A country by its ISO code or its name's slug, any other entity by its slug; or by another name, where
    one public entity alone bears it. Raises Http404."""
    named = Q(slug=slug) | Q(code=slug.upper()) if kind == Kind.COUNTRY else Q(slug=slug)
    entity = Entity.objects.filter(named, kind=kind).first() or _under_another_name(kind, slug)
    if entity is None:
        raise Http404("There is nothing with this name.")
    return entity


def _under_another_name(kind: str, slug: str) -> Entity | None:
    """The one public entity that bears the words of a slug as a name: entries that were merged into another,
    or renamed, keep their names there."""
    spaced = _NUMBER.sub("", slug).replace("-", " ").lower()
    bearers = Entity.objects.public().filter(
        Q(folded__in=[spaced, slug.lower()])
        | Q(pk__in=EntityName.objects.filter(folded__in=[spaced, slug.lower()]).values("entity")),
        kind=kind,
    )[:2]
    return bearers[0] if len(bearers) == 1 else None


def in_order(one: Entity, other: Entity) -> list[Entity]:
    """Two entities as the address of their page names them."""
    return sorted((one, other), key=lambda each: (_ORDER.index(each.kind), each.key.lower()))


def pair_address(one: Entity, other: Entity) -> str:
    """The one address of the page of two entities, whichever is named first."""
    first, second = in_order(one, other)
    keys = [first.key.lower(), second.key.lower()]
    if first.kind == second.kind:
        return reverse("pair", args=[PATHS[first.kind], *keys])
    return reverse("pair", args=[PATHS[first.kind], keys[0], PATHS[second.kind], keys[1]])
