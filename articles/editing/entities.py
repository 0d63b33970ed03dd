"""Deleting entities, and updating their articles so that they stay searchable by name."""

from collections.abc import Iterable

from django.db import transaction

from articles.extraction.store.annotate import lock_articles, refresh_arrays
from articles.locking import lock_archive_exclusively, retried
from articles.models import ArticleEntity, Entity, Mention, MentionStatus
from articles.text import fold_name

BATCH = 1000  # articles updated by one statement


def articles_of(entity_ids: Iterable[int]) -> list[int]:
    """Return the ids of the articles linked to any of the entities, ascending."""
    links = ArticleEntity.objects.filter(entity__in=list(entity_ids))
    return sorted(set(links.order_by().values_list("article_id", flat=True)))


def refresh_articles(article_ids: list[int]) -> None:
    """Recompute the id arrays and entity names of articles, in batches."""
    for start in range(0, len(article_ids), BATCH):
        refresh_arrays(article_ids[start : start + BATCH])


@retried
def refresh_batch(article_ids: list[int]) -> None:
    """Update articles in a transaction of their own."""
    with transaction.atomic():
        lock_articles(article_ids)
        refresh_arrays(article_ids)


@retried
def delete_entities(entity_ids: Iterable[int]) -> None:
    """Delete entities and the decisions that name them. Their mentions stay, with the status unknown."""
    ids = list(entity_ids)
    with transaction.atomic():
        lock_archive_exclusively()
        article_ids = articles_of(ids)
        _leave_in_doubt(ids)
        Entity.objects.filter(pk__in=ids).delete()
        refresh_articles(article_ids)


def _leave_in_doubt(entity_ids: list[int]) -> None:
    mentions = Mention.objects.filter(entity__in=entity_ids)
    for surface in set(mentions.order_by().values_list("surface", flat=True)):
        alike = mentions.filter(surface=surface)
        alike.update(entity=None, status=MentionStatus.UNKNOWN, folded=fold_name(surface))
