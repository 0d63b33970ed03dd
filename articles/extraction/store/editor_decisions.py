"""Apply editors' decisions about the meaning of words to extractions."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

from django.db import connection

from articles.extraction.annotations import Evidence, ExtractedMention, Extraction, Field
from articles.extraction.annotations import Kind as EntityKind
from articles.extraction.store.entity_resolver import Resolver
from articles.extraction.store.places import Place, located, places_in
from articles.models import EDITOR, Article, Kind, MentionDecision, TextField
from articles.text import fold_name

#: Kinds of evidence that are a surname alone.
BY_SURNAME: tuple[Evidence, ...] = ("archive", "office")
# Longer mentions are truncated in the surface column; their offsets are exact.
SURFACE_CHARACTERS = 300


def folded(mention: ExtractedMention) -> str:
    """Return the mention's text, folded as in MentionDecision."""
    return fold_name(mention.text[:SURFACE_CHARACTERS])


class Meaning(NamedTuple):
    """The entity that an editor chose for some words; no id if they are not a mention.

    surface: the words as they appear in the text.
    """

    entity_id: int | None
    kind: str
    code: str
    surface: str


class ResolvedMention(NamedTuple):
    """A mention with the values to store."""

    mention: ExtractedMention
    entity_id: int | None
    kind: str
    code: str
    status: str
    origin: str


@dataclass(frozen=True, slots=True)
class Meanings:
    """The editors' decisions about words in some articles."""

    by_article: dict[int, dict[tuple[str, str], Meaning]]
    places: dict[int, list[Place]] = field(default_factory=dict)

    @classmethod
    def of(cls, article_ids: Sequence[int]) -> "Meanings":
        """Load the decisions with one query for words and one for places."""
        rows = (
            MentionDecision.objects.filter(article__in=article_ids).order_by()
            .values_list(
                "article_id", "kind", "folded", "entity_id", "entity__kind", "entity__code", "surface"
            )
        )  # fmt: skip
        found: dict[int, dict[tuple[str, str], Meaning]] = {}
        for article_id, kind, words, entity_id, entity_kind, code, surface in rows:
            meaning = Meaning(entity_id, entity_kind or "", code or "", surface)
            found.setdefault(article_id, {})[kind, words] = meaning
        return cls(found, places_in(article_ids))

    def undecided(self, article_id: int, found: Extraction) -> Extraction:
        """Return the extraction without the mentions on which an editor decided."""
        decided = self.by_article.get(article_id)
        if not decided:
            return found
        rest = tuple(each for each in found.mentions if (each.kind, folded(each)) not in decided)
        return replace(found, mentions=rest)

    def resolve(
        self, article: Article, found: Extraction, resolver: Resolver, origin: str
    ) -> list[ResolvedMention]:
        """Return the mentions to store: decided ones with the editor's meaning or dropped, others as is.

        Words of a decision that extraction did not find are added wherever the text has them.
        """
        decided = self.by_article.get(article.pk)
        placed: list[ResolvedMention] = []
        for mention in found.mentions:
            meaning = decided.get((mention.kind, folded(mention))) if decided else None
            if meaning is None:
                placed.append(_as_found(mention, resolver, origin))
            elif meaning.entity_id is not None:
                placed.append(_as_decided(mention, meaning))
        if decided:
            placed = _with_missed(article, found, decided, placed)
        places = self.places.get(article.pk)
        return _with_places(located(places, article), placed) if places else placed


def _with_places(
    places: Mapping[tuple[str, int, int], Place], placed: list[ResolvedMention]
) -> list[ResolvedMention]:
    """Give the mentions at decided places the meaning that they have there. Others that overlap go."""
    known = {(each.mention.field, each.mention.start, each.mention.end): each.mention for each in placed}
    decided = []
    for (where, start, end), place in places.items():
        meaning = Meaning(place.entity_id, place.kind, place.code, place.surface)
        mention = known.get((cast("Field", where), start, end)) or _mention(where, start, end, meaning)
        decided.append(_as_decided(mention, meaning))
    rest = [each for each in placed if not any(_overlap(each.mention, new.mention) for new in decided)]
    return rest + decided


