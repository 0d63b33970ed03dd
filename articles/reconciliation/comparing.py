"""How well a candidate fits a query: by its names and its properties, from 0 to 100."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from articles.editing.duplicates.keys import fingerprint, plain
from articles.identifiers import IdentifierError, normalise
from articles.reconciliation.properties import Property
from articles.reconciliation.queries import Query, Value
from articles.reconciliation.register import Facts

OWN_NAME, OTHER_NAME, SPELLING, SAME_WORDS = 100.0, 98.0, 96.0, 92.0
_ALIKE = 0.88  # of the similarity in percent, so that no other name comes near these
#: A candidate is the one if it has at least this score, and this much more than the next.
SURE, AHEAD = 95.0, 10.0
_NAME_WEIGHT = 3  # how much the name counts, compared with one property
_WRONG_IDENTIFIER = _WRONG_KIND = 0.5
_YEARS = 10  # by which years may differ


@dataclass(slots=True)
class Candidate:
    """An entity that a query may mean.

    name: how well its names fit, from 0 to 100. agreements: how well properties that are known agree, from 0
    to 1. is_identified: it has the identifier that was asked for. is_contradicted: it has another one.
    """

    pk: int
    kind: str
    articles: int
    name: float
    fits_kind: bool = True
    is_identified: bool = False
    is_contradicted: bool = False
    agreements: dict[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """How well it fits, from 0 to 100."""
        if self.is_identified:
            return 100.0
        weights = _NAME_WEIGHT + len(self.agreements)
        score = (_NAME_WEIGHT * self.name + 100 * sum(self.agreements.values())) / weights
        score *= _WRONG_IDENTIFIER if self.is_contradicted else 1
        return round(score * (1 if self.fits_kind else _WRONG_KIND), 1)

    @property
    def may_match(self) -> bool:
        """Whether nothing that is known speaks against it."""
        agree = all(each >= 0.5 for each in self.agreements.values())
        return self.fits_kind and agree and not self.is_contradicted


def name_score(text: str, kind: str, names: Sequence[str]) -> float:
    """Return how well a text, as ``plain`` has it, fits the names of an entity, its own first."""
    forms = [plain(name) for name in names]
    if text in forms:
        return OWN_NAME if text == forms[0] else OTHER_NAME
    key = fingerprint(kind, text)
    if key and any(key == fingerprint(kind, form) for form in forms):
        return SAME_WORDS
    return max((similarity(text, form) for form in forms), default=0.0)


def similarity(one: str, other: str) -> float:
    """Return how alike two names are, in any order of their words, below the scores of equal names."""
    return _ALIKE * fuzz.token_sort_ratio(one, other)


def the_match(query: Query, ranked: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that is clearly meant, None if several may be. ``ranked``: all, best first.

    A single word may be the family name of anybody else: a person is only meant if nobody else has it.
    """
    if not ranked or ranked[0].score < SURE or not ranked[0].may_match:
        return None
    best, others = ranked[0], ranked[1:]
    if others and best.score - others[0].score < AHEAD:
        return None
    is_one_word = best.kind == "person" and not best.is_identified and " " not in plain(query.name)
    return None if is_one_word and any(each.kind == "person" for each in others) else best


def compare(candidate: Candidate, query: Query, facts: Facts) -> None:
    """Compare the properties in a query with those of a candidate; unknown ones have no influence."""
    for wanted, values in query.values:
        if candidate.kind not in wanted.kinds:
            continue
        each = [_agreement(wanted, value, candidate.pk, facts) for value in values]
        known = [agreement for agreement in each if agreement is not None]
        if known:
            candidate.agreements[wanted.id] = max(known)
            candidate.is_contradicted |= wanted.is_identifier and not max(known)


def read_identifier(wanted: Property, value: Value) -> str:
    """Return the identifier that a value is, in its usual form; "" if it is not one."""
    for text in filter(None, (value.id, value.text)):
        try:
            return normalise(wanted.id, text)
        except IdentifierError:
            continue
    return ""


def _agreement(wanted: Property, value: Value, pk: int, facts: Facts) -> float | None:
    """Return how well a value agrees, from 0 to 1; None if that is unknown."""
    entity = facts.entities[pk]
    match wanted.id:
        case "name" | "other_names":
            names = [entity.name, *facts.other_names.get(pk, ())]
            return name_score(plain(value.text), entity.kind, names) / 100
        case "country" | "code":
            codes = facts.codes_called(value.id.removeprefix("country:") or value.text)
            return float(entity.code in codes) if entity.code and codes else None
        case "articles" | "first_year" | "last_year":
            return _number_agreement(wanted.id, value.text, pk, facts)
    if not wanted.is_identifier:  # what else finds entities was looked up, and a description says too little
        return None
    known = [each.value for each in facts.identifiers.get(pk, ()) if each.scheme == wanted.id]
    given = read_identifier(wanted, value)
    return float(given in known) if given and known else None


def _number_agreement(name: str, text: str, pk: int, facts: Facts) -> float | None:
    try:
        given = float(text)
    except ValueError:
        return None
    if not 0 <= given < 1e9:
        return None
    if name == "articles":
        own = facts.counts[pk]
        return min(given, own) / max(given, own) if given or own else 1.0
    years = facts.years(pk)
    if years is None:
        return None
    return max(0.0, 1 - abs(given - years[name == "last_year"]) / _YEARS)
