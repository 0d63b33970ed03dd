"""A cited search as an RO-Crate: whole, described, linked, and without what is no longer public."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, FrozenSearch, Status
from articles.partial_dates import parse_edtf
from tests.factories import ArticleFactory, SourceFactory
from tests.html import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def crate(client: Client) -> zipfile.ZipFile:
    """The crate of a search that found three articles, one of which was withdrawn since."""
    for number in range(3):
        ArticleFactory.create(
            headline=f"Oil {number}",
            byline="Ann Berg",
            source=SourceFactory.create(name="Wire & Sons"),
            date=parse_edtf(("2014-03-17", "2014-03", "2014")[number]),
        )
    client.post("/searches/freeze/", {"search": "?q=oil"})
    Article.objects.filter(headline="Oil 2").update(status=Status.WITHDRAWN)
    answer: Any = client.get(f"/searches/{FrozenSearch.objects.get().pk}.crate")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].endswith('.crate.zip"')
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_every_file_is_there_and_described(crate: zipfile.ZipFile) -> None:
    told = json.loads(crate.read("ro-crate-metadata.json"))
    assert told["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    graph = {each["@id"]: each for each in told["@graph"]}
    assert len(graph) == len(told["@graph"])
    frozen = FrozenSearch.objects.get()
    root = graph["./"]
    assert root["datePublished"] == frozen.frozen_at.isoformat()
    assert root["identifier"][0] == f"http://testserver/searches/{frozen.pk}/"
    assert graph["#checksum"]["value"] == frozen.checksum
    assert graph["#search"]["query"] == "?q=oil"
    assert "Search of a news archive: “oil”" in root["creditText"]
    parts = [each["@id"] for each in root["hasPart"]]
    public = [f"articles/{each.pk}.json" for each in Article.objects.published().order_by("pk")]
    assert parts == ["search.json", "citation.bib", *public]
    assert sorted(crate.namelist()) == sorted(["ro-crate-metadata.json", *parts])
    for name in parts:
        raw = crate.read(name)
        assert graph[name]["sha256"] == hashlib.sha256(raw).hexdigest()
        assert graph[name]["contentSize"] == str(len(raw))
    references = [each for entity in graph.values() for each in find_references(entity)]
    assert {each for each in references if each != "https://w3id.org/ro/crate/1.1"} <= graph.keys()


def find_references(value: Any) -> list[str]:
    """Return the ids that an entity refers to."""
    if isinstance(value, list):
        return [each for item in value for each in find_references(item)]
    if not isinstance(value, dict):
        return []
    if set(value) == {"@id"}:
        return [value["@id"]]
    return [each for item in value.values() for each in find_references(item)]


def test_an_article_is_described_by_what_is_known(crate: zipfile.ZipFile) -> None:
    graph = {each["@id"]: each for each in json.loads(crate.read("ro-crate-metadata.json"))["@graph"]}
    article = Article.objects.order_by("pk")[0]
    told = graph[f"articles/{article.pk}.json"]
    assert told["@type"] == ["File", "NewsArticle"]
    assert (told["name"], told["datePublished"]) == ("Oil 0", "2014-03-17")
    assert graph[f"articles/{Article.objects.order_by('pk')[1].pk}.json"]["datePublished"] == "2014-03"
    assert graph[told["author"]["@id"]]["name"] == "Ann Berg"
    assert graph[told["publisher"]["@id"]]["name"] == "Wire & Sons"
    assert "isBasedOn" not in told
    record = json.loads(crate.read(f"articles/{article.pk}.json"))
    assert record["headline"] == "Oil 0"
    assert json.loads(crate.read("search.json"))["count"] == 3


def test_the_page_of_the_search_links_to_it(client: Client, crate: zipfile.ZipFile) -> None:
    path = f"/searches/{FrozenSearch.objects.get().pk}"
    page = parse(client.get(f"{path}/").content.decode())
    assert page.one("a", href=f"{path}.crate").text == "RO-Crate (with the articles)"
    assert client.head(f"{path}.crate")["X-Total-Count"] == "3"
