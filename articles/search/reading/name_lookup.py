"""Look up words of a query among all names in memory: people, countries, organisations, places, and so on."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.utils.translation import get_language

from articles.country_names import folded_names
from articles.models import Author, AuthorName, Entity, Source
from articles.search.columns.name_index import NameIndex, name_store
from articles.search.columns.name_words import ENDS, WHOLE, NameWords
from articles.search.columns.sync.background import Background
from articles.search.columns.tally import MANY
from articles.search.counting.interface import Counting
from articles.search.facet_types import FACET_TYPES, FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.text import fold

BEST = 4  # names of each facet
KEPT_SECONDS = 60.0  # for which names of authors and sources are kept
_ENTITIES: tuple[FacetName, ...] = tuple(each.name for each in FACET_TYPES.values() if each.is_entity)
#: How many times more articles a name that fits less well needs to come first.
_WEIGHTS = np.array([1, 2, 2, 20])
_FAMILY_NAME = 5  # the weight of words at the end of a person's name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that words may mean. articles: those that have it. fit: how well the words fit it."""

    facet: FacetName
    pk: int
    articles: int
    fit: int

    @property
    def score(self) -> int:
        """What candidates are ordered by."""
        return self.articles * weight(self.facet, self.fit)

    @property
    def is_clear(self) -> bool:
        """Whether the words are the whole name, or the end of a person's name."""
        return self.fit == WHOLE or (self.fit == ENDS and self.facet == "person")


def weight(facet: str, fit: int) -> int:
    """Return how much an article counts for a name that words fit like this."""
    return _FAMILY_NAME if facet == "person" and fit == ENDS else int(_WEIGHTS[fit])


class NameLookup:
    """The names of one moment, with their numbers of articles in the whole archive."""

    def __init__(self, using: Counting) -> None:
        self._using = using
        self._everything = Selection(SearchRequest())
        self._tables = _tables()

    def find(self, words: str, *, unfinished: bool = False) -> tuple[Candidate, ...]:
        """Return the names with these words next to each other, those with most articles first.

        unfinished: the last word may only be the beginning of one. Names without published articles are left
        out.
        """
        folded = fold(words).removesuffix("'s")
        found = [each for table in self._tables for each in self._among(*table, folded, unfinished)]
        if not get_language().startswith("en"):
            found += self._countries(folded, {each.pk for each in found}, unfinished)
        return tuple(sorted(found, key=lambda each: (-each.score, each.facet, each.pk)))

    def _among(
        self, facets: Sequence[FacetName], names: NameWords, words: str, unfinished: bool
    ) -> Iterator[Candidate]:
        ids, fits = names.find(words, unfinished=unfinished)
        for facet in facets if len(ids) else ():
            counts = self._using.frequencies(self._everything, facet, ids)
            weights = _WEIGHTS[fits]
            if facet == "person":
                weights[fits == ENDS] = _FAMILY_NAME
            best = np.argsort(-counts * weights, kind="stable")[:BEST]
            for pk, count, fit in zip(ids[best], counts[best], fits[best], strict=True):
                if count:
                    yield Candidate(facet, int(pk), int(count), int(fit))

    def _countries(self, words: str, known: set[int], unfinished: bool) -> Iterator[Candidate]:
        """Yield the countries that have these words in their name in the reader's language."""
        codes, names = _countries_in(get_language())
        places, fits = names.find(words, unfinished=unfinished)
        fit = {codes[place]: int(each) for place, each in zip(places.tolist(), fits, strict=True)}
        rows = Entity.objects.filter(kind="country", code__in=fit).values_list("pk", "code") if fit else ()
        wanted = [(pk, fit[code]) for pk, code in rows if pk not in known]
        ids = np.array([pk for pk, _ in wanted], np.int64)
        counts = self._using.frequencies(self._everything, "country", ids)
        for (pk, how), count in zip(wanted, counts.tolist(), strict=True):
            if count:
                yield Candidate("country", pk, count, how)


@cache
def _countries_in(language: str) -> tuple[list[str], NameWords]:
    names = folded_names(language)
    return list(names), NameWords.of_names((n, f"{name}\n") for n, name in enumerate(names.values()))


def _tables() -> list[tuple[tuple[FacetName, ...], NameWords]]:
    """Return the tables of names, and the facets whose values they name."""
    names = entity_names()
    every: list[tuple[tuple[FacetName, ...], NameWords | None]] = [
        (_ENTITIES, names.words if names else None),
        (("author",), _authors.current()),
        (("source",), _sources.current()),
    ]
    return [(facets, names) for facets, names in every if names is not None]


def entity_names(seconds: float = 1.0) -> NameIndex | None:
    """Return the names of entities: always current if there are few, else perhaps without the latest.

    Wait up to ``seconds`` for the first read; return None if it takes longer.
    """
    names = name_store.held()
    if names is None:
        many = Entity.objects.order_by()[MANY : MANY + 1].exists()
        names = name_store.latest(seconds) if many else name_store.read()
    return names


class _Kept:
    """The names of one table in memory for a minute. A long table is read again in the background."""

    def __init__(self, model: type[Author] | type[Source]) -> None:
        self._model = model
        self._background = Background()
        self._names: NameWords | None = None
        self._until = 0.0

    def forget(self) -> None:
        """Read the names again on next use."""
        self._names = None

    def current(self) -> NameWords | None:
        """Return the names, perhaps without the latest."""
        if self._names is None or time.monotonic() > self._until:
            if self._names is None or len(self._names.ids) <= MANY:
                self._read()
            else:
                self._background.start(self._read)
        return self._names

    def _read(self) -> None:
        names = {pk: [name] for pk, name in self._model.objects.order_by("pk").values_list("pk", "name")}
        if self._model is Author:
            for pk, name in AuthorName.objects.values_list("author", "name"):
                names.setdefault(pk, []).append(name)
        folded = ((pk, "".join(f"{fold(name)}\n" for name in each)) for pk, each in names.items())
        self._names = NameWords.of_names(folded)
        self._until = time.monotonic() + KEPT_SECONDS


_authors, _sources = _Kept(Author), _Kept(Source)


def forget_names() -> None:
    """Read the names of authors and sources again on next use."""
    _authors.forget()
    _sources.forget()
