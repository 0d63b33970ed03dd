"""What the article page shows and does not let one change: its originals and the words that were found."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles.models import Article, Capture, Entity
from articles.presentation.evidence import Evidence, reading_order

MAX_MENTIONS = 5000  # read for one page


@dataclass(frozen=True, slots=True)
class Original:
    """A capture, and where its bytes can be looked at."""

    capture: Capture
    address: str


def address_of(capture: Capture) -> str:
    """Where the bytes are; editors may look at those of unpublished articles, too."""
    return reverse("capture", args=[capture.pk])


def originals_of(article: Article) -> list[Original]:
    """The captures of an article, newest first, without their bytes."""
    return [Original(capture, address_of(capture)) for capture in article.captures.defer("raw")]


@dataclass(slots=True)
class Line:
    """The same words taken for the same reason: how often, in which parts, how sure, and who says so."""

    words: str
    why: str
    origin: str
    score: float
    times: int = 0
    fields: dict[str, None] = field(default_factory=dict)

    @property
    def score_told(self) -> bool:
        """Whether the reason tells the score already."""
        return f"(score {self.score:.2f})" in self.why


@dataclass(slots=True)
class Named:
    """An entity of an article with the words that name it; without one, the words in doubt."""

    entity: Entity | None
    lines: dict[tuple[str, str, str], Line] = field(default_factory=dict)


def words_of(article: Article) -> dict[str, Any]:
    """The mentions of an article by entity, those in doubt first, and what editors decided on words."""
    mentions = list(article.mentions.select_related("entity").order_by("pk")[: MAX_MENTIONS + 1])
    shown = sorted(mentions[:MAX_MENTIONS], key=reading_order)
    evidence = Evidence(
        shown, {each.entity_id: each.entity for each in shown if each.entity_id and each.entity}
    )
    named: dict[int, Named] = {0: Named(None)}
    for mention in shown:
        group = named.setdefault(mention.entity_id or 0, Named(mention.entity))
        why = evidence.explain(mention)
        line = group.lines.setdefault(
            (mention.surface, why, mention.origin),
            Line(mention.surface, why, mention.origin, mention.score),
        )
        line.times += 1
        line.score = min(line.score, mention.score)
        line.fields[mention.get_field_display()] = None
    return {
        "article": article,
        "named": [group for group in named.values() if group.lines],
        "decisions": article.mention_decisions.select_related("entity", "decided_by"),
        "most": MAX_MENTIONS if len(mentions) > MAX_MENTIONS else 0,
    }
