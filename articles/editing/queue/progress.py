"""How far an editor got today, and how much is left."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from articles.models import ArticleEntity, MentionDecision, NameInDoubt, SecondOpinion, User


@dataclass(frozen=True, slots=True)
class Progress:
    """Names and articles that an editor decided on today, second opinions included; names left for all."""

    names: int
    articles: int
    left: int


def progress(editor: User) -> Progress:
    """Return today's progress in the time zone of the archive."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = {"decided_by": editor, "decided_at__gte": today}
    second = SecondOpinion.objects.filter(**own).count()
    words = MentionDecision.objects.filter(**own).order_by()
    names = words.values("kind", "folded", "entity").annotate(n=Count("pk"))
    # A decision on words confirms their entity, too: count it once.
    by_words = MentionDecision.objects.filter(article=OuterRef("article"), entity=OuterRef("entity"))
    links = ArticleEntity.objects.filter(~Exists(by_words), **own).order_by()
    entities = links.values("entity", "status").annotate(n=Count("pk"))
    rows = [*names.values_list("n", flat=True), *entities.values_list("n", flat=True)]
    return Progress(len(rows) + second, sum(rows) + second, NameInDoubt.objects.count())
