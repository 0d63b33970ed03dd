"""Read-only panels of the article's admin page: originals and mentions."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles.admin.common.bases import counted
from articles.models import Article, Capture, Entity
from articles.presentation.evidence import Evidence, reading_order

MAX_MENTIONS = 5000  # per page


@dataclass(frozen=True, slots=True)
class Original:
    """A capture and the URL of its bytes."""

    capture: Capture
    address: str


def address_of(capture: Capture) -> str:
    """Return the URL of the bytes. Editors may see those of unpublished articles too."""
    return reverse("capture", args=[capture.pk])


def originals_of(article: Article) -> list[Original]:
    """Return the captures of an article, newest first, without loading the bytes."""
    return [Original(capture, address_of(capture)) for capture in article.captures.defer("raw")]


@dataclass(slots=True)
class PanelLine:
    """Mentions with the same words, explanation and origin: how often, in which fields, lowest score."""

    words: str
    why: str
    origin: str
    score: float
    times: int = 0
    fields: dict[str, None] = field(default_factory=dict)

    @property
    def details(self) -> str:
        """Return "3 times, headline, text; score 0.85; default"."""
        where = f"{counted(self.times, 'time')}, {', '.join(self.fields).lower()}"
        return f"{where}; score {self.score:.2f}; {self.origin}"


@dataclass(slots=True)
class PanelGroup:
    """An entity with its mentions; entity None groups the unresolved ones."""

    entity: Entity | None
    lines: dict[tuple[str, str, str], PanelLine] = field(default_factory=dict)


def words_of(article: Article) -> dict[str, Any]:
    """Return the template context: mentions by entity, unresolved ones first, and editors' decisions."""
    mentions = list(article.mentions.select_related("entity").order_by("pk")[: MAX_MENTIONS + 1])
    shown = sorted(mentions[:MAX_MENTIONS], key=reading_order)
    evidence = Evidence(
        shown, {each.entity_id: each.entity for each in shown if each.entity_id and each.entity}
    )
    named: dict[int, PanelGroup] = {0: PanelGroup(None)}
    for mention in shown:
        group = named.setdefault(mention.entity_id or 0, PanelGroup(mention.entity))
        why = evidence.explain(mention)
        line = group.lines.setdefault(
            (mention.surface, why, mention.origin),
            PanelLine(mention.surface, why, mention.origin, mention.score),
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
