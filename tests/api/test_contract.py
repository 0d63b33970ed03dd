"""Every response matches the API's own description (OpenAPI)."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from tests.search.conftest import archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
JSON = dict[str, Any]
_TYPES: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
_TYPES |= {"array": list, "object": dict, "null": type(None)}
_FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


def faults(value: Any, schema: JSON, whole: JSON, where: str = "answer") -> Iterator[str]:
    """Yield the differences between ``value`` and the schema. Undeclared properties are faults too."""
    while "$ref" in schema:
        node: Any = whole
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        schema = node
    if "anyOf" in schema:
        every = [list(faults(value, each, whole, where)) for each in schema["anyOf"]]
        yield from [] if [] in every else min(every, key=len)
        return
    wrong = list(_plain_faults(value, schema, where))
    yield from wrong
    if not wrong:
        yield from _inner_faults(value, schema, whole, where)


def _plain_faults(value: Any, schema: JSON, where: str) -> Iterator[str]:
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{where} is no {kind}: {value!r}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where} is none of {schema['enum']}"
    elif schema.get("format") in _FORMATS:
        _FORMATS[schema["format"]](value)


def _inner_faults(value: Any, schema: JSON, whole: JSON, where: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from faults(each, schema.get("items", {}), whole, f"{where}[{number}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{where} lacks {name}" for name in schema.get("required", ()) if name not in value)
        yield from (f"{where} has an unknown {name}" for name in value if name not in known)
        for name in value.keys() & known.keys():
            yield from faults(value[name], known[name], whole, f"{where}.{name}")


def check(client: Client, whole: JSON, path: str, asked: str) -> int:
    """Check that the response to ``asked`` matches the description of ``path``; return its status."""
    answer = client.get(asked)
    said = whole["paths"][path]["get"]["responses"]
    assert str(answer.status_code) in said, (asked, answer.status_code, answer.content[:200])
    schema = said[str(answer.status_code)]["content"]["application/json"]["schema"]
    assert list(faults(json.loads(answer.content), schema, whole)) == [], asked
    return answer.status_code


@pytest.fixture
def described(client: Client) -> JSON:
    found: JSON = client.get("/api/openapi.json").json()
    return found


_ODD = ["*", "0", "1", "2", "-1", "1e9", "99999999999999999999", "\0", "%", "2014", "2014-02-30", "9999-12"]
_ODD += ["newest", "oldest", "relevance", "UA", "ua", "john-kerry", "newswire", "crimea", "oil", '"', "("]
_ODD += ["OR", "kerry*", "all", "person:kerry", "after:x", "bjo6MQ", "\U0010ffff", "e\u0301", "'; DROP TABLE"]
_ANY = st.text(max_size=30) | st.sampled_from(_ODD)
_NAMES = [
    "q",
    "country",
    "country_mode",
    "person",
    "organisation",
    "place",
    "author",
    "source",
    "after",
    "before",
]
_NAMES += ["sort", "page", "per_page", "cursor", "name", "nothing"]
_QUERIES = st.lists(st.tuples(st.sampled_from(_NAMES), _ANY), max_size=6)
_SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={quote(value, safe='', errors='replace')}" for name, value in pairs)


def test_every_question_with_the_parameters_it_has(
    client: Client, archive: dict[str, Article], described: JSON
) -> None:
    known = {"pk": archive["vote"].pk, "people": "john-kerry", "countries": "UA", "places": "crimea"}
    known |= {"organisations": "nato", "sources": "newswire", "authors": "ada-byron"}
    for path in described["paths"]:
        plural = path.split("/")[2]
        asked = path.replace("{pk}", str(known["pk"])).replace("{key}", str(known.get(plural)))
        assert check(client, described, path, asked) == 200
        if "{" in path:
            assert check(client, described, path, re.sub(r"{\w+}", "0", path)) == 404


@given(_QUERIES)
@_SETTINGS
def test_any_search_is_answered_as_described(
    client: Client, archive: dict[str, Article], described: JSON, pairs: list[tuple[str, str]]
) -> None:
    check(client, described, "/api/articles", f"/api/articles?{_query(pairs)}")


@given(st.sampled_from(["people", "countries", "organisations", "places", "authors", "sources"]), _QUERIES)
@_SETTINGS
def test_any_list_of_names_is_answered_as_described(
    client: Client, archive: dict[str, Article], described: JSON, plural: str, pairs: list[tuple[str, str]]
) -> None:
    check(client, described, f"/api/{plural}", f"/api/{plural}?{_query(pairs)}")


@given(st.sampled_from(["people", "countries", "organisations", "places", "authors", "sources"]), _ANY)
@_SETTINGS
def test_any_name_is_answered_as_described(
    client: Client, archive: dict[str, Article], described: JSON, plural: str, key: str
) -> None:
    if key and "/" not in key and key not in (".", ".."):
        asked = f"/api/{plural}/{quote(key, safe='', errors='replace')}"
        assert check(client, described, f"/api/{plural}/{{key}}", asked) in (200, 404)


def test_the_checker_finds_faults() -> None:
    whole: JSON = {"thing": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}}
    schema = {"type": "array", "items": {"anyOf": [{"$ref": "#/thing"}, {"type": "null"}]}}
    assert list(faults([{"a": 1}, None], schema, whole)) == []
    for wrong in ({}, {"a": "1"}, {"a": True}, {"a": 1, "b": 2}, 5, "x"):
        assert list(faults([wrong], schema, whole)), wrong
