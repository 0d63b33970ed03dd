"""What the article page shows and does not let one change: its originals and the words that were found."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from articles.models import Article, Capture, MentionStatus

SHOWN_WORDS = 300


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


def words_of(article: Article) -> dict[str, Any]:
    """The mentions of an article: ambiguous and unknown ones first, then in reading order."""
    doubt = Case(
        When(status=MentionStatus.AMBIGUOUS, then=Value(0)),
        When(status=MentionStatus.UNKNOWN, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    mentions = article.mentions.select_related("entity").order_by(doubt, "field", "start")
    shown = list(mentions[: SHOWN_WORDS + 1])
    return {"mentions": shown[:SHOWN_WORDS], "more": len(shown) > SHOWN_WORDS, "most": SHOWN_WORDS}
