"""What clients send: batches of queries and requests for values, read from JSON and checked."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.models import Kind
from articles.reconciliation.properties import PROPERTIES, Property
from articles.text import NAME_CHARACTERS

MOST_BYTES = 1_000_000  # of a request
MOST_QUERIES = 50
MOST_IDS = 100
MOST_PROPERTIES = 20
MOST_VALUES = 5  # of a property in a query; more are ignored
LIMIT = 5  # candidates, if a query does not say how many
MOST_CANDIDATES = 20
_STRICT = ("any", "should", "all")
KINDS: tuple[str, ...] = tuple(Kind.values)


class RequestError(Exception):
    """A request that cannot be answered; the message is a sentence for the client. ``status``: of HTTP."""

    def __init__(self, said: str, status: int = 400) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True, slots=True)
class Value:
    """A value to compare with a property. ``id``: of an entity, "" if the client did not reconcile it."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What one entity is looked for by.

    kinds: that candidates must have. preferred: that they should have. problem: why nothing can be found, in
    a sentence.
    """

    text: str
    kinds: tuple[str, ...] = KINDS
    preferred: tuple[str, ...] = KINDS
    limit: int = LIMIT
    values: tuple[tuple[Property, tuple[Value, ...]], ...] = ()
    problem: str = ""

    @property
    def name(self) -> str:
        """The name to look for: the text, else the first one among the properties."""
        given = [values for wanted, values in self.values if wanted.id in ("name", "other_names")]
        return self.text or next((each.text for values in given for each in values), "")


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for the values of properties. Each property has its settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[Property, Mapping[str, Any]], ...]


def read_batch(text: str) -> dict[str, Query]:
    """Read a batch of queries by their keys. Raises RequestError."""
    batch = _object(_parsed(text, "queries"), "“queries”")
    if len(batch) > MOST_QUERIES:
        raise RequestError(
            f"The batch has {len(batch):,} queries. Send at most {MOST_QUERIES} at a time.", 413
        )
    return {key: _query(f"Query “{key[:40]}”", asked) for key, asked in batch.items()}


def read_extension(text: str) -> Extension:
    """Read a request for values. Raises RequestError."""
    asked = _object(_parsed(text, "extend"), "“extend”")
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise RequestError("“ids” has to be a list of identifiers, such as person:angela-merkel.")
    if len(ids) > MOST_IDS:
        raise RequestError(f"The request has {len(ids):,} identifiers. Send at most {MOST_IDS}.", 413)
    if not isinstance(wanted, list):
        raise RequestError("“properties” has to be a list of objects, such as {“id”: “wikidata”}.")
    _check_number(wanted, "The request")
    return Extension(tuple(dict.fromkeys(ids)), tuple(map(_wanted, wanted)))


def _wanted(asked: Any) -> tuple[Property, Mapping[str, Any]]:
    asked = _object(asked, "A property")
    return _property(asked.get("id"), "The request"), _object(asked.get("settings") or {}, "“settings”")


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"“{name}” is not valid JSON.") from error


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(f"{what} has to be a JSON object.")
    return value


def _query(where: str, asked: Any) -> Query:
    asked = _object(asked, where)
    text = asked.get("query", "")
    if not isinstance(text, str):
        raise RequestError(f"{where}: “query” has to be a text.")
    values = tuple(_values(where, asked.get("properties") or []))
    if "query" not in asked and not values:
        raise RequestError(f"{where} needs a “query” or “properties”.")
    kinds, preferred = _kinds(where, asked)
    text = " ".join(text.replace("\0", " ").split())
    return Query(
        text[:NAME_CHARACTERS],
        kinds,
        preferred,
        _limit(where, asked.get("limit", LIMIT)),
        values,
        _problem(text, values),
    )


def _problem(text: str, values: tuple[tuple[Property, tuple[Value, ...]], ...]) -> str:
    """Say why a query can find nothing: it is data, so the others of the batch are answered."""
    if len(text) > NAME_CHARACTERS:
        return f"The query has {len(text):,} characters. No name has more than {NAME_CHARACTERS}."
    if not text and not any(given.finds and each for given, each in values):
        return "Without a name, the query needs an identifier or another name among its properties."
    return ""


def _kinds(where: str, asked: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kinds that candidates must have and those that they should have."""
    given = asked.get("type") or []
    types = [given] if isinstance(given, str) else given
    strict = asked.get("type_strict") or "any"
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        raise RequestError(f"{where}: “type” has to be a type, or a list of types.")
    if strict not in _STRICT:
        raise RequestError(f"{where}: “type_strict” has to be one of: {', '.join(_STRICT)}.")
    if unknown := [each for each in types if each not in KINDS]:
        raise RequestError(
            f"{where}: there is no type “{unknown[0][:40]}”. The types are: {', '.join(KINDS)}."
        )
    chosen = tuple(dict.fromkeys(types)) or KINDS
    if strict == "should":
        return KINDS, chosen
    # Everything has one type, so nothing has several.
    return ((), ()) if strict == "all" and len(set(types)) > 1 else (chosen, chosen)


def _limit(where: str, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1 or given % 1 != 0:
        raise RequestError(f"{where}: “limit” has to be a whole number from 1.")
    return min(int(given), MOST_CANDIDATES)


def _values(where: str, given: Any) -> Iterator[tuple[Property, tuple[Value, ...]]]:
    if not isinstance(given, list):
        raise RequestError(f"{where}: “properties” has to be a list.")
    _check_number(given, where)
    for each in given:
        asked = _object(each, f"{where}: a property")
        several = asked.get("v")
        read = (_value(where, one) for one in (several if isinstance(several, list) else [several]))
        usable = [one for one in read if one.text or one.id]
        yield _property(asked.get("pid"), where), tuple(usable[:MOST_VALUES])


def _check_number(properties: list[Any], where: str) -> None:
    if len(properties) > MOST_PROPERTIES:
        raise RequestError(
            f"{where} has {len(properties):,} properties. Send at most {MOST_PROPERTIES}.", 413
        )


def _property(given: Any, where: str) -> Property:
    found = PROPERTIES.get(given) if isinstance(given, str) else None
    if found is None:
        raise RequestError(
            f"{where}: there is no property “{str(given)[:40]}”. The properties are: {', '.join(PROPERTIES)}."
        )
    return found


def _value(where: str, given: Any) -> Value:
    if isinstance(given, dict) and isinstance(given.get("id"), str):
        name = given.get("name")
        return Value(_short(name if isinstance(name, str) else ""), _short(given["id"]))
    if isinstance(given, str | int | float):
        return Value(_short(str(given)))
    raise RequestError(f"{where}: a value has to be a text, a number, or an object with an “id”.")


def _short(text: str) -> str:
    return " ".join(text.replace("\0", " ")[:500].split())
