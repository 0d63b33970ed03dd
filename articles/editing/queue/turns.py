"""Whose turn it is: the next name in doubt, with its articles and candidates, or a second opinion."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from articles.editing.names import review
from articles.editing.names.candidates import EntityCandidate, article_numbers, candidates_for
from articles.editing.names.decisions import decide_at
from articles.editing.names.word_links import UnresolvedWords
from articles.editing.queue.agreement import for_second_opinion
from articles.extraction.store.editor_decisions import occurrences
from articles.models import (
    Article,
    ArticleEntity,
    Decision,
    Entity,
    Mention,
    MentionDecision,
    NameInDoubt,
    User,
)
from articles.presentation.evidence import PROBABLE, Evidence
from articles.text import fold_name

SHOWN = 5  # articles of one name
MOST_LINKS = 500  # articles in which a link is decided at once
SECOND_EVERY = 10  # every tenth turn is a second opinion, if there is anything to give one on
MAX_CANDIDATES = 8
_STALE = 50  # rows of names that were resolved since the queue was ranked, skipped at once


@dataclass(frozen=True, slots=True)
class Turn:
    """One name to decide on.

    entity: the entity that the words are linked to, if extraction linked them but is uncertain.
    second: the decision that this is a second opinion on.
    """

    name: NameInDoubt
    items: list[review.Item]
    candidates: list[EntityCandidate]
    entity: Entity | None = None
    second: MentionDecision | None = None

    @property
    def surface(self) -> str:
        """The words as they stand in the newest article."""
        return self.items[0].surface

    @property
    def others(self) -> int:
        """The number of articles that are not shown, as of the last ranking."""
        return 0 if self.second else max(0, self.name.articles - len(self.items))


def next_turn(
    editor: User, turn: int, passed: Collection[int], passed_second: Collection[int]
) -> Turn | None:
    """Return what the editor should decide next; None at the end of the queue.

    turn: how many names the editor has decided on today; passed: ids of NameInDoubt, and of decisions, that
    the editor skipped. Rows whose words are resolved by now are deleted on the way.
    """
    if turn % SECOND_EVERY == SECOND_EVERY - 1:
        decision = for_second_opinion(editor, passed_second)
        second = _second(decision) if decision else None
        if second:
            return second
    queue = NameInDoubt.objects.exclude(pk__in=passed).select_related("entity").order_by("-weight", "pk")
    for name in queue[:_STALE]:
        items = items_of(name)
        if items:
            return Turn(name, items, together(items), name.entity)
        name.delete()
    return None


def items_of(name: NameInDoubt) -> list[review.Item]:
    """Return the newest articles with the name, empty if it is not in doubt any more."""
    if name.entity:
        return _linked(name.kind, name.entity)
    return review.page(review.ReviewSelection(kind=name.kind, words=name.folded), None, SHOWN)[0]


def together(items: Sequence[review.Item]) -> list[EntityCandidate]:
    """Return the candidates of all items, those in most articles first."""
    found = {each.entity.pk: each for item in items for each in item.candidates}
    return sorted(found.values(), key=lambda each: -each.articles)[:MAX_CANDIDATES]


def decide_link(
    name: NameInDoubt, article_ids: Sequence[int], status: Decision, editor: User, at: datetime
) -> int:
    """Confirm or reject the entity of the name in these articles; return the number of articles."""
    assert name.entity_id
    return decide_at(article_ids, name.entity_id, status, editor, at)


def linked_articles(kind: str, entity: Entity) -> list[int]:
    """Return the ids of all articles in which the entity is in doubt, newest first."""
    found = _uncertain(kind, entity).order_by("-article_id").values_list("article_id", flat=True)
    return list(dict.fromkeys(found))


def _uncertain(kind: str, entity: Entity) -> Any:
    automatic = ArticleEntity.objects.filter(entity=entity, status=Decision.AUTOMATIC).values("article")
    return Mention.objects.filter(
        entity=entity, kind=kind, status="linked", score__lt=PROBABLE, article__in=automatic
    )


def _linked(kind: str, entity: Entity) -> list[review.Item]:
    """Return the newest articles in which extraction is uncertain of the entity."""
    ids = linked_articles(kind, entity)[:SHOWN]
    articles = Article.objects.select_related("source").defer("search", "entity_names", "byline").in_bulk(ids)
    found: dict[int, list[Mention]] = {each: [] for each in ids}
    for mention in _uncertain(kind, entity).filter(article__in=ids).order_by("field", "start"):
        found[mention.article_id].append(mention)
    items = []
    for article_id, mentions in found.items():
        if mentions and article_id in articles:
            first, article = mentions[0], articles[article_id]
            words = UnresolvedWords(article_id, kind, fold_name(first.surface))
            item = review.Item(words, article, len(mentions), surface=first.surface)
            item.reason = Evidence(mentions, {entity.pk: entity}).explain(first)
            spans = [(each.field, each.start, each.end) for each in mentions[: review.SHOWN_PLACES]]
            item.places = [review.context_of(article, *span) for span in spans]
            items.append(item)
    return items


def _second(decision: MentionDecision) -> Turn | None:
    """Return the turn for a second opinion; None if the words are no longer in the text."""
    article = Article.objects.select_related("source").filter(pk=decision.article_id).first()
    spans = list(occurrences(article, decision.surface)) if article else []
    if not article or not spans:
        return None
    words = UnresolvedWords(article.pk, decision.kind, decision.folded)
    item = review.Item(words, article, len(spans), surface=decision.surface, reason=gettext("second opinion"))
    item.places = [review.context_of(article, *span) for span in spans[: review.SHOWN_PLACES]]
    candidates = candidates_for([words])[words]
    if decision.entity and decision.entity_id not in {each.entity.pk for each in candidates}:
        number = article_numbers([decision.entity.pk])[decision.entity.pk]
        candidates = sorted(
            [*candidates, EntityCandidate(decision.entity, False, number)], key=lambda each: -each.articles
        )
    name = NameInDoubt(kind=decision.kind, folded=decision.folded, articles=1)
    return Turn(name, [item], candidates, second=decision)
