"""Undoing merges of entities: what a merge takes away is written down first."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from articles.editing.entities import refresh_articles
from articles.locking import lock_archive_exclusively, retried
from articles.models import ArticleEntity, Decision, Entity, EntityName, Mention

_FIELDS = ("kind", "name", "slug", "code", "description", "folded")
_LINK = ("article_id", "status", "is_about", "reported_from", "mention_count", "decided_by_id", "decided_at")


def describe(entity: Entity, kept: Entity) -> dict[str, Any]:
    """Return what ``unmerge`` needs after ``entity`` is merged into ``kept``, as JSON values."""
    links = ArticleEntity.objects.filter(entity=entity).order_by("article_id").values(*_LINK)
    return {
        "kept": kept.pk,
        "id": entity.pk,
        **{name: getattr(entity, name) for name in _FIELDS},
        "names": list(entity.names.values_list("name", "learned")),
        "known": [kept.name, *kept.names.values_list("name", flat=True)],
        "mentions": list(Mention.objects.filter(entity=entity).order_by("id").values_list("id", flat=True)),
        "links": [{**link, "decided_at": str(link["decided_at"] or "") or None} for link in links],
    }


@retried
def unmerge(merged: Iterable[dict[str, Any]]) -> int:
    """Bring back merged entities with their names, links and mentions; return the number of articles.

    Mentions that were extracted again since stay with the entity that was kept, and an entity whose page was
    taken by another one since is left out.
    """
    articles: set[int] = set()
    with transaction.atomic():
        lock_archive_exclusively()
        for each in merged:
            if not _is_free(each):
                continue
            articles |= _restore(each)
        refresh_articles(sorted(articles))
    return len(articles)


def _is_free(each: dict[str, Any]) -> bool:
    taken = Entity.objects.filter(pk=each["id"]) | Entity.objects.filter(kind=each["kind"], slug=each["slug"])
    return not taken.exists() and Entity.objects.filter(pk=each["kept"]).exists()


def _restore(each: dict[str, Any]) -> set[int]:
    entity_id, kept_id = each["id"], each["kept"]
    Entity.objects.bulk_create([Entity(pk=entity_id, **{name: each[name] for name in _FIELDS})])
    taken = {each["name"], *(name for name, _ in each["names"])} - set(each["known"])
    EntityName.objects.filter(entity=kept_id, name__in=taken).delete()
    for name, learned in each["names"]:
        EntityName(entity_id=entity_id, name=name, learned=learned).save()
    Mention.objects.filter(pk__in=each["mentions"], entity=kept_id).update(entity=entity_id)
    ArticleEntity.objects.bulk_create([ArticleEntity(entity_id=entity_id, **link) for link in each["links"]])
    article_ids = [link["article_id"] for link in each["links"]]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE articles_articleentity AS link
               SET mention_count = (SELECT count(*) FROM articles_mention AS mention
                                     WHERE mention.article_id = link.article_id
                                       AND mention.entity_id = link.entity_id)
             WHERE link.entity_id = %s AND link.article_id = ANY(%s)
            """,
            [kept_id, article_ids],
        )
    kept = ArticleEntity.objects.filter(entity=kept_id, article__in=article_ids, status=Decision.AUTOMATIC)
    kept.filter(mention_count=0).delete()
    return set(article_ids)
