"""Find the entities that queries may mean, and rank them."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from articles.country_names import codes_called
from articles.editing.duplicates.keys import plain
from articles.extraction.store.person_matching import find_joinable
from articles.identifiers import possible
from articles.models import EntityIdentifier
from articles.reconciliation.comparing import (
    SPELLING,
    Candidate,
    compare,
    name_score,
    read_identifier,
    the_match,
)
from articles.reconciliation.keys import find_keys
from articles.reconciliation.queries import KINDS, Query
from articles.reconciliation.register import Facts, Register
from articles.search.arrays import Ints
from articles.search.backend import counting
from articles.search.columns.name_words import WHOLE
from articles.search.query.entity_lookup import naming_languages
from articles.search.spelling.vocabulary import vocabulary
from articles.search.timeouts import limited
from articles.text import fold

_COMPARED = 100  # entities of each query whose names are compared
_EXAMINED = 10  # of these, at least, whose properties are compared
_MOST_WORDS = 12  # of a query
_CORRECTIONS = 3  # for each word that is in no name
_WORD = re.compile(r"[^\W_]+")
Identifier = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of a query, best first, the one that is clearly meant, and what is known about them."""

    candidates: Sequence[Candidate]
    match: Candidate | None
    facts: Facts


def find_candidates(queries: Mapping[str, Query]) -> dict[str, Found]:
    """Return the candidates of each query of a batch, by its key.

    The number of database queries does not depend on the size of the batch, but for the years of articles and
    the names of countries in properties. Raises SearchTooCostly, and RequestError.
    """
    with transaction.atomic(), limited():
        register = Register(counting())
        asked = {key: query for key, query in queries.items() if not query.problem}
        identified = _identified(asked)
        spellings = find_joinable({query.name for query in asked.values() if "person" in query.kinds})
        ranked = {
            key: _candidates(query, register, identified[key], spellings.get(query.name))
            for key, query in asked.items()
        }
        return _compared(asked, ranked, register)


def _compared(
    asked: Mapping[str, Query], ranked: Mapping[str, list[Candidate]], register: Register
) -> dict[str, Found]:
    facts = register.facts(each.pk for candidates in ranked.values() for each in candidates)
    found = {}
    for key, query in asked.items():
        candidates = [each for each in ranked[key] if each.pk in facts.entities]
        for each in candidates:
            compare(each, query, facts)
        candidates.sort(key=lambda each: (-each.score, -each.articles, each.pk))
        found[key] = Found(candidates[: query.limit], the_match(query, candidates), facts)
    return found


def _identified(asked: Mapping[str, Query]) -> dict[str, set[int]]:
    """Return the entities that the identifiers of each query belong to."""
    pairs = {key: set(_pairs(query)) for key, query in asked.items()}
    texts = {key: set(_texts(query)) for key, query in asked.items()}
    known = owners({pair for each in pairs.values() for pair in each})
    keys = find_keys({text for each in texts.values() for text in each})
    return {
        key: {known[pair] for pair in pairs[key] if pair in known}
        | {keys[text] for text in texts[key] if text in keys}
        for key in asked
    }


def _pairs(query: Query) -> list[Identifier]:
    given = [
        (wanted.id, identifier)
        for wanted, values in query.values
        if wanted.is_identifier
        for value in values
        if (identifier := read_identifier(wanted, value))
    ]
    return possible(query.text) + given


def _texts(query: Query) -> list[str]:
    given = [values for wanted, values in query.values if wanted.id in ("address", "current")]
    return [query.text, *(each.id or each.text for values in given for each in values)]


def owners(pairs: Collection[Identifier]) -> dict[Identifier, int]:
    """Return the entities with these identifiers, pairs of scheme and value. At most one database query."""
    values = {value for _, value in pairs}
    rows = EntityIdentifier.objects.filter(value__in=values) if values else EntityIdentifier.objects.none()
    return {(each.scheme, each.value): each.entity_id for each in rows if (each.scheme, each.value) in pairs}


def _candidates(
    query: Query, register: Register, identified: set[int], spelling: int | None
) -> list[Candidate]:
    """Return the entities that are compared by their properties, best names first."""
    text = query.name
    foreign = _countries(text, register)
    likely = {*identified, *foreign, *([spelling] if spelling else [])}
    every = np.union1d(_with_words(text, query.kinds, register), np.array(sorted(likely), np.int64))
    kinds, counts = register.count(every, query.kinds)
    every, kinds, counts = (each[kinds >= 0] for each in (every, kinds, counts))
    names = register.names.names_of(every)
    asked = plain(text)
    found = []
    for pk, place, count, known in zip(every.tolist(), kinds.tolist(), counts.tolist(), names, strict=True):
        score = name_score(asked, KINDS[place], known) if asked else 0.0
        if pk == spelling or pk in foreign:
            score = max(score, SPELLING)
        fits = KINDS[place] in query.preferred
        found.append(Candidate(pk, KINDS[place], count, score, fits, pk in identified))
    found.sort(key=lambda each: (-each.score, -each.articles, each.pk))
    return found[: max(query.limit, _EXAMINED)]


def _countries(text: str, register: Register) -> list[int]:
    """Return the countries that have the name in another language."""
    codes = codes_called(text, naming_languages()) if text else []
    return [register.countries[code] for code in dict.fromkeys(codes) if code in register.countries]


def _with_words(text: str, kinds: Sequence[str], register: Register) -> Ints:
    """Return the entities with most of the words in their names, those with rare words first.

    A word that is in no name is replaced by those of the archive's vocabulary that are spelt similarly.
    """
    found: list[tuple[Ints, float]] = []
    for word in dict.fromkeys(_WORD.findall(fold(text))[:_MOST_WORDS]):
        ids = _having(word, register)
        if not len(ids):
            near = vocabulary.near(word, _CORRECTIONS)
            each = [_having(fold(other), register) for other in near]
            ids = np.unique(np.concatenate([ids, *each])).astype(np.int64)
        found.append((ids, 1 / (1 + np.log1p(len(ids)))))
    whole, fits = register.names.words.find(fold(text))
    found.append((whole[fits == WHOLE], 10.0))
    every, places = np.unique(np.concatenate([ids for ids, _ in found]), return_inverse=True)
    weights = np.bincount(places, np.repeat([each for _, each in found], [len(ids) for ids, _ in found]))
    public, counts = register.count(every, kinds)
    shown = public >= 0
    best = np.lexsort((-counts[shown], -weights[shown]))[:_COMPARED]
    chosen: Ints = every[shown][best]
    return chosen


def _having(word: str, register: Register) -> Ints:
    return register.names.words.find(word)[0]
