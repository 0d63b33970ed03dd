"""Renaming and deleting entities, so that the articles that name them stay found under the right name."""

from collections.abc import Iterable

from django.db import transaction

from articles.extraction.store.annotate import refresh_arrays
from articles.locking import own_archive, retried
from articles.models import ArticleEntity, Entity, EntityName, Mention, MentionStatus
from articles.text import fold_name

BATCH = 1000  # articles whose arrays are recomputed by one statement


def articles_of(entity_ids: Iterable[int]) -> list[int]:
    """The ids of the articles that have a row for any of the entities, ascending."""
    links = ArticleEntity.objects.filter(entity__in=list(entity_ids))
    return sorted(set(links.order_by().values_list("article_id", flat=True)))


def refresh_articles(article_ids: list[int]) -> None:
    """Recompute the arrays and entity names of any number of articles."""
    for start in range(0, len(article_ids), BATCH):
        refresh_arrays(article_ids[start : start + BATCH])


def refresh_entities(entity_ids: Iterable[int]) -> int:
    """Bring every article of the entities up to date with their names; how many articles that are."""
    article_ids = articles_of(entity_ids)
    refresh_articles(article_ids)
    return len(article_ids)


def former_name_kept(entity: Entity, former: str) -> None:
    """After ``entity`` got a new name, keep the former one, under which extraction still meets it."""
    EntityName.objects.filter(entity=entity, name=entity.name).delete()
    EntityName.objects.get_or_create(entity=entity, name=former)


@retried
def rename(entity: Entity, name: str) -> int:
    """Give ``entity`` another name and make its articles found under it; how many articles that are.

    The address (slug) stays, so that no link breaks; the former name becomes one of its other names.
    """
    with transaction.atomic():
        own_archive()
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
    """Delete entities, and decisions that words mean them. The words stay in their articles, as unknown."""
    ids = list(entity_ids)
    with transaction.atomic():
        own_archive()
        article_ids = articles_of(ids)
        _leave_in_doubt(ids)
        Entity.objects.filter(pk__in=ids).delete()
        refresh_articles(article_ids)


def _leave_in_doubt(entity_ids: list[int]) -> None:
    mentions = Mention.objects.filter(entity__in=entity_ids)
    for surface in set(mentions.order_by().values_list("surface", flat=True)):
        alike = mentions.filter(surface=surface)
        alike.update(entity=None, status=MentionStatus.UNKNOWN, folded=fold_name(surface))
