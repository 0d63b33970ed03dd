"""Single places of texts in a split: those that were chosen, and the decisions that keep them apart."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from articles.extraction.store.places import context_of
from articles.models import Article, PlaceDecision, TextField


class PlaceInText(NamedTuple):
    """A mention by its place: offsets count characters of the field."""

    article_id: int
    field: str
    start: int
    end: int


def decide_places(
    places: Iterable[tuple[PlaceInText, str]], target_id: int, who: tuple[int | None, datetime]
) -> None:
    """Decide that the words at these places mean the entity. Later extractions keep to it."""
    wanted = list(places)
    articles = Article.objects.only(*TextField.values).in_bulk({each.article_id for each, _ in wanted})
    made = []
    for (article_id, field, start, end), surface in wanted:
        before, after = context_of(getattr(articles[article_id], field), start, end)
        made.append(
            PlaceDecision(
                article_id=article_id,
                field=field,
                start=start,
                surface=surface,
                before=before,
                after=after,
                entity_id=target_id,
                decided_by_id=who[0],
                decided_at=who[1],
            )
        )
    PlaceDecision.objects.bulk_create(made)


def move_decided_places(
    entity_id: int, target_id: int, whole: Sequence[int], words: Iterable[tuple[int, str]]
) -> None:
    """Let earlier decisions on places follow: those of whole articles, and those on words that move."""
    own = PlaceDecision.objects.filter(entity=entity_id)
    own.filter(article__in=whole).update(entity=target_id)
    moving = set(words)
    rows = own.filter(article__in={article_id for article_id, _ in moving}).values_list(
        "pk", "article_id", "surface"
    )
    ids = [pk for pk, article_id, surface in rows if (article_id, surface) in moving]
    PlaceDecision.objects.filter(pk__in=ids).update(entity=target_id)
