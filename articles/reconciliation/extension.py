"""Data extension: the values of properties for entities that a client has matched."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from articles.models import Entity, Kind
from articles.reconciliation.keys import find_keys, key_of
from articles.reconciliation.properties import Property
from articles.reconciliation.queries import Extension
from articles.reconciliation.register import Facts, Register
from articles.search.backend import counting
from articles.search.timeouts import limited

MOST_NAMED = 200  # values of one property, for any entity
SETTINGS = (
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": f"At most this many values for each entity (0: all, up to {MOST_NAMED})",
    },
    {
        "name": "addresses",
        "label": "Identifiers as web addresses",
        "type": "checkbox",
        "default": False,
        "help_text": "Write https://www.wikidata.org/entity/Q42 instead of Q42, if an address is known",
    },
)
_ON = (True, "on", "true")  # a checkbox; OpenRefine sends "on"
Values = list[dict[str, Any]]


def answer_extension(asked: Extension, site: str) -> dict[str, Any]:
    """Return the values of properties. Raises SearchTooCostly, and RequestError.

    An entity that was merged has those of the one it is now, one that is not public has none. ``site``: the
    archive's base URL.
    """
    with transaction.atomic(), limited():
        known = find_keys(asked.ids)
        facts = Register(counting()).facts(known.values())
        return {
            "meta": [_meta(wanted) for wanted, _ in asked.properties],
            "rows": {
                key: {
                    wanted.id: _values(wanted, settings, facts.entities.get(known.get(key, 0)), facts, site)
                    for wanted, settings in asked.properties
                }
                for key in asked.ids
            },
        }


def _meta(wanted: Property) -> dict[str, Any]:
    kind = {"id": wanted.refers_to, "name": str(Kind(wanted.refers_to).label)} if wanted.refers_to else None
    return {"id": wanted.id, "name": wanted.name} | ({"type": kind} if kind else {})


def _values(
    wanted: Property, settings: Mapping[str, Any], entity: Entity | None, facts: Facts, site: str
) -> Values:
    if entity is None or entity.kind not in wanted.kinds:
        return []
    most = _most(settings)
    if wanted.is_identifier:
        as_address = settings.get("addresses") in _ON
        mine = [each for each in facts.identifiers.get(entity.pk, ()) if each.scheme == wanted.id]
        return [{"str": (as_address and each.address) or each.value} for each in mine][:most]
    if wanted.id == "address":
        return [{"str": site + entity.get_absolute_url()}]
    return _READERS[wanted.id](entity, facts)[:most]


def _most(settings: Mapping[str, Any]) -> int:
    """Return how many values to return. OpenRefine sends the texts of its form fields."""
    try:
        limit = float(settings.get("limit") or 0)
    except (TypeError, ValueError):
        limit = 0
    return int(limit) if 1 <= limit < MOST_NAMED else MOST_NAMED


def _reference(entity: Entity) -> dict[str, str]:
    return {"id": key_of(entity), "name": entity.name}


def _country(entity: Entity, facts: Facts) -> Values:
    country = facts.country_entities.get(entity.code)
    return [_reference(country)] if country else []


def _year(last: bool) -> Callable[[Entity, Facts], Values]:
    def read(entity: Entity, facts: Facts) -> Values:
        years = facts.years(entity.pk)
        return [{"int": years[last]}] if years else []

    return read


_READERS: Mapping[str, Callable[[Entity, Facts], Values]] = {
    "name": lambda entity, _: [{"str": entity.name}],
    "other_names": lambda entity, facts: [{"str": name} for name in facts.other_names.get(entity.pk, ())],
    "description": lambda entity, _: [{"str": entity.description}] if entity.description else [],
    "country": _country,
    "code": lambda entity, _: [{"str": entity.code}],
    "articles": lambda entity, facts: [{"int": facts.counts[entity.pk]}],
    "first_year": _year(last=False),
    "last_year": _year(last=True),
    "current": lambda entity, _: [_reference(entity)],
}
