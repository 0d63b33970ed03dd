"""Agreement of editors: some decisions are shown to a second editor, who does not see the first answer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.models import Entity, MentionDecision, SecondOpinion, User

#: Decisions of this time are shown to a second editor.
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often second opinions were the same as the first decision.

    kappa: Cohen's kappa (1960), the agreement beyond chance, at most 1; None without opinions, or if
    everybody always gave the same answer.
    """

    pairs: int
    same: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The share of equal answers, from 0 to 1; None without opinions."""
        return self.same / self.pairs if self.pairs else None


def agreement() -> Agreement:
    """Return the agreement over all second opinions."""
    return agreement_of(SecondOpinion.objects.values_list("decision__entity", "entity"))


def agreement_of(answers: Iterable[tuple[int | None, int | None]]) -> Agreement:
    """Return the agreement of pairs of answers: an entity's id, or None for "not an entity"."""
    pairs = list(answers)
    same = sum(first == second for first, second in pairs)
    if not pairs:
        return Agreement(0, 0, None)
    first, second = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(first[answer] * second[answer] for answer in first) / len(pairs) ** 2
    kappa = None if chance == 1 else (same / len(pairs) - chance) / (1 - chance)
    return Agreement(len(pairs), same, kappa)


def disagreements() -> QuerySet[SecondOpinion]:
    """Return the second opinions that differ from the decision as it is now, newest first."""
    same = Q(entity=F("decision__entity")) | Q(entity=None, decision__entity=None)
    return SecondOpinion.objects.exclude(same).select_related(
        "entity", "decided_by", "decision__entity", "decision__decided_by", "decision__article__source"
    )


def for_second_opinion(editor: User, passed: Iterable[int] = ()) -> MentionDecision | None:
    """Choose at random a recent decision of somebody else that nobody gave a second opinion on."""
    asked = MentionDecision.objects.filter(
        decided_at__gt=timezone.now() - RECENT, decided_by__isnull=False, second_opinions=None
    )
    return asked.exclude(decided_by=editor).exclude(pk__in=list(passed)).order_by("?").first()


def give_second_opinion(decision: MentionDecision, entity: Entity | None, editor: User) -> bool:
    """Store a second opinion; one that the editor already gave is replaced. Return whether they agree."""
    SecondOpinion.objects.update_or_create(decision=decision, decided_by=editor, defaults={"entity": entity})
    return decision.entity_id == (entity.pk if entity else None)
