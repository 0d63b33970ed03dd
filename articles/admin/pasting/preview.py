"""What is shown beside the fields of a page in progress: cleaning steps, names, and similar articles."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.extraction import extract
from articles.extraction.annotations import Document, ExtractedMention
from articles.importers.cleaning.clean import OPTIONAL
from articles.importers.record import ArticleRecord
from articles.models import Article, Capture, Kind, Status
from articles.presentation.cleaning import in_words
from articles.search.query.compiler import read_query
from articles.stories.changes import ComparedText
from articles.stories.similarity import Compared, similarity
from articles.text import within_sentence

_PHRASE = 7  # words
_PLACES = (0.1, 0.5, 0.9)  # where in the text the phrases are taken
_CANDIDATES = 15  # for each phrase
_SHOWN = 10
_WORD = re.compile(r"[^\W\d_]+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Rule:
    """A cleaning step. note: its name in the record; is_taken: whether it was; can_change: or has to be."""

    note: str
    words: str
    is_taken: bool
    can_change: bool


def rules_of(record: ArticleRecord | None, kept: Iterable[str]) -> list[Rule]:
    """Return the steps that were taken, and those that were taken back."""
    taken = list(record.cleaning) if record else []
    back = [note for note in kept if note not in taken]
    return [
        *(Rule(note, in_words(note), is_taken=True, can_change=note in OPTIONAL) for note in taken),
        *(Rule(note, in_words(note), is_taken=False, can_change=True) for note in back),
    ]


@dataclass(frozen=True, slots=True)
class Marked:
    """The text with marks, and the names found: kind, its label, name and how often, most frequent first."""

    paragraphs: tuple[SafeString, ...]
    names: tuple[tuple[str, str, str, int], ...]


def marked(document: Document) -> Marked:
    """Find the names in a text that is not stored yet."""
    mentions = extract(document).mentions
    body = [each for each in mentions if each.field == "body"]
    counts = Counter((each.kind, each.entity or each.text) for each in mentions)
    names = sorted(counts, key=lambda key: (-counts[key], key))
    return Marked(
        tuple(_paragraphs(document.body, body)),
        tuple(
            (kind, within_sentence(str(Kind(kind).label)), name, counts[kind, name]) for kind, name in names
        ),
    )


def _paragraphs(text: str, mentions: Sequence[ExtractedMention]) -> Iterable[SafeString]:
    place = 0
    for separator in [*_PARAGRAPHS.finditer(text), None]:
        end = separator.start() if separator else len(text)
        inside = [each for each in mentions if place <= each.start < end]
        if text[place:end].strip():
            yield _marked(text, place, end, inside)
        place = separator.end() if separator else end


def _marked(text: str, place: int, end: int, mentions: Sequence[ExtractedMention]) -> SafeString:
    parts = []
    for each in mentions:
        title = each.entity or gettext("not known, or several are possible")
        doubt = "" if each.entity else " doubt"
        parts.append(format_html("{}", text[place : each.start]))
        words = text[each.start : each.end]
        parts.append(format_html('<mark class="{}{}" title="{}">{}</mark>', each.kind, doubt, title, words))
        place = each.end
    parts.append(format_html("{}", text[place:end]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped)


@dataclass(frozen=True, slots=True)
class Similar:
    """An article that the archive has: why it may be the same, in words."""

    article: Article
    why: str


def similar_to(article: Article, record: ArticleRecord | None, *, sees_all: bool) -> list[Similar]:
    """Return the articles that are the same page, or have nearly the same text; the same page first.

    They are found by phrases of the text, so that the size of the archive does not matter.
    """
    visible = Article.objects.defer("search") if sees_all else Article.objects.filter(status=Status.PUBLISHED)
    found: dict[int, Similar] = {}
    if record and record.reference:
        known = Capture.objects.filter(reference=record.reference).values("article")
        for each in visible.filter(pk__in=known).select_related("source")[:_SHOWN]:
            found[each.pk] = Similar(each, gettext("the same address"))
    own = Compared.of(article.body, article.published_on, article.published_until)
    text = ComparedText.of(article.headline, article.body)
    for each in _candidates(article, visible):
        other = Compared.of(each.body, each.published_on, each.published_until)
        if each.pk not in found and similarity(own, other):
            changes = text.changes_from(ComparedText.of(each.headline, each.body))
            found[each.pk] = Similar(each, ", ".join(changes.in_words()))
    return list(found.values())[:_SHOWN]


def _candidates(article: Article, visible: QuerySet[Article]) -> list[Article]:
    """Return articles that have one of a few phrases of the text."""
    words = _WORD.findall(article.body)
    if len(words) < _PHRASE:
        return []
    starts = sorted({int(place * (len(words) - _PHRASE)) for place in _PLACES})
    candidates: dict[int, Article] = {}
    for start in starts:
        phrase = " ".join(words[start : start + _PHRASE])
        matching = visible.filter(read_query(f'"{phrase}"', public=False).where)
        for each in matching.order_by().select_related("source")[:_CANDIDATES]:
            candidates[each.pk] = each
    return list(candidates.values())
