"""Merging duplicate entities: a person under two spellings, an organisation and its abbreviation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext

from articles.editing.changes.common import (
    BATCH,
    ChangeRefusedError,
    GoOn,
    change_articles,
    end,
    go_on,
    labelled,
    recording,
)
from articles.editing.changes.rows import entity_tables
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    Article,
    ArticleEntity,
    ChangeKind,
    Decision,
    DistinctEntities,
    Entity,
    EntityChange,
    EntityName,
    EntitySample,
    FormerAddress,
    Kind,
    Mention,
    MentionDecision,
    PlaceDecision,
    User,
)

SHOWN = 20  # examples
LAST = 50  # articles that are left for the last transaction, which blocks imports


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Preview of a merge: affected articles, conflicts between decisions, and pairs that are not the same.

    ``conflicts`` counts the articles in which one of the entities was confirmed and another rejected;
    ``conflicting`` are the first of them. In all of them, the confirmation wins.
    """

    articles: int
    conflicts: int
    conflicting: Sequence[Article]
    examples: Sequence[Article]
    distinct: Sequence[DistinctEntities]


def plan_merge(entities: Sequence[Entity]) -> MergePlan:
    """Preview merging ``entities``. Raises ChangeRefusedError if they cannot be merged."""
    _refuse_impossible(entities)
    links = ArticleEntity.objects.filter(entity__in=entities).order_by()
    both = (
        links.values("article_id")
        .annotate(
            confirmed=Count("pk", filter=Q(status=Decision.CONFIRMED)),
            rejected=Count("pk", filter=Q(status=Decision.REJECTED)),
        )
        .filter(confirmed__gt=0, rejected__gt=0)
        .values_list("article_id", flat=True)
    )
    return MergePlan(
        links.aggregate(articles=Count("article_id", distinct=True))["articles"],
        both.count(),
        _articles(both[:SHOWN]),
        _articles(links.values_list("article_id", flat=True).distinct().order_by("-article_id")[:SHOWN]),
        list(DistinctEntities.objects.filter(first__in=entities, second__in=entities)),
    )


def _articles(ids: Iterable[int]) -> list[Article]:
    return list(Article.objects.filter(pk__in=list(ids)).only("headline", "status").order_by("-pk"))


def begin_merge(kept: Entity, others: Sequence[Entity], editor: User | None = None) -> EntityChange:
    """Store the wish to merge ``others`` into ``kept``. Raises ChangeRefusedError if that is impossible."""
    ids = list(dict.fromkeys(entity.pk for entity in others if entity.pk != kept.pk))
    found = Entity.objects.in_bulk([kept.pk, *ids])
    if len(found) < len(ids) + 1:
        raise ChangeRefusedError(gettext("One of them has just been deleted or merged. Nothing was changed."))
    absorbed = [found[pk] for pk in ids]
    _refuse_impossible([found[kept.pk], *absorbed])
    return EntityChange.objects.create(
        kind=ChangeKind.MERGE,
        summary=f"Merged {labelled(absorbed)} into {found[kept.pk].name}.",
        entity_ids=[kept.pk, *ids],
        asked={"kept": kept.pk, "others": ids},
        total=len(_linked(ids)),
        made_by=editor,
    )


def carry_out_merge(change: EntityChange, go_on: GoOn = go_on) -> None:
    """Merge as the change asks. It can be stopped between batches, and repeated.

    The names of the others become other names of the one that is kept, so that extraction recognises it by
    them, and their addresses redirect to it. If several are in one article, an editor's decision wins over
    automatic links, a confirmation over a rejection, and mention counts add up. Raises ChangeRefusedError if
    one of them is gone.
    """
    others = change.asked["others"]
    while len(left := _linked(others)) > LAST:
        go_on()
        ids = left[:BATCH]
        change_articles(change, ids, others, partial(_move, change, ids))
    _finish(change)


@retried
def _finish(change: EntityChange) -> None:
    kept_id, ids = change.asked["kept"], change.asked["others"]
    with transaction.atomic():
        lock_archive_exclusively()
        found = Entity.objects.in_bulk([kept_id, *ids])
        if len(found) < len(ids) + 1:
            raise ChangeRefusedError(
                gettext("One of them has just been deleted or merged. Nothing was changed.")
            )
        left = _linked(ids)
        if left:
            change_articles(change, left, ids, partial(_move, change, left))
        with recording(change):
            _take_rows(found[kept_id], [found[pk] for pk in ids])
        end(change, kept_id)


