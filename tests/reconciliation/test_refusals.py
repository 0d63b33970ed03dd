"""What is refused, and in which words; headers; limits."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.middleware import rate_limit
from newsarchive.rate_limiter import Limiter, Rate
from tests.reconciliation.conftest import known
from tests.reconciliation.openrefine import SITE, OpenRefine

pytestmark = pytest.mark.django_db
Q: dict[str, Any] = {"query": "x"}


def refused(answer: Any, status: int = 400) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    (said,) = answer.json().values()
    assert said.endswith(".")
    return str(said)


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ([], "“queries” has to be a JSON object"),
        ({"q0": "Kerry"}, "Query “q0” has to be a JSON object"),
        ({"q0": {}}, "needs a “query” or “properties”"),
        ({"q0": {"limit": 1}}, "needs a “query” or “properties”"),
        ({"q0": {"properties": []}}, "needs a “query” or “properties”"),
        ({"q0": {"query": 5}}, "“query” has to be a text"),
        *[
            ({"q0": Q | {"limit": each}}, "“limit” has to be a whole number from 1")
            for each in (0, -1, "3", 1.5)
        ],
        *[({"q0": Q | {"limit": each}}, "“limit” has to be a whole number") for each in (True, [1], 1e400)],
        ({"q0": Q | {"type": "fish"}}, "there is no type “fish”. The types are: person, country, organ"),
        ({"q0": Q | {"type": {"id": "person"}}}, "“type” has to be a type, or a list of types"),
        ({"q0": Q | {"type_strict": "never"}}, "“type_strict” has to be one of: any, should, all"),
        ({"q0": Q | {"properties": {}}}, ""),
        ({"q0": Q | {"properties": "x"}}, "“properties” has to be a list"),
        ({"q0": Q | {"properties": [{"pid": "height", "v": 1}]}}, "there is no property “height”"),
        ({"q0": Q | {"properties": [{"v": 1}]}}, "there is no property “None”"),
        ({"q0": Q | {"properties": [{"pid": "gnd"}]}}, "a value has to be a text, a number, or"),
        ({"q0": Q | {"properties": [{"pid": "gnd", "v": [[1]]}]}}, "a value has to be a text, a number, or"),
    ],
)
def test_batches_that_are_not_in_order(refine: OpenRefine, batch: Any, said: str) -> None:
    answer = refine.post(queries=batch)
    if said:
        assert said in refused(answer)
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("extend", "said"),
    [
        ([], "“extend” has to be a JSON object"),
        ({"properties": []}, "“ids” has to be a list of identifiers"),
        ({"ids": [5], "properties": []}, "“ids” has to be a list of identifiers"),
        ({"ids": []}, "“properties” has to be a list of objects"),
        ({"ids": [], "properties": ["name"]}, "A property has to be a JSON object"),
        ({"ids": [], "properties": [{"id": "height"}]}, "there is no property “height”"),
        ({"ids": [], "properties": [{"id": "name", "settings": [1]}]}, "“settings” has to be a JSON object"),
    ],
)
def test_extensions_that_are_not_in_order(refine: OpenRefine, extend: Any, said: str) -> None:
    assert said in refused(refine.post(extend=extend))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\0", "{'q': 1}"])
def test_what_is_not_json(client: Client, text: str) -> None:
    for name in ("queries", "extend"):
        assert f"“{name}” is not valid JSON" in refused(client.post("/reconcile", {name: text}))


def test_too_much_at_once(refine: OpenRefine, client: Client) -> None:
    assert refine.manifest.batch_size == 50
    assert len(refine.reconcile({f"q{n}": Q for n in range(50)})) == 50
    many = refused(refine.post(queries={f"q{n}": Q for n in range(51)}), 413)
    assert many == "The batch has 51 queries. Send at most 50 at a time."
    properties = [{"pid": "gnd", "v": "x"}] * 21
    assert "21 properties" in refused(refine.post(queries={"q": Q | {"properties": properties}}), 413)
    assert "101 identifiers" in refused(refine.post(extend={"ids": ["x"] * 101, "properties": []}), 413)
    wanted = [{"id": "name"}] * 21
    assert "21 properties" in refused(refine.post(extend={"ids": [], "properties": wanted}), 413)
    assert "at most 1,000,000 bytes" in refused(client.post("/reconcile", {"queries": "x" * 1_000_001}), 413)


def test_cell_that_is_no_name_does_not_spoil_the_batch(refine: OpenRefine) -> None:
    found = refine.reconcile(
        {"q0": {"query": "x" * 201}, "q1": {"query": " "}, "q2": {"query": "John Kerry"}}
    )
    assert found["q0"].error == "The query has 201 characters. No name has more than 200."
    assert found["q1"].error.startswith("Without a name, the query needs an identifier")
    assert found["q0"].result == found["q1"].result == []
    assert found["q2"].result[0].match
    assert refine.reconcile({"q": {"properties": [{"pid": "country", "v": "UA"}]}})["q"].error
    assert len(refine.one("Kerry", limit=1e6)) == 2


@pytest.mark.parametrize(
    "text",
    ["%", "' OR 1=1 --", "\n\n", "\0\0x", "\U0010ffff" * 90, "\ud7ff" * 99, "a " * 99, "-", "Q99999999999"],
)
def test_hostile_names_are_answered(refine: OpenRefine, text: str) -> None:
    assert not any(each.match for each in refine.one(text))
    assert refine.suggest("entity", text) is not None
    assert refine.reconcile({text: {"query": "NATO", "properties": [{"pid": "isni", "v": text}]}})[
        text
    ].result


def test_form_without_a_question(refine: OpenRefine, client: Client) -> None:
    assert "Send “queries” or “extend” in a form" in refused(refine.post())
    both = {"queries": "{}", "extend": "{}"}
    assert "not both" in refused(client.post("/reconcile", both))
    as_json = client.post("/reconcile", json.dumps({"queries": {}}), content_type="application/json")
    assert "application/x-www-form-urlencoded" in refused(as_json)
    assert client.post("/reconcile", {"queries": "{}"}).json() == {}


@pytest.mark.parametrize(
    "path",
    [
        *("suggest/entity?prefix=x&cursor=x", "suggest/type?cursor=-1", "suggest/property?cursor=999999999"),
        *("suggest/entity?cursor=1e1", "extend/propose?type=fish"),
        "extend/propose?type=person&limit=x",
    ],
)
def test_parameters_that_are_not_in_order(client: Client, path: str) -> None:
    refused(client.get(f"/reconcile/{path}"))


def test_proposals_are_limited(refine: OpenRefine) -> None:
    assert len(refine.propose("place", limit="2")) == 2
    assert set(refine.propose("")) > set(refine.propose("place")) | set(refine.propose("country"))
    assert refine.propose("place") == refine.propose("place", limit="0") != refine.propose("country")


@pytest.mark.parametrize(
    "path",
    ["suggest/fish", "nothing", "flyout/entity?id=person:x", "flyout/type?id=x", "flyout/property?id="],
)
def test_what_is_not_there(client: Client, path: str) -> None:
    refused(client.get(f"/reconcile/{path}"), 404)


def test_methods_and_preflight(client: Client) -> None:
    asked = {"Origin": "https://refine.example", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/reconcile", headers=asked)
    assert (allowed.status_code, allowed["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert allowed["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in allowed["Access-Control-Allow-Headers"]
    said = refused(client.put("/reconcile"), 405)
    assert said == "Only GET, HEAD, POST and OPTIONS are allowed."
    assert refused(client.post("/reconcile/suggest/type"), 405) == "Only GET, HEAD and OPTIONS are allowed."
    head = client.head("/reconcile")
    assert (head.status_code, head.content) == (200, b"")


def test_only_the_preview_may_be_framed(refine: OpenRefine, client: Client) -> None:
    for key, status in (("person:john-kerry", 200), ("person:nobody", 404), ("", 404)):
        answer, page = refine.preview(key)
        assert answer.status_code == status
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert answer["X-Robots-Tag"] == "noindex"
        assert page.one("html").attributes["lang"] == "en-gb"
        assert page.one("base").attributes == {"target": "_blank"}
    for path in ("/", "/people/john-kerry/", "/people/john-kerry/card/", "/reconcile", "/admin/login/"):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in client.get("/people/john-kerry/card/")


def test_preview_is_in_the_language_of_the_reader(refine: OpenRefine, client: Client) -> None:
    answer = client.get("/reconcile/preview/?id=country:UA", headers={"Accept-Language": "fr"})
    assert '<h1 dir="auto">Ukraine</h1>' in answer.content.decode()
    assert '<html lang="fr"' in answer.content.decode()


def test_scraped_names_are_text(refine: OpenRefine) -> None:
    known("<img src=x onerror=alert(1)>", slug="img")
    flyout = refine.flyout("entity", "person:img")
    assert "<img" not in flyout
    assert f'href="{SITE}/people/img/"' in flyout
    answer, page = refine.preview("person:img")
    assert page.one("h1").text == "<img src=x onerror=alert(1)>"
    assert b"<img" not in answer.content


def test_requests_are_limited_as_those_of_the_api(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.API_RATE = Rate(2, 60)
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))
    for _ in range(2):
        assert client.get(f"{SITE}/reconcile").status_code == 200
    answer = client.post("/reconcile", {"queries": "{}"})
    assert "Too many requests: the limit is 2 in 60 seconds" in refused(answer, 429)
    assert int(answer["Retry-After"]) > 0
