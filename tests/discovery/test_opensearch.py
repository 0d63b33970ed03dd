"""/opensearch.xml, the suggestions, and robots.txt."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from articles.discovery.opensearch import NAMESPACE, suggestions
from articles.models import Article, Kind
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory
from tests.search.conftest import archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
O = f"{{{NAMESPACE}}}"  # noqa: E741


def test_description_obeys_the_rules(client: Client) -> None:
    answer = client.get("/opensearch.xml")
    assert answer["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    tree = ET.fromstring(answer.content)
    assert tree.tag == f"{O}OpenSearchDescription"
    assert 0 < len(tree.findtext(f"{O}ShortName") or "") <= 16
    assert 0 < len(tree.findtext(f"{O}Description") or "") <= 1024
    for url in tree.findall(f"{O}Url"):
        assert url.attrib["template"].startswith("http://testserver/")
        assert set(re.findall(r"{(\w+)\??}", url.attrib["template"])) <= {"searchTerms", "startPage"}
        path = url.attrib["template"].removeprefix("http://testserver")
        used = client.get(path.replace("{searchTerms}", "oil+%26+gas").replace("{startPage?}", ""))
        assert used.status_code == 200, path
        assert used["Content-Type"].split(";")[0] == url.attrib["type"]
    icon = (tree.findtext(f"{O}Image") or "").removeprefix("http://testserver")
    found = client.get(icon)
    assert (found.status_code, found["Content-Type"]) == (200, "image/svg+xml")
    found.close()


def test_pages_lead_to_the_description(client: Client) -> None:
    for path in ("/", "/articles/", "/people/", "/help/search/"):
        assert b'<link rel="search" type="application/opensearchdescription+xml"' in client.get(path).content


def names(client: Client, text: str) -> list[str]:
    answer: Any = client.get("/opensearch/suggestions", {"q": text})
    assert answer["Content-Type"] == "application/x-suggestions+json"
    given, found = answer.json()
    assert isinstance(given, str)
    return list(found)


def test_suggestions_begin_as_what_is_typed(client: Client, archive: dict[str, Article]) -> None:
    assert names(client, "kerry") == ["John Kerry", "Bob Kerry"]
    assert names(client, "JOHN k") == ["John Kerry"]
    assert names(client, "Lavro") == ["Sergei Lavrov"]
    assert names(client, "un") == ["United States"]  # no article names the United Kingdom
    assert names(client, "crim") == ["Crimea"]
    assert names(client, "zz") == names(client, "k") == names(client, "") == []


def test_names_that_no_published_article_has_are_not_told(client: Client) -> None:
    EntityFactory.create(name="Secretive One")
    ArticleFactory.create(status="draft", entities=[EntityFactory.create(name="Secretive Two")])
    assert names(client, "secretive") == []


@pytest.mark.parametrize(
    "text", ["\0\0", "%%", "' OR 1=1 --", "\U0010ffff" * 3, "\ud7ff" * 200, "a" * 100_000]
)
def test_hostile_texts_are_answered(client: Client, text: str) -> None:
    assert names(client, text) == []


def test_one_query_whatever_is_found(count_queries: QueryCounter, archive: dict[str, Article]) -> None:
    for number in range(30):
        ArticleFactory.create(entities=[EntityFactory.create(kind=Kind.PLACE, name=f"Newtown {number}")])
    assert count_queries(lambda: suggestions("newt")) == 1
    assert len(suggestions("newt")[1]) == 10


def test_robots_name_the_sitemap_and_keep_out_of_what_has_no_end(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert {"Disallow: /admin/", "Disallow: /*?", "Disallow: /api/", "Disallow: /articles."} <= set(lines)
    assert client.post("/robots.txt").status_code == 405