def _linked(entity_ids: Sequence[int]) -> list[int]:
    """Return the articles that have anything to do with the entities, ascending."""
    rows = (
        model.objects.filter(entity__in=entity_ids).order_by().values_list("article_id", flat=True)
        for model in (ArticleEntity, Mention, MentionDecision, PlaceDecision)
    )
    return sorted({article_id for each in rows for article_id in each})


def _refuse_impossible(entities: Sequence[Entity]) -> None:
    if len({entity.pk for entity in entities}) < 2:
        raise ChangeRefusedError(gettext("Choose at least two entities to merge."))
    if len({entity.kind for entity in entities}) > 1:
        raise ChangeRefusedError(
            gettext("Only entities of the same kind can be merged, for example people with people.")
        )
    if entities[0].kind == Kind.COUNTRY:
        raise ChangeRefusedError(
            gettext(
                "Countries follow ISO 3166 and cannot be merged. Reject the wrong one in the article instead."
            )
        )


def _move(change: EntityChange, article_ids: Sequence[int]) -> None:
    kept_id, ids = change.asked["kept"], change.asked["others"]
    join_links(kept_id, ids, article_ids)
    Mention.objects.filter(entity__in=ids, article__in=article_ids).update(entity=kept_id)
    MentionDecision.objects.filter(entity__in=ids, article__in=article_ids).update(entity=kept_id)
    PlaceDecision.objects.filter(entity__in=ids, article__in=article_ids).update(entity=kept_id)
    for each in ids:
        drawn = EntitySample.objects.filter(entity=kept_id).values("article")
        samples = EntitySample.objects.filter(entity=each, article__in=article_ids)
        samples.exclude(article__in=drawn).update(entity=kept_id)


def join_links(kept_id: int, other_ids: Sequence[int], article_ids: Sequence[int]) -> None:
    """Replace several links per article by one, which takes its values from the best of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM articles_articleentity
                 WHERE entity_id = ANY(%s) AND article_id = ANY(%s) RETURNING *
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
            [[kept_id, *other_ids], list(article_ids), kept_id],
        )


def _take_rows(kept: Entity, absorbed: Sequence[Entity]) -> None:
    """Give ``kept`` the names, addresses and other rows of those that it absorbs, and delete them."""
    ids = [entity.pk for entity in absorbed]
    _take_names(kept, absorbed)
    _take_distinctions(kept.pk, ids)
    FormerAddress.objects.filter(entity__in=ids).update(entity=kept)
    FormerAddress.objects.bulk_create(
        FormerAddress(entity=kept, kind=entity.kind, slug=entity.slug) for entity in absorbed
    )
    _take_others(kept.pk, ids)
    if not kept.description:
        kept.description = next((each.description for each in absorbed if each.description), "")
        if kept.description:
            kept.save()
    Entity.objects.filter(pk__in=ids).delete()


def _take_names(kept: Entity, absorbed: Sequence[Entity]) -> None:
    names = [entity.name for entity in absorbed]
    names += EntityName.objects.filter(entity__in=absorbed).values_list("name", flat=True)
    known = {kept.name, *kept.names.values_list("name", flat=True)}
    for name in dict.fromkeys(names):
        if name not in known:
            EntityName.objects.create(entity=kept, name=name)


def _take_distinctions(kept_id: int, ids: Sequence[int]) -> None:
    """Whoever is not one of the absorbed is not the one that is kept either."""
    pairs = DistinctEntities.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    merged = {kept_id, *ids}
    for pair in pairs.order_by("pk"):
        other = pair.second_id if pair.first_id in merged else pair.first_id
        if other not in merged:
            first, second = sorted((kept_id, other))
            said = {"decided_by": pair.decided_by, "decided_at": pair.decided_at}
            DistinctEntities.objects.get_or_create(first_id=first, second_id=second, defaults=said)


def _take_others(kept_id: int, ids: Sequence[int]) -> None:
    """Move the rows of every other table that refers to entities, unless ``kept`` has the same."""
    own = {Entity, EntityName, FormerAddress, DistinctEntities}
    for table in entity_tables():
        if table.model in own:
            continue
        for owner in table.owners:
            for row in table.model._default_manager.filter(**{f"{owner}__in": ids}).order_by("pk"):
                setattr(row, owner, kept_id)
                if not _clashes(row):
                    row.save(update_fields=[owner.removesuffix("_id")])


def _clashes(row: object) -> bool:
    try:
        row.validate_constraints()  # type: ignore[attr-defined]
    except ValidationError:
        return True
    return False


@retried
def merge(kept: Entity, others: Sequence[Entity], editor: User | None = None) -> int:
    """Merge ``others`` into ``kept`` at once, delete them, and return the number of affected articles."""
    with transaction.atomic():
        change = begin_merge(kept, others, editor)
        carry_out_merge(change)
    return change.done
