"""Reads the places where articles name entities or have searched words, and the sentences around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models.functions import Left

from articles.models import DATE_FIELDS, Article, Mention
from articles.search.page.snippets import Highlighter
from articles.search.query.ast import Text
from articles.sentences.splitting import sentence_at

#: In the order in which a reader meets them.
FIELDS = ("headline", "standfirst", "caption", "dateline", "body")
_SEARCHED = tuple(name for name in FIELDS if name != "dateline")
_BODY_CHARACTERS = 200_000  # later mentions are not read
_SHOWN_FIELDS = ("headline", "language", *DATE_FIELDS, "is_sample", "source__name", "source__slug")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Words in a field of an article that name an entity; 0 if they are the words of a search."""

    entity: int
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that names entities: its place in a field, and the places of the names within it."""

    field: str
    start: int
    text: str
    places: tuple[NamedPlace, ...]

    @property
    def entities(self) -> frozenset[int]:
        """The ids of the entities that it names."""
        return frozenset(each.entity for each in self.places)

    def pieces(self, marked: Iterable[tuple[int, int]] | None = None) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether it is marked: names, or other offsets in the field."""
        spans = [(each.start, each.end) for each in self.places] if marked is None else list(marked)
        found: list[tuple[str, bool]] = []
        position = 0
        for start, end in sorted(spans):
            if start - self.start < position:
                continue
            found += [(self.text[position : start - self.start], False)]
            found += [(self.text[start - self.start : end - self.start], True)]
            position = end - self.start
        return [piece for piece in [*found, (self.text[position:], False)] if piece[0]]


@dataclass(frozen=True)
class NamingArticle:
    """An article with the places that name entities, in reading order."""

    article: Article
    places: list[NamedPlace] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the text of a field."""
        text: str = self.article.text if name == "body" else getattr(self.article, name)  # type: ignore[attr-defined]
        return text

    def sentence(self, place: NamedPlace) -> tuple[int, int]:
        """Return the offsets of the sentence around a place; a headline is one sentence."""
        text = self.text(place.field)
        if place.field == "headline":
            return 0, len(text)
        return sentence_at(text, place.start, place.end, self.article.language)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences that name an entity, in reading order."""
        found: dict[tuple[str, int, int], list[NamedPlace]] = {}
        for place in self.places:
            found.setdefault((place.field, *self.sentence(place)), []).append(place)
        return [
            Sentence(name, start, self.text(name)[start:end], tuple(places))
            for (name, start, end), places in found.items()
        ]


def naming_articles(ids: Sequence[int], entities: Sequence[int]) -> list[NamingArticle]:
    """Return the published ones of these articles in order, with the places that name any of the entities.

    Two queries; places whose words have moved since they were found are left out.
    """
    naming = _read(ids)
    rows = (
        Mention.objects.filter(article__in=list(naming), entity__in=entities)
        .order_by()
        .values_list("article_id", "entity_id", "field", "start", "end", "surface")
    )
    for pk, entity, name, start, end, surface in rows:
        each = naming[pk]
        if each.text(name)[start:end].startswith(surface):
            each.places.append(NamedPlace(entity or 0, name, start, end))
    for each in naming.values():
        each.places.sort(key=lambda place: (FIELDS.index(place.field), place.start))
    return list(naming.values())


def articles_with_words(
    ids: Sequence[int], terms: Sequence[Text], most: int | None = None
) -> list[NamingArticle]:
    """Return the published ones of these articles in order, with the places that have the words of a search.

    most: how many places of one article, the first ones; None for all. One query, and another to stem words
    of other languages than English that are not cached.
    """
    found = list(_read(ids).values())
    highlighter = Highlighter(terms)
    highlighter.learn((each.article.language, each.text(name)) for each in found for name in _SEARCHED)
    for each in found:
        places = [
            NamedPlace(0, name, span.start, span.end)
            for name in _SEARCHED
            for span in highlighter.spans(
                each.text(name), each.article.language, is_headline=name == "headline"
            )
        ]
        each.places.extend(places[:most])
    return found


def _read(ids: Sequence[int]) -> dict[int, NamingArticle]:
    found = (
        Article.objects.published()
        .filter(pk__in=ids)
        .select_related("source")
        .only(*_SHOWN_FIELDS, "standfirst", "caption", "dateline")
        .annotate(text=Left("body", _BODY_CHARACTERS))
        .in_bulk()
    )
    return {pk: NamingArticle(found[pk]) for pk in ids if pk in found}


def may_introduce(article: Article) -> bool:
    """Whether an article may supply a role or a first sentence: samples come with the software."""
    return not article.is_sample
