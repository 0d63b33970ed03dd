"""Decisions on a name in all its articles, and undoing everything that was decided at one moment."""

from collections.abc import Callable
from datetime import datetime

from articles.editing.names.decisions import decide_at
from articles.editing.names.word_links import UnresolvedWords, decide_words, undo_words
from articles.models import ArticleEntity, Decision, Entity, MentionDecision, User, WordsInDoubt

BATCH = 50  # articles in one transaction


def decide_everywhere(
    kind: str,
    folded: str,
    entity: Entity | None,
    editor: User,
    at: datetime,
    between: Callable[[], None] = lambda: None,
) -> int:
    """Decide what unresolved words mean in every article, some at a time; return the number of articles.

    ``between`` runs after each transaction. What it raises stops the work, which can be run again.
    Raises EntityRefusedError if the entity is gone.
    """
    wanted = WordsInDoubt.objects.filter(kind=kind, folded=folded).exclude(status="linked")
    ids = sorted(set(wanted.order_by().values_list("article_id", flat=True)), reverse=True)
    decided = 0
    for start in range(0, len(ids), BATCH):
        keys = [UnresolvedWords(each, kind, folded) for each in ids[start : start + BATCH]]
        decided += len(decide_words(keys, entity, editor, at=at).decided)
        between()
    return decided


def undo_batch(
    editor: User, at: datetime, entity_id: int | None, between: Callable[[], None] = lambda: None
) -> int:
    """Undo what the editor decided at exactly this moment, some articles at a time; return the number.

    entity_id: the entity whose links were confirmed or rejected. Links that have been decided again since
    are left alone.
    """
    undone = 0
    mine = MentionDecision.objects.filter(decided_by=editor, decided_at=at).order_by("-article")
    while ids := list(mine.values_list("pk", flat=True)[:BATCH]):
        undone += len(undo_words(ids, editor))
        between()
    links = ArticleEntity.objects.filter(entity=entity_id, decided_by=editor, decided_at=at)
    if entity_id and (articles := list(links.order_by("article").values_list("article_id", flat=True))):
        undone += decide_at(articles, entity_id, Decision.AUTOMATIC, editor, at)
    return undone
