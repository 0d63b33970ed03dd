"""GEXF and GraphML exports: valid XML with exactly the numbers on the page."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from articles.models import Article, Entity, Status
from tests.factories import ArticleFactory, EntityFactory, country

pytestmark = pytest.mark.django_db
GEXF = {"g": "http://www.gexf.net/1.2draft"}
GRAPHML = {"g": "http://graphml.graphdrawing.org/xmlns"}
Edges = dict[frozenset[str], int]
EXPECTED: Edges = {
    frozenset({"person:john-kerry", "person:sergei-lavrov"}): 2,
    frozenset({"person:john-kerry", "country:US"}): 2,
    frozenset({"person:john-kerry", "country:RU"}): 2,
    frozenset({"person:john-kerry", "country:UA"}): 1,
    frozenset({"person:john-kerry", "place:crimea"}): 1,
    frozenset({"person:sergei-lavrov", "country:US"}): 2,
    frozenset({"person:sergei-lavrov", "country:RU"}): 2,
    frozenset({"person:sergei-lavrov", "country:UA"}): 1,
    frozenset({"person:sergei-lavrov", "place:crimea"}): 1,
    frozenset({"country:US", "country:RU"}): 2,
    frozenset({"country:US", "country:UA"}): 1,
    frozenset({"country:RU", "country:UA"}): 1,
    frozenset({"country:US", "place:crimea"}): 1,
    frozenset({"country:RU", "place:crimea"}): 1,
    frozenset({"country:UA", "place:crimea"}): 1,
}


def fetch(client: Client, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/g")
    assert "attachment" in answer["Content-Disposition"]
    return ElementTree.fromstring(answer.content)


def test_gexf_has_every_edge(client: Client, archive: dict[str, Article]) -> None:
    root = fetch(client, "/people/john-kerry/network.gexf")
    labels = {node.attrib["id"]: node.attrib["label"] for node in root.iterfind(".//g:node", GEXF)}
    assert labels["person:sergei-lavrov"] == "Sergei Lavrov"
    edges = [edge.attrib for edge in root.iterfind(".//g:edge", GEXF)]
    assert {frozenset((each["source"], each["target"])): int(each["weight"]) for each in edges} == EXPECTED
    assert len(edges) == len(EXPECTED)
    kerry = next(
        node for node in root.iterfind(".//g:node", GEXF) if node.attrib["id"] == "person:john-kerry"
    )
    values = {each.attrib["for"]: each.attrib["value"] for each in kerry.iterfind(".//g:attvalue", GEXF)}
    assert values == {
        "kind": "person",
        "articles": "2",
        "url": "http://testserver/people/john-kerry/",
        "same_as": "",
    }


def test_graphml_has_every_edge(client: Client, archive: dict[str, Article]) -> None:
    root = fetch(client, "/people/john-kerry/network.graphml")
    keys = {key.attrib["id"] for key in root.iterfind("g:key", GRAPHML)}
    edges = root.findall(".//g:edge", GRAPHML)
    found = {
        frozenset((edge.attrib["source"], edge.attrib["target"])): int(edge[0].text or "") for edge in edges
    }
    assert found == EXPECTED
    assert {data.attrib["key"] for data in root.iterfind(".//g:data", GRAPHML)} == keys


def test_hostile_names_leave_the_file_valid(client: Client, db: None) -> None:
    hostile = EntityFactory.create(name="<b>\"Robert'); &amp; \x0b\ufffe]]>")
    ArticleFactory.create(entities=[hostile, country("UA")])
    for suffix in ("gexf", "graphml"):
        text = ElementTree.tostring(
            fetch(client, f"{hostile.get_absolute_url()}network.{suffix}"), encoding="unicode"
        )
        assert "Robert" in text


@pytest.mark.parametrize(
    "path", ["/people/nobody/", "/people/only-drafted/", "/sources/newswire/", "/countries/fj/"]
)
def test_no_network_of_what_is_not_there(client: Client, archive: dict[str, Article], path: str) -> None:
    ArticleFactory.create(status=Status.DRAFT, entities=[EntityFactory.create(name="Only Drafted")])
    for suffix in ("gexf", "graphml", "exe"):
        assert client.get(f"{path}network.{suffix}").status_code == 404


def test_network_of_a_merged_entry_is_at_its_new_address(client: Client, archive: dict[str, Article]) -> None:
    assert Entity.objects.get(slug="sergei-lavrov").names.filter(name="Sergey Lavrov").exists()
    answer = client.get("/people/sergey-lavrov/network.gexf")
    assert (answer.status_code, answer["Location"]) == (302, "/people/sergei-lavrov/network.gexf")
