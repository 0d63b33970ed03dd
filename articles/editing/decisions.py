"""An editor's word on whether an entity is in an article. Extraction never changes it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from articles.extraction.store.annotate import lock_articles, refresh_arrays
from articles.locking import retried
from articles.models import Article, ArticleEntity, Decision, Entity, User


def sign(link: ArticleEntity, editor: User, *, changed: Collection[str] = ()) -> None:
    """Note on ``link`` (not stored yet) that ``editor`` decided on it.

    Who says that an article is, or is not, about an entity, or reported from it (``changed`` names these
    fields), confirms the row; who sets one back to automatic hands it to extraction again, and the decision
    is nobody's.
    """
    if {"is_about", "reported_from"}.intersection(changed) and link.status == Decision.AUTOMATIC:
        link.status = Decision.CONFIRMED
    decided = link.status != Decision.AUTOMATIC
    link.decided_by = editor if decided else None
    link.decided_at = timezone.now() if decided else None


@retried
def decide(
    article: Article, entity: Entity, status: Decision, editor: User, *, is_about: bool | None = None
) -> ArticleEntity:
    """Set what an editor says about ``entity`` in ``article``; ``is_about`` None leaves that as it is."""
    with transaction.atomic():
        lock_articles([article.pk])  # before its rows, in the order extraction takes them
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


def confirm(article: Article, entity: Entity, editor: User) -> ArticleEntity:
    """The entity is in the article, whatever extraction finds later."""
    return decide(article, entity, Decision.CONFIRMED, editor)


def reject(article: Article, entity: Entity, editor: User) -> ArticleEntity:
    """The entity is not in the article, whatever extraction finds later."""
    return decide(article, entity, Decision.REJECTED, editor)


def add_entity(article: Article, entity: Entity, editor: User, *, is_about: bool = True) -> ArticleEntity:
    """Add an entity that extraction missed; one that it found, or that was rejected, is confirmed."""
    return decide(article, entity, Decision.CONFIRMED, editor, is_about=is_about)
