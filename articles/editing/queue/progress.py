"""How far an editor got today, and how much is left."""

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils import timezone

from articles.models import MentionDecision, NameInDoubt, SecondOpinion, User


@dataclass(frozen=True, slots=True)
class Progress:
    """Names and articles that an editor decided on today, second opinions included; names left for all."""

    names: int
    articles: int
    left: int


def progress(editor: User) -> Progress:
    """Return today's progress in the time zone of the archive."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = MentionDecision.objects.filter(decided_by=editor, decided_at__gte=today).order_by()
    second = SecondOpinion.objects.filter(decided_by=editor, decided_at__gte=today).count()
    names = own.values("kind", "folded", "entity").annotate(at=Max("decided_at"), n=Count("pk"))
    rows = list(names.values_list("n", flat=True))
    return Progress(len(rows) + second, sum(rows) + second, NameInDoubt.objects.count())
