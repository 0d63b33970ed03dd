"""Read-only panels of the article's admin page: originals and mentions."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from articles.models import Article, Capture, Entity, Fingerprint
from articles.presentation.evidence import Evidence, reading_order
from articles.text import within_sentence

MAX_MENTIONS = 5000  # per page
MAX_SIMILAR = 50


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


def similar_to(article: Article) -> dict[str, Any]:
    """Return the template context: articles of the same story, and whether an editor keeps this one apart."""
    others = Article.objects.filter(story_id=article.story_id) if article.story_id else Article.objects.none()
    listed = others.exclude(pk=article.pk).select_related("source").order_by("pk")
    apart = Fingerprint.objects.filter(article=article, is_apart=True).exists()
    return {"others": listed.only("headline", "source__name", "status")[:MAX_SIMILAR], "is_apart": apart}


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
        where = ngettext("%(number)s time", "%(number)s times", self.times) % {"number": intcomma(self.times)}
        places = within_sentence(", ".join(self.fields))
        score = gettext("score %(score)s") % {"score": floatformat(self.score, 2)}
        return f"{where}, {places}; {score}; {self.origin}"


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
