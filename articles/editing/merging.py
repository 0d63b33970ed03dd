"""Merging duplicate entities: a person under two spellings, an organisation and its abbreviation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection, transaction
from django.db.models import Count, Q

from articles.editing.entities import articles_of, refresh_articles
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    Article,
    ArticleEntity,
    Decision,
    Entity,
    EntityName,
    EntitySample,
    Kind,
    Mention,
    MentionDecision,
    User,
)

SHOWN_CONFLICTS = 20


class MergeRefusedError(Exception):
    """The entities cannot be merged; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Preview of a merge: the number of affected articles, and conflicts between editors' decisions.

    ``conflicts`` counts the articles in which one of the entities was confirmed and another rejected;
    ``examples`` are the first of them. In all of them, the confirmation wins.
    """

    articles: int
    conflicts: int
    examples: Sequence[Article]


def plan_merge(entities: Sequence[Entity]) -> MergePlan:
    """Preview merging ``entities``. Raises MergeRefusedError if they cannot be merged."""
    _refuse_impossible(entities)
    links = ArticleEntity.objects.filter(entity__in=entities)
    both = (
        links.order_by()
        .values("article_id")
        .annotate(
            confirmed=Count("pk", filter=Q(status=Decision.CONFIRMED)),
            rejected=Count("pk", filter=Q(status=Decision.REJECTED)),
        )
        .filter(confirmed__gt=0, rejected__gt=0)
        .values_list("article_id", flat=True)
    )
    examples = Article.objects.filter(pk__in=list(both[:SHOWN_CONFLICTS])).only("headline").order_by("pk")
    touched = links.aggregate(articles=Count("article_id", distinct=True))
    return MergePlan(touched["articles"], both.count(), list(examples))


@retried
def merge(kept: Entity, others: Sequence[Entity]) -> int:
    """Merge ``others`` into ``kept``, delete them, and return the number of affected articles.

    Their names become other names of ``kept``, so that extraction recognises it by them.
    If several are in one article, an editor's decision wins over automatic links, a confirmation over a
    rejection, and mention counts add up. Raises MergeRefusedError if they cannot be merged.
    """
    ids = [entity.pk for entity in others if entity.pk != kept.pk]
    with transaction.atomic():
        lock_archive_exclusively()
        found = Entity.objects.in_bulk([kept.pk, *ids])
        if len(found) < len({kept.pk, *ids}):
            raise MergeRefusedError("One of them has just been deleted or merged. Nothing was changed.")
        kept.refresh_from_db()
        absorbed = [found[pk] for pk in dict.fromkeys(ids)]
        _refuse_impossible([kept, *absorbed])
        article_ids = articles_of(ids)
        _join_links(kept.pk, ids)
        Mention.objects.filter(entity__in=ids).update(entity=kept)
        MentionDecision.objects.filter(entity__in=ids).update(entity=kept)
        for each in absorbed:
            drawn = EntitySample.objects.filter(entity=kept).values("article")
            EntitySample.objects.filter(entity=each).exclude(article__in=drawn).update(entity=kept)
        _take_names(kept, absorbed)
        if not kept.description:
            kept.description = next((each.description for each in absorbed if each.description), "")
            kept.save()
        Entity.objects.filter(pk__in=ids).delete()
        refresh_articles(article_ids)
    return len(article_ids)


def merge_and_log(kept: Entity, others: Sequence[Entity], editor: User) -> int:
    """Merge as ``merge`` does, and note it in the history of ``kept``."""
    names = ", ".join(f"{entity.name} (id {entity.pk})" for entity in others)
    with transaction.atomic():
        articles = merge(kept, others)
        LogEntry.objects.log_actions(editor.pk, [kept], CHANGE, f"Merged with {names}.")
    return articles


def _refuse_impossible(entities: Sequence[Entity]) -> None:
    if len({entity.pk for entity in entities}) < 2:
        raise MergeRefusedError("Choose at least two entities to merge.")
    if len({entity.kind for entity in entities}) > 1:
        raise MergeRefusedError(
            "Only entities of the same kind can be merged, for example people with people."
        )
    if entities[0].kind == Kind.COUNTRY:
        raise MergeRefusedError(
            "Countries follow ISO 3166 and cannot be merged. Reject the wrong one in the article instead."
        )


def _join_links(kept_id: int, other_ids: list[int]) -> None:
    """Replace several links per article by one, which takes its values from the best of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM articles_articleentity WHERE entity_id = ANY(%s) RETURNING *
            ), ranked AS (
                SELECT *, CASE status WHEN 'confirmed' THEN 1 WHEN 'rejected' THEN 2 ELSE 3 END AS place
                  FROM gone
            )
            INSERT INTO articles_articleentity
                   (article_id, entity_id, status, is_about, reported_from, mention_count,
                    decided_by_id, decided_at)
            SELECT DISTINCT ON (article_id) article_id, %s, status,
                   bool_or(is_about) OVER (PARTITION BY article_id, status),
                   bool_or(reported_from) OVER (PARTITION BY article_id, status),
                   sum(mention_count) OVER (PARTITION BY article_id), decided_by_id, decided_at
              FROM ranked
             ORDER BY article_id, place, decided_at DESC NULLS LAST
            """,
            [[kept_id, *other_ids], kept_id],
        )


def _take_names(kept: Entity, absorbed: Sequence[Entity]) -> None:
    names = [entity.name for entity in absorbed]
    names += EntityName.objects.filter(entity__in=absorbed).values_list("name", flat=True)
    known = {kept.name, *kept.names.values_list("name", flat=True)}
    for name in dict.fromkeys(names):
        if name not in known:
            EntityName.objects.create(entity=kept, name=name)
