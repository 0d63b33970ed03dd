"""What clients offer while their users type: entities, properties and types."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from articles.identifiers import possible
from articles.models import Entity, Kind
from articles.reconciliation.answers import described, types
from articles.reconciliation.candidates import owners
from articles.reconciliation.keys import find_keys, key_of
from articles.reconciliation.properties import PROPERTIES
from articles.reconciliation.queries import KINDS
from articles.reconciliation.register import Facts, Register
from articles.search.backend import counting
from articles.search.columns.name_words import WHOLE
from articles.search.reading.name_lookup import weight
from articles.search.timeouts import limited
from articles.text import NAME_CHARACTERS, fold

PAGE = 20
MOST_SKIPPED = 10_000
_WEIGHTS = np.array([[weight(kind, fit) for fit in range(WHOLE + 1)] for kind in KINDS])
Item = dict[str, Any]


def suggest_entities(prefix: str, kind: str, skipped: int) -> list[Item]:
    """Return a page of entities with an identifier, or with words that begin like the prefix.

    Those in most articles come first, and names that begin like it before others. ``kind``: only these, if it
    is one; the standard has no types here, and clients may send those of another service. Raises
    SearchTooCostly, and RequestError.
    """
    with transaction.atomic(), limited():
        register = Register(counting())
        kinds = [kind] if kind in KINDS else KINDS
        ids = [*_public(_identified(prefix), kinds, register), *_beginning_like(prefix, kinds, register)]
        page = list(dict.fromkeys(ids))[skipped : skipped + PAGE]
        facts = register.facts(page)
        return [_item(facts.entities[pk], facts) for pk in page if pk in facts.entities]


def _item(entity: Entity, facts: Facts) -> Item:
    return {
        "id": key_of(entity),
        "name": entity.name,
        "description": described(entity, facts),
        "notable": [{"id": entity.kind, "name": str(Kind(entity.kind).label)}],
    }


def _identified(text: str) -> list[int]:
    """Return the entities with an identifier, of the service or of a public register."""
    return [*find_keys([text]).values(), *owners(possible(text)).values()]


def _public(ids: Sequence[int], kinds: Sequence[str], register: Register) -> list[int]:
    known, _ = register.count(np.array(ids, np.int64), kinds)
    return [pk for pk, place in zip(ids, known.tolist(), strict=True) if place >= 0]


def _beginning_like(prefix: str, kinds: Sequence[str], register: Register) -> list[int]:
    ids, fits = register.names.words.find(fold(prefix[:NAME_CHARACTERS]), unfinished=True)
    known, counts = register.count(ids, kinds)
    scores = np.where(known >= 0, (counts + 1) * _WEIGHTS[known, fits], 0)
    order = np.lexsort((ids, -scores))[: np.count_nonzero(scores)]
    found: list[int] = ids[order].tolist()
    return found


def suggest_properties(prefix: str, skipped: int) -> list[Item]:
    """Return a page of properties with a word that begins like the prefix."""
    return _beginning(prefix, properties())[skipped : skipped + PAGE]


def suggest_types(prefix: str, skipped: int) -> list[Item]:
    """Return a page of types with a word that begins like the prefix."""
    return _beginning(prefix, types())[skipped : skipped + PAGE]


def properties() -> list[dict[str, str]]:
    """Return all properties."""
    return [each.as_item() for each in PROPERTIES.values()]


def _beginning(prefix: str, items: Iterable[dict[str, str]]) -> list[Item]:
    wanted = fold(prefix[:NAME_CHARACTERS])
    return [
        each for each in items if each["id"].startswith(wanted) or f" {wanted}" in f" {fold(each['name'])}"
    ]
