"""How entities are named in some articles: the words that stand for each, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from articles.models import Entity, Mention

MOST_READ = 500  # articles, the newest
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Named:
    """An entity with the words that name it and how often they do, the most frequent first."""

    entity: Entity
    words: list[tuple[str, int]]


def names_in(article_ids: Sequence[int], entities: Sequence[Entity]) -> list[Named]:
    """How each of the entities is named in the articles: at most six ways. Those without a mention are left
    out: an editor may have put them there without words."""
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
        Named(entity, sorted(found[entity.pk], key=lambda pair: (-pair[1], pair[0]))[:_SHOWN])
        for entity in entities
        if found[entity.pk]
    ]
