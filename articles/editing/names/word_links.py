"""Editors' decisions on what unresolved words mean. Later extractions respect them; they can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from articles.editing.articles import extract_again
from articles.editing.names.decisions import sign
from articles.extraction.store.annotate import lock_articles
from articles.locking import lock_archive_exclusively, retried
from articles.models import (
    Article,
    ArticleEntity,
    Decision,
    Entity,
    Kind,
    MentionDecision,
    User,
    WordsInDoubt,
)
from articles.text import NAME_CHARACTERS, fold_name


class UnresolvedWords(NamedTuple):
    """Key of unresolved mentions in one article with the same folded words and kind, decided together."""

    article_id: int
    kind: str
    folded: str


class EntityRefusedError(Exception):
    """The entity cannot be used or created; the message is a sentence that says why."""


@dataclass(slots=True)
class DecisionOutcome:
    """The stored decisions, and a sentence for each of the words that were refused."""

    decided: list[MentionDecision] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@retried
def decide_words(
    words: Iterable[UnresolvedWords],
    entity: Entity | None,
    editor: User,
    *,
    at: datetime | None = None,
    surface: str = "",
) -> DecisionOutcome:
    """Decide that each of ``words`` means ``entity``; None: nobody, or not a name.

    at: the moment of the decision, by default now. Decisions of one moment can be undone together.
    surface: corrects what the words mean so far: they need not be unresolved, and an earlier decision is
    replaced. It is how the text writes them.

    This confirms the entity in their articles and extracts them again. Words that someone else has decided,
    or that are no longer unresolved, are left alone. Raises EntityRefusedError if the entity has been
    deleted or merged.
    """
    wanted = sorted(set(words))
    at = at or timezone.now()
    outcome = DecisionOutcome()
    with transaction.atomic():
        lock_articles(sorted({each.article_id for each in wanted}))
        if entity and not Entity.objects.filter(pk=entity.pk).exists():
            raise EntityRefusedError(
                gettext("%(name)s has just been deleted or merged. Nothing was changed.")
                % {"name": entity.name}
            )
        surfaces = dict.fromkeys(wanted, surface) if surface else _in_doubt(wanted)
        known = _decisions_on(wanted)
        if surface:
            _take_back(known.values(), editor)
            known = {}
        new: list[MentionDecision] = []
        for each in wanted:
            if each in known:
                outcome.refused.append(_said_already(known[each]))
            elif each not in surfaces:
                outcome.refused.append(_gone(each))
            else:
                made = MentionDecision(**each._asdict(), surface=surfaces[each], entity=entity)
                made.decided_by, made.decided_at = editor, at
                new.append(made)
        if entity:
            _confirm(new, entity, editor)
        outcome.decided = MentionDecision.objects.bulk_create(new)
        extract_again(sorted({decision.article_id for decision in new}))
    return outcome


@retried
def undo_words(decision_ids: Iterable[int], editor: User) -> list[MentionDecision]:
    """Undo decisions and extract their articles again. Returns the decisions that still existed.

    An entity confirmed only by them gets its former status back: automatic or rejected.
    """
    asked = MentionDecision.objects.filter(pk__in=list(decision_ids))
    with transaction.atomic():
        lock_articles(sorted(set(asked.order_by().values_list("article_id", flat=True))))
        undone = list(asked.select_for_update(of=("self",)).select_related("entity").order_by("pk"))
        _take_back(undone, editor)
        extract_again(sorted({decision.article_id for decision in undone}))
    return undone


def _take_back(decisions: Iterable[MentionDecision], editor: User) -> None:
    for decision in decisions:
        MentionDecision.objects.filter(pk=decision.pk).delete()
        if decision.entity_id:
            _restore(decision, editor)


def new_entity(kind: str, name: str) -> Entity:
    """Create an entity. Raises EntityRefusedError if one with this kind and name exists.

    Call this first in a transaction: it takes the archive lock.
    """
    name = " ".join(name.replace("\0", "").split())
    folded = fold_name(name)
    if not folded or len(name) > NAME_CHARACTERS:
        raise EntityRefusedError(
            gettext("A name must have 1 to %(most)s characters.") % {"most": NAME_CHARACTERS}
        )
    if kind not in Kind.values or kind == Kind.COUNTRY:
        raise EntityRefusedError(gettext("Countries cannot be added here. Choose one by typing its name."))
    lock_archive_exclusively()
    same = Entity.objects.filter(Q(folded=folded) | Q(names__folded=folded), kind=kind).first()
    if same:
        raise EntityRefusedError(
            gettext(
                "There is already an entity called %(name)s: %(same)s (ID %(id)s). Choose it by typing "
                "its name, or add another with the same name under Entities."
            )
            % {"name": name, "same": same.name, "id": same.pk}
        )
    return Entity.objects.create(kind=kind, name=name)


def _matching(words: Sequence[UnresolvedWords]) -> Q:
    # This may match more than the words themselves, so callers look up each result by its key.
    return Q(
        article__in={each.article_id for each in words},
        kind__in={each.kind for each in words},
        folded__in={each.folded for each in words},
    )


def _in_doubt(words: Sequence[UnresolvedWords]) -> dict[UnresolvedWords, str]:
    """Return the surface form of each of the words that are still unresolved."""
    found = WordsInDoubt.objects.filter(_matching(words)).exclude(status="linked").order_by()
    rows = found.values_list("article_id", "kind", "folded").annotate(n=Count("pk"), surface=Max("surface"))
    return {
        UnresolvedWords(article_id, kind, folded): surface for article_id, kind, folded, _, surface in rows
    }


def _decisions_on(words: Sequence[UnresolvedWords]) -> dict[UnresolvedWords, MentionDecision]:
    found = MentionDecision.objects.filter(_matching(words)).select_related("entity", "decided_by", "article")
    return {UnresolvedWords(each.article_id, each.kind, each.folded): each for each in found}


def _said_already(decision: MentionDecision) -> str:
    text = gettext(
        "Already decided by %(editor)s, %(moment)s UTC: %(decision)s in “%(headline)s”. Left unchanged; you "
        "can undo that decision."
    )
    return text % {
        "editor": decision.decided_by or gettext("somebody"),
        "moment": date_format(decision.decided_at, "DATETIME_FORMAT"),
        "decision": decision,
        "headline": decision.article.headline,
    }


def _gone(words: UnresolvedWords) -> str:
    headline = Article.objects.filter(pk=words.article_id).values_list("headline", flat=True).first()
    if headline is None:
        return gettext("The article with “%(words)s” has been deleted.") % {"words": words.folded}
    return gettext(
        "“%(words)s” is no longer unresolved in “%(headline)s”: the text has been processed again since."
    ) % {"words": words.folded, "headline": headline}


def _confirm(decisions: Sequence[MentionDecision], entity: Entity, editor: User) -> None:
    """Confirm the entity in the articles of the decisions, and record its former status on them."""
    articles = {decision.article_id for decision in decisions}
    links = ArticleEntity.objects.select_for_update().filter(entity=entity, article__in=articles)
    known = {link.article_id: link for link in links.order_by("pk")}
    for decision in decisions:
        link = known.get(decision.article_id)
        if link is None:
            # Whether an article is about a country depends on prominence, not on one mention.
            link = ArticleEntity(article_id=decision.article_id, entity=entity, status="")
            link.is_about = entity.kind != Kind.COUNTRY
            known[decision.article_id] = link
        decision.before = link.status
        if link.status != Decision.CONFIRMED:
            link.status = Decision.CONFIRMED
            sign(link, editor)
            link.save()


def _restore(decision: MentionDecision, editor: User) -> None:
    """Restore the entity's status in the article, unless another decision still confirms it or an editor
    has changed it since."""
    if decision.before == Decision.CONFIRMED:
        return
    same = MentionDecision.objects.filter(article=decision.article_id, entity=decision.entity_id)
    if other := same.first():
        same.filter(pk=other.pk).update(before=decision.before)
        return
    link = ArticleEntity.objects.filter(article=decision.article_id, entity=decision.entity_id).first()
    if link and link.status == Decision.CONFIRMED:
        link.status = Decision.REJECTED if decision.before == Decision.REJECTED else Decision.AUTOMATIC
        sign(link, editor)
        link.save()
