"""Renaming and deleting entities, with the updates that keep their articles searchable by name."""

from collections.abc import Callable, Iterable

from django.db import transaction

from articles.extraction.store.annotate import lock_articles, refresh_arrays
from articles.locking import lock_archive_exclusively, retried
from articles.models import ArticleEntity, Entity, EntityName, Mention, MentionStatus
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


def refresh_entities(entity_ids: Iterable[int]) -> int:
    """Update all articles of the entities and return their number."""
    article_ids = articles_of(entity_ids)
    refresh_articles(article_ids)
    return len(article_ids)


def refresh_in_batches(entity_id: int, before_each: Callable[[], None]) -> None:
    """Update all articles of an entity, a batch in a transaction, while imports go on."""
    article_ids = articles_of([entity_id])
    for start in range(0, len(article_ids), BATCH):
        before_each()
        _refresh_batch(article_ids[start : start + BATCH])


@retried
def _refresh_batch(article_ids: list[int]) -> None:
    with transaction.atomic():
        lock_articles(article_ids)
        refresh_arrays(article_ids)


def former_name_kept(entity: Entity, former: str) -> None:
    """Keep the former name of a renamed entity as another name, so that extraction still recognises it."""
    EntityName.objects.filter(entity=entity, name=entity.name).delete()
    EntityName.objects.get_or_create(entity=entity, name=former)


@retried
def rename(entity: Entity, name: str) -> int:
    """Rename ``entity`` and update its articles; return their number.

    The slug stays, so that links do not break. The former name becomes another name.
    """
    with transaction.atomic():
        lock_archive_exclusively()
        entity.refresh_from_db()
        former = entity.name
        if former == name:
            return 0
        entity.name = name
        entity.save()
        former_name_kept(entity, former)
        return refresh_entities([entity.pk])


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
