"""What editors said the words of articles mean, laid over what extraction found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from articles.extraction.annotations import Extraction, Mention
from articles.extraction.store.entity_resolver import Resolver
from articles.models import EDITOR, Kind, MentionDecision
from articles.text import fold_name

# Longer words than this are kept by their offsets; the surface column shows how they begin.
SURFACE_CHARACTERS = 300


def folded(mention: Mention) -> str:
    """The mention's words in the form under which decisions know them."""
    return fold_name(mention.text[:SURFACE_CHARACTERS])


class Meaning(NamedTuple):
    """The entity that an editor chose for some words; no id: they mean nobody."""

    entity_id: int | None
    kind: str
    code: str


class Placed(NamedTuple):
    """A mention with what is stored of it."""

    mention: Mention
    entity_id: int | None
    kind: str
    code: str
    status: str
    origin: str


@dataclass(frozen=True, slots=True)
class Meanings:
    """The decisions about words of some articles."""

    by_article: dict[int, dict[tuple[str, str], Meaning]]

    @classmethod
    def of(cls, article_ids: Sequence[int]) -> "Meanings":
        """Read with one query."""
        rows = (
            MentionDecision.objects.filter(article__in=article_ids).order_by()
            .values_list("article_id", "kind", "folded", "entity_id", "entity__kind", "entity__code")
        )  # fmt: skip
        found: dict[int, dict[tuple[str, str], Meaning]] = {}
        for article_id, kind, words, entity_id, entity_kind, code in rows:
            meaning = Meaning(entity_id, entity_kind or "", code or "")
            found.setdefault(article_id, {})[kind, words] = meaning
        return cls(found)

    def undecided(self, article_id: int, found: Extraction) -> Extraction:
        """The extraction without the mentions that an editor decided."""
        decided = self.by_article.get(article_id)
        if not decided:
            return found
        rest = tuple(each for each in found.mentions if (each.kind, folded(each)) not in decided)
        return replace(found, mentions=rest)

    def place(self, article_id: int, found: Extraction, resolver: Resolver, origin: str) -> list[Placed]:
        """The mentions to store. Words that mean nobody are left out; the rest that was decided means what
        the editor said, whoever found it and whatever it was taken for."""
        decided = self.by_article.get(article_id)
        placed: list[Placed] = []
        for mention in found.mentions:
            meaning = decided.get((mention.kind, folded(mention))) if decided else None
            if meaning is None:
                placed.append(_as_found(mention, resolver, origin))
            elif meaning.entity_id is not None:
                placed.append(_as_decided(mention, meaning))
        return placed


def _as_found(mention: Mention, resolver: Resolver, origin: str) -> Placed:
    entity_id = resolver.entity_id(mention)
    unresolved = mention.status if mention.status != "linked" else "ambiguous"
    status = "linked" if entity_id else unresolved
    return Placed(mention, entity_id, mention.kind, mention.code or "", status, origin)


def _as_decided(mention: Mention, meaning: Meaning) -> Placed:
    code = "" if meaning.kind == Kind.PERSON else meaning.code
    if not code and meaning.kind == mention.kind:
        code = mention.code or ""
    return Placed(mention, meaning.entity_id, meaning.kind, code, "linked", EDITOR)
