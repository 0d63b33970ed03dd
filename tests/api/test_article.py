"""GET /api/articles/<id>, the documentation and its schema."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.api.schemas import ArticleList, ArticleOut
from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.store.annotate import annotate
from articles.models import Article, Decision, Status
from tests.annotations import found, person, reference_article
from tests.api.conftest import Asker
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, country
from tests.html import complaints, parse

pytestmark = pytest.mark.django_db


def test_shape_is_that_of_the_contract(ask: Asker) -> None:
    article = ArticleFactory.create(
        full=True,
        headline="Vote in Crimea",
        body="Kerry spoke.\n\n\N{PILE OF POO} Then he left.",
        byline="Ada Byron in London, The Record",
        url="https://news.example/1",
    )
    kerry, crimea = EntityFactory.create(name="John Kerry"), EntityFactory.create(kind="place", name="Crimea")
    nato = EntityFactory.create(kind="organisation", name="NATO")
    for entity in (kerry, crimea, nato, country("UA")):
        article.article_entities.create(entity=entity)
    article.article_entities.create(entity=country("RU"), is_about=False, reported_from=True)
    article.article_entities.create(
        entity=country("FR"), is_about=False, reported_from=True, status=Decision.REJECTED
    )
    given = {"kind": "person", "evidence": "surname", "origin": "test", "score": 0.75}
    article.mentions.create(field="body", start=0, end=5, surface="Kerry", entity=kerry, **given)
    article.mentions.create(field="body", start=15, end=19, surface="Then", status="unknown", **given)
    assert ask(f"/api/articles/{article.pk}") == {
        "id": article.pk,
        "url": f"http://testserver/articles/{article.pk}/vote-in-crimea/",
        "headline": "Vote in Crimea",
        "sample": False,
        "standfirst": "The lead",
        "body": "Kerry spoke.\n\n\N{PILE OF POO} Then he left.",
        "byline": "Ada Byron in London, The Record",
        "dateline": "Washington",
        "caption": "At the poll",
        "published_on": "2014-03-17",
        "published_at": "2014-03-17T09:30:00Z",
        "date_text": "",
        "corrections": [],
        "duplicates": [],
        "source": "Newswire",
        "language": "en",
        "section": "World",
        "original_url": "https://news.example/1",
        "authors": [{"slug": "ada-byron", "name": "Ada Byron"}],
        "people": [{"slug": "john-kerry", "name": "John Kerry"}],
        "countries": [{"code": "UA", "name": "Ukraine"}],
        "organisations": [{"slug": "nato", "name": "NATO"}],
        "places": [{"slug": "crimea", "name": "Crimea"}],
        "reported_from": ["RU"],
        "mentions": [
            {
                "field": "body",
                "start": 0,
                "end": 5,
                "text": "Kerry",
                "kind": "person",
                "entity": "John Kerry",
                "slug": "john-kerry",
                "code": None,
                "evidence": "surname",
                "score": 0.75,
                "status": "linked",
            },
            {
                "field": "body",
                "start": 15,
                "end": 19,
                "text": "Then",
                "kind": "person",
                "entity": None,
                "slug": None,
                "code": None,
                "evidence": "surname",
                "score": 0.75,
                "status": "unknown",
            },
        ],
    }


def test_text_comes_as_it_is_stored(ask: Asker) -> None:
    text = '<script>alert("x")</script> & \u2028 \N{PILE OF POO} e\u0301'
    article = ArticleFactory.create(headline=text, body=text)
    answer = ask(f"/api/articles/{article.pk}")
    assert (answer["headline"], answer["body"]) == (text, text)


def test_rejected_entities_and_those_in_passing_are_left_out(ask: Asker) -> None:
    article = ArticleFactory.create(body="Kerry, Carney, France")
    annotate([(article, found(person("Kerry"), person("Carney", start=7)))])
    article.article_entities.filter(entity__name="Kerry").update(status=Decision.REJECTED)
    article.article_entities.create(entity=country("FR"), is_about=False)
    answer = ask(f"/api/articles/{article.pk}")
    assert [each["name"] for each in answer["people"]] == ["Carney"]
    assert answer["countries"] == []
    assert [each["text"] for each in answer["mentions"]] == ["Carney"]


@pytest.mark.parametrize(("status", "code"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_what_is_not_published_is_not_there(ask: Asker, status: Status, code: int) -> None:
    article = ArticleFactory.create(status=status)
    assert set(ask(f"/api/articles/{article.pk}", status=code)) == {"detail"}


@pytest.mark.parametrize("pk", ["0", "999999999", "99999999999999999999999"])
def test_what_never_was_is_not_there(ask: Asker, pk: str) -> None:
    assert set(ask(f"/api/articles/{pk}", status=404)) == {"detail"}


def test_queries_do_not_grow_with_mentions(ask: Asker, count_queries: QueryCounter) -> None:
    article = ArticleFactory.create(body="x")

    def read(people: int) -> int:
        names = [person(f"Ann Number{number}", start=number) for number in range(people)]
        annotate([(article, found(*names))])
        return count_queries(lambda: ask(f"/api/articles/{article.pk}"))

    before = read(3)
    assert read(40) <= before <= 6


@pytest.mark.corpora
def test_mentions_of_the_reference_article_stand_at_their_offsets(ask: Asker, corpora: Path) -> None:
    article = reference_article(corpora)
    Article.objects.filter(pk=article.pk).update(status=Status.PUBLISHED)
    annotate([(article, extract(Document.of(article)))])
    answer = ask(f"/api/articles/{article.pk}")
    assert len(answer["mentions"]) > 30
    for mention in answer["mentions"]:
        assert answer[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    kerry = [each for each in answer["mentions"] if each["text"] == "Kerry"]
    assert {each["slug"] for each in kerry} == {"john-kerry"}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [each for value in node.values() for each in _references(value)]
    return [each for value in node for each in _references(value)] if isinstance(node, list) else []


def test_schema_describes_every_question(ask: Asker) -> None:
    schema = ask("/api/openapi.json")
    assert re.fullmatch(r"3\.\d+\.\d+", schema["openapi"])
    assert set(schema["info"]) >= {"title", "version"}
    plurals = ("people", "countries", "organisations", "places", "authors", "sources")
    names = [path for plural in plurals for path in (f"/api/{plural}", f"/api/{plural}/{{key}}")]
    names += [f"/api/{plural}/{{key}}/sentences" for plural in plurals[:4]]
    assert set(schema["paths"]) == {"/api/articles", "/api/articles/{pk}", *names}
    for reference in _references(schema):
        node = schema
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    listed = schema["paths"]["/api/articles"]["get"]
    facets = ["country", "person", "organisation", "place", "author", "source"]
    names = ["q", *facets, *(f"not_{facet}" for facet in facets), *(f"{facet}_mode" for facet in facets[:-1])]
    names += ["after", "before", "collapse", "sort", "page", "per_page", "cursor"]
    assert [each["name"] for each in listed["parameters"]] == names
    assert all(each.get("description") or each["schema"].get("description") for each in listed["parameters"])
    assert set(listed["responses"]) == {"200", "400", "429", "503"}
    operations = [
        operation["operationId"] for path in schema["paths"].values() for operation in path.values()
    ]
    assert len(operations) == len(set(operations))
    one = schema["paths"]["/api/articles/{pk}"]["get"]
    assert set(one["responses"]) == {"200", "404", "410", "429"}
    assert one["parameters"][0] | {"schema": None} == {
        "in": "path", "name": "pk", "required": True, "schema": None
    }  # fmt: skip


def test_answers_obey_the_schema_they_are_described_by(ask: Asker) -> None:
    article = ArticleFactory.create(entities=[EntityFactory.create(), country("UA")])
    for model, path in ((ArticleList, "/api/articles"), (ArticleOut, f"/api/articles/{article.pk}")):
        answer = ask(path)
        read = model.model_validate(answer, strict=False)
        assert json.loads(read.model_dump_json()) == answer
        assert set(answer) == set(model.model_fields)


def test_documentation_works_under_the_policy(client: Client) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    page = parse(answer.content.decode())
    assert complaints(page) == []
    scripts = [tag.attributes["src"] for tag in page.all("script") if "src" in tag.attributes]
    sheets = [tag.attributes["href"] for tag in page.all("link", rel="stylesheet")]
    assert scripts
    for address in (*scripts, *sheets):
        with closing(client.get(address)) as file:
            assert file.status_code == 200, address