def _with_missed(
    article: Article,
    found: Extraction,
    decided: dict[tuple[str, str], Meaning],
    placed: list[ResolvedMention],
) -> list[ResolvedMention]:
    """Add the words that editors named but extraction did not find. They replace what they overlap.

    Words within a longer name ("Obama" in "Michelle Obama") count only if the text has them nowhere else.
    """
    known = {(each.kind, folded(each)) for each in found.mentions}
    added: list[ResolvedMention] = []
    for key, meaning in decided.items():
        if meaning.entity_id is None or key in known:
            continue
        named = [_as_decided(each, meaning) for each in _named(article, meaning)]
        alone = [each for each in named if not any(_within(each.mention, old.mention) for old in placed)]
        added += alone or named
    if not added:
        return placed
    rest = [each for each in placed if not any(_overlap(each.mention, new.mention) for new in added)]
    return rest + added


def occurrences(article: Article, words: str) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of each place where a text of the article has the words, as whole words."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    for name in TextField.values:
        for match in pattern.finditer(getattr(article, name)):
            yield name, match.start(), match.end()


def _named(article: Article, meaning: Meaning) -> Iterator[ExtractedMention]:
    for where, start, end in occurrences(article, meaning.surface):
        yield _mention(where, start, end, meaning)


def _mention(where: str, start: int, end: int, meaning: Meaning) -> ExtractedMention:
    return ExtractedMention(
        cast("Field", where), start, end, meaning.surface, cast("EntityKind", meaning.kind), "name", 1.0,
        entity=None, code=None, status="linked",
    )  # fmt: skip


def _within(one: ExtractedMention, other: ExtractedMention) -> bool:
    return one.field == other.field and other.start <= one.start and one.end <= other.end


def _overlap(one: ExtractedMention, other: ExtractedMention) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _as_found(mention: ExtractedMention, resolver: Resolver, origin: str) -> ResolvedMention:
    entity_id = resolver.entity_id(mention)
    unresolved = mention.status if mention.status != "linked" else "ambiguous"
    status = "linked" if entity_id else unresolved
    return ResolvedMention(mention, entity_id, mention.kind, mention.code or "", status, origin)


def _as_decided(mention: ExtractedMention, meaning: Meaning) -> ResolvedMention:
    code = "" if meaning.kind == Kind.PERSON else meaning.code
    if not code and meaning.kind == mention.kind:
        code = mention.code or ""
    return ResolvedMention(mention, meaning.entity_id, meaning.kind, code, "linked", EDITOR)


def rejected_by_surname(entity_ids: Iterable[int]) -> set[int]:
    """Return those of the people whose links by surname alone editors have rejected, every one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT link.entity_id
              FROM articles_articleentity AS link
             WHERE link.entity_id = ANY(%(ids)s)
               AND EXISTS (SELECT FROM articles_articleentity AS rejected
                            WHERE rejected.entity_id = link.entity_id AND rejected.status = 'rejected')
               AND EXISTS (SELECT FROM articles_mention AS mention
                            WHERE mention.article_id = link.article_id AND mention.entity_id = link.entity_id
                              AND mention.evidence = ANY(%(alone)s))
             GROUP BY link.entity_id
            HAVING bool_and(link.status = 'rejected')
            """,
            {"ids": list(entity_ids), "alone": list(BY_SURNAME)},
        )
        return {entity_id for (entity_id,) in cursor.fetchall()}


def without_rejected(placed: list[ResolvedMention], rejected: Collection[int]) -> list[ResolvedMention]:
    """Leave surnames alone open where editors have rejected all such links of the person."""
    if not rejected:
        return placed
    return [
        each._replace(mention=replace(each.mention, evidence="surname"), entity_id=None, status="unknown")
        if each.entity_id in rejected and each.mention.evidence in BY_SURNAME
        else each
        for each in placed
    ]
