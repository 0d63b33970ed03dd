"""The surface forms of entities in a set of articles, and their frequencies."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from articles.models import Entity, Mention

MOST_READ = 500  # articles, the newest
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SurfaceForms:
    """An entity with its surface forms and their frequencies, most frequent first."""

    entity: Entity
    words: list[tuple[str, int]]


def names_in(article_ids: Sequence[int], entities: Sequence[Entity]) -> list[SurfaceForms]:
    """Return at most six surface forms for each entity.

    Entities without a mention are left out: an editor can link an entity without marking words.
    """
    found: dict[int, list[tuple[str, int]]] = {entity.pk: [] for entity in entities}
    rows = (
        Mention.objects.filter(article__in=article_ids, entity__in=entities)
        .order_by()
        .values_list("entity_id", "surface")
        .annotate(n=Count("pk"))
    )
    for pk, surface, n in rows:
        found[pk].append((surface, n))
    return [
        SurfaceForms(entity, sorted(found[entity.pk], key=lambda pair: (-pair[1], pair[0]))[:_SHOWN])
        for entity in entities
        if found[entity.pk]
    ]
