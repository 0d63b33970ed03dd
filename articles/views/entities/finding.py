"""Finds the entity, author or source of a URL."""

import re

from django.db.models import Q
from django.http import Http404

from articles.models import Author, AuthorName, Entity, EntityName, Kind
from articles.models.entities.entities import PATHS
from articles.search.browse.page_about import address_of, place
from articles.search.facet_types import BY_PLURAL, FACET_TYPES, Thing

KINDS = {path: kind for kind, path in PATHS.items()}
_NUMBER = re.compile(r"-\d+$")


class Moved(Exception):  # noqa: N818  (control flow, not an error)
    """The URL uses another name of ``entity`` or author, whose own URL differs."""

    def __init__(self, entity: Entity | Author) -> None:
        super().__init__(entity.name)
        self.entity = entity


def find(plural: str, slug: str) -> Thing:
    """Return the entity or source at /<plural>/<slug>/. Raises Http404, or Moved if its URL differs."""
    kind = FACET_TYPES[BY_PLURAL[plural]]
    if kind.is_entity:
        return find_entity(plural, slug)
    thing = kind.model.objects.filter(slug=slug).first()
    if thing is None:
        other = AuthorName.objects.filter(folded=_spaced(slug)).first() if plural == "authors" else None
        if other is None:
            raise Http404("There is nothing with this name.")
        raise Moved(other.author)
    return thing


def find_entity(plural: str, slug: str) -> Entity:
    """Return the entity at /<plural>/<slug>/. Raises Http404, or Moved if its URL differs."""
    entity = entity_at(KINDS[plural], slug)
    if slug != entity.key.lower():
        raise Moved(entity)
    return entity


def entity_at(kind: str, slug: str) -> Entity:
    """Find a country by ISO code, any entity by its slug or a former one, or by another name that is unique
    among public entities. Raises Http404."""
    by_code = Entity.objects.filter(kind=kind, code=slug.upper()).first() if kind == Kind.COUNTRY else None
    entity = by_code or Entity.objects.at(kind, slug) or _under_another_name(kind, slug)
    if entity is None:
        raise Http404("There is nothing with this name.")
    return entity


def _spaced(slug: str) -> str:
    return _NUMBER.sub("", slug).replace("-", " ").lower()


def _under_another_name(kind: str, slug: str) -> Entity | None:
    """Return the one public entity with the slug's words as a name, or None. Merged and renamed entities keep
    their former names this way."""
    spaced = _spaced(slug)
    found = Entity.objects.public().filter(
        Q(folded__in=[spaced, slug.lower()])
        | Q(pk__in=EntityName.objects.filter(folded__in=[spaced, slug.lower()]).values("entity")),
        kind=kind,
    )[:2]
    return found[0] if len(found) == 1 else None


def in_order(one: Entity, other: Entity) -> list[Entity]:
    """Return two entities in the order used by the URL of their page."""
    return sorted((one, other), key=lambda each: place(each.kind, each.key))


def pair_address(one: Entity, other: Entity) -> str:
    """Return the canonical path of the page of two entities, in either order."""
    return address_of((one.kind, one.key), (other.kind, other.key))
