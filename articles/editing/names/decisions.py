"""Editors' decisions on whether an entity is in an article. Extraction never changes them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.extraction.store.annotate import lock_articles, refresh_arrays
from articles.extraction.store.editor_decisions import BY_SURNAME
from articles.locking import retried
from articles.models import Article, ArticleEntity, Decision, Entity, Mention, User

BATCH = 1000  # articles in a transaction


def sign(
    link: ArticleEntity, editor: User, *, changed: Collection[str] = (), at: datetime | None = None
) -> None:
    """Record on ``link``, without saving it, that ``editor`` decided on it, ``at`` a moment or now.

    Changing ``is_about`` or ``reported_from`` (``changed`` names the changed fields) confirms the link.
    Setting it back to automatic removes the editor and leaves the link to extraction again.
    """
    if {"is_about", "reported_from"}.intersection(changed) and link.status == Decision.AUTOMATIC:
        link.status = Decision.CONFIRMED
    decided = link.status != Decision.AUTOMATIC
    link.decided_by = editor if decided else None
    link.decided_at = (at or timezone.now()) if decided else None


@retried
def decide(
    article: Article, entity: Entity, status: Decision, editor: User, *, is_about: bool | None = None
) -> ArticleEntity:
    """Set an editor's decision about ``entity`` in ``article``; ``is_about`` None keeps that flag."""
    with transaction.atomic():
        lock_articles([article.pk])  # before the link, in the same order as extraction
        link, _ = ArticleEntity.objects.select_for_update().get_or_create(
            article=article, entity=entity, defaults={"status": status}
        )
        link.status = status
        if is_about is not None:
            link.is_about = is_about
        sign(link, editor)
        link.save()
        refresh_arrays([article.pk])
    return link


@retried
def decide_at(
    article_ids: Sequence[int], entity_id: int, status: Decision, editor: User, at: datetime
) -> int:
    """Set a decision about an entity in the articles that name it; return their number.

    ``at`` is the moment of the decision: decisions of one moment can be undone together.
    """
    with transaction.atomic():
        lock_articles(sorted(article_ids))
        links = ArticleEntity.objects.select_for_update().filter(article__in=article_ids, entity=entity_id)
        changed = list(links.order_by("article"))
        for link in changed:
            link.status = status
            sign(link, editor, at=at)
            link.save()
        refresh_arrays([link.article_id for link in changed])
    return len(changed)


def confirm(article: Article, entity: Entity, editor: User) -> ArticleEntity:
    """Decide that the entity is in the article, whatever extraction finds later."""
    return decide(article, entity, Decision.CONFIRMED, editor)


def reject(article: Article, entity: Entity, editor: User) -> ArticleEntity:
    """Decide that the entity is not in the article, whatever extraction finds later."""
    return decide(article, entity, Decision.REJECTED, editor)


def add_entity(article: Article, entity: Entity, editor: User, *, is_about: bool = True) -> ArticleEntity:
    """Add an entity that extraction missed. If it is already linked, even as rejected, confirm it."""
    return decide(article, entity, Decision.CONFIRMED, editor, is_about=is_about)


def reject_by_surname(entity: Entity, editor: User) -> int:
    """Reject all automatic links of a person that rest on surnames alone; return the number of articles.

    Extraction makes no more of them, until an editor confirms one.
    """
    alone = Mention.objects.filter(article=OuterRef("article"), entity=entity)
    links = (
        ArticleEntity.objects.filter(entity=entity, status=Decision.AUTOMATIC)
        .filter(Exists(alone.filter(evidence__in=BY_SURNAME)))
        .exclude(Exists(alone.exclude(evidence__in=BY_SURNAME)))
    )
    article_ids = sorted(links.order_by().values_list("article_id", flat=True))
    for start in range(0, len(article_ids), BATCH):
        _reject_batch(article_ids[start : start + BATCH], entity, editor)
    return len(article_ids)


@retried
def _reject_batch(article_ids: list[int], entity: Entity, editor: User) -> None:
    with transaction.atomic():
        lock_articles(article_ids)
        links = ArticleEntity.objects.filter(
            article__in=article_ids, entity=entity, status=Decision.AUTOMATIC
        )
        links.update(status=Decision.REJECTED, decided_by=editor, decided_at=timezone.now())
        refresh_arrays(article_ids)
