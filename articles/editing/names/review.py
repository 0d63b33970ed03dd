"""Unresolved words for editors to review, by article, each with its contexts and candidates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zlib import crc32

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, ngettext

from articles.editing.names.candidates import MOST, EntityCandidate, candidates_for, capped
from articles.editing.names.word_links import UnresolvedWords
from articles.models import Article, Source, TextField, WordsInDoubt
from articles.presentation.evidence import doubt

SHOWN_PLACES = 3  # per item
AROUND = 110  # characters of context on either side


class ReviewPosition(NamedTuple):
    """Keyset cursor: the page begins after this item, newest article first."""

    article_id: int
    folded: str


@dataclass(frozen=True, slots=True)
class ReviewSelection:
    """Filters of the review list. Empty values are ignored; without article and words, a kind is required."""

    kind: str = ""
    status: str = ""
    words: str = ""
    source: Source | None = None
    article_id: int | None = None
    after: date | None = None
    before: date | None = None

    def mentions(self) -> QuerySet[WordsInDoubt]:
        """Return the matching mentions."""
        found = WordsInDoubt.objects.exclude(status="linked").order_by()
        given = {
            "kind": self.kind,
            "status": self.status,
            "folded": self.words,
            "article": self.article_id,
            "article__source": self.source,
            "article__published_on__gte": self.after,
            "article__published_on__lte": self.before,
        }
        if self.before:
            found = found.exclude(article__published_until__gt=self.before)
        return found.filter(**{name: value for name, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class MentionContext:
    """A mention with the text around it."""

    field: str
    before: str
    words: str
    after: str


@dataclass(slots=True)
class Item:
    """The same words in one article, with what an editor needs to resolve them."""

    words: UnresolvedWords
    article: Article
    times: int
    places: list[MentionContext] = field(default_factory=list)
    surface: str = ""
    reason: str = ""
    score: float = 0
    candidates: list[EntityCandidate] = field(default_factory=list)
    elsewhere: int = 0

    @property
    def anchor(self) -> str:
        """The HTML id of the item."""
        return f"w{self.words.article_id}-{crc32(self.words.folded.encode()):x}"

    @property
    def published(self) -> str:
        """Return when and where the article appeared: "2014-03-17 · Newswire"."""
        source = self.article.source
        return " · ".join([self.article.edtf or gettext("no date"), *([source.name] if source else [])])

    @property
    def key(self) -> str:
        """The words as a form value; ``read_key`` parses it."""
        return ":".join(map(str, self.words))

    @property
    def more_places(self) -> int:
        return self.times - len(self.places)

    @property
    def named_here(self) -> list[str]:
        """The names of the candidates found in the same article."""
        return [each.entity.name for each in self.candidates if each.is_here]

    @property
    def others(self) -> str:
        """The number of other articles with the same unresolved words: "12 other articles", "" for none."""
        if not self.elsewhere:
            return ""
        return ngettext("%(number)s other article", "%(number)s other articles", self.elsewhere) % {
            "number": capped(self.elsewhere)
        }


def count(wanted: ReviewSelection) -> int:
    """Count the items, up to MOST + 1."""
    return wanted.mentions().values_list("article_id", "folded").distinct()[: MOST + 1].count()


def page(
    wanted: ReviewSelection, start: ReviewPosition | None, size: int
) -> tuple[list[Item], ReviewPosition | None]:
    """Return the items after ``start``, and the position of the next page or None.

    The cost does not depend on the number of items before or after: see the index mention_review.
    """
    mentions = wanted.mentions()
    if start:
        before = Q(article__lt=start.article_id) | Q(folded__lt=start.folded)
        mentions = mentions.filter(before, article__lte=start.article_id)
    keys = mentions.values_list("article_id", "kind", "folded").annotate(times=Count("pk"))
    rows = list(keys.order_by("-article_id", "-folded", "kind")[: size + 1])
    shown = rows[:size]
    articles = (
        Article.objects.select_related("source").defer("search", "entity_names", "byline")
        .in_bulk({row[0] for row in shown})
    )  # fmt: skip
    items = [
        Item(UnresolvedWords(article_id, kind, folded), articles[article_id], times)
        for article_id, kind, folded, times in shown
        if article_id in articles
    ]
    _find_places(items)
    candidates = candidates_for([item.words for item in items])
    for item in items:
        item.candidates = candidates[item.words]
    _count_elsewhere(items)
    return items, ReviewPosition(*shown[-1][:3:2]) if len(rows) > size else None


def _find_places(items: Sequence[Item]) -> None:
    by_words = {item.words: item for item in items}
    mentions = WordsInDoubt.objects.exclude(status="linked").filter(
        article__in={each.article_id for each in by_words},
        kind__in={each.kind for each in by_words},
        folded__in={each.folded for each in by_words},
    )
    for mention in mentions.order_by("article", "field", "start"):
        item = by_words.get(UnresolvedWords(mention.article_id, mention.kind, mention.folded))
        if item is None:
            continue
        if not item.surface or item.surface.isupper():
            item.surface, item.reason, item.score = mention.surface, doubt(mention), mention.score
        if len(item.places) < SHOWN_PLACES:
            item.places.append(context_of(item.article, mention.field, mention.start, mention.end))


def context_of(article: Article, field: str, start: int, end: int) -> MentionContext:
    """Return words of the article with the text around them."""
    text: str = getattr(article, field)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return MentionContext(str(TextField(field).label), before, text[start:end], after)


def _count_elsewhere(items: Sequence[Item]) -> None:
    keys = {(item.words.kind, item.words.folded) for item in items}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.kind, wanted.words,
                   (SELECT count(*) FROM (
                        SELECT DISTINCT article_id FROM articles_mention AS mention
                         WHERE mention.folded = wanted.words AND mention.kind = wanted.kind
                           AND mention.status <> 'linked' LIMIT %s) AS found)
              FROM unnest(%s::text[], %s::text[]) AS wanted (kind, words)
            """,
            [MOST + 2, [kind for kind, _ in keys], [words for _, words in keys]],
        )
        numbers = {(kind, words): number for kind, words, number in cursor.fetchall()}
    for item in items:
        item.elsewhere = max(0, numbers[item.words.kind, item.words.folded] - 1)


def read_key(key: str) -> UnresolvedWords | None:
    """Parse ``Item.key``; return None for anything else."""
    article, _, rest = key.partition(":")
    kind, _, folded = rest.partition(":")
    if not article.isdecimal() or len(article) > 18 or not kind or "\0" in key or len(folded) > 200:
        return None
    return UnresolvedWords(int(article), kind, folded)
