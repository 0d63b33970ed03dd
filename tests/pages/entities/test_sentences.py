"""The concordance of an entity, as a page and as a file, and the roles that lead to it."""

import csv
import io
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.middleware import rate_limit
from articles.models import Entity
from newsarchive.rate_limiter import Limiter, Rate
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag
from tests.pages.conftest import Getter
from tests.sentences.support import article

pytestmark = pytest.mark.django_db
PAGE = "/people/john-kerry/sentences/"


@pytest.fixture
def kerry() -> Entity:
    entity: Entity = EntityFactory.create(name="John Kerry")
    names = {"John Kerry": entity, "Kerry": entity}
    for year in (2012, 2013):
        article("Sen. [John Kerry] spoke.", names, published_on=date(year, 5, 1), headline=f"Hearing {year}")
    for day in (1, 2):
        article(
            "Former Senator [John Kerry] met <i>him</i>. =[Kerry] left.",
            names,
            published_on=date(2018, 3, day),
            source=SourceFactory.create(name="Argus"),
            headline=f"Visit {day}",
        )
    return entity


def lines(page: Tag) -> list[str]:
    return [each.text for each in page.one("ol", class_="kwic").all("li")]


def test_every_sentence_is_listed_once(get: Getter, kerry: Entity) -> None:
    page = get(PAGE)
    assert page.one("h1").text == "John Kerry"
    assert page.one("h2", id="count").text == "Sentences of 4 articles"
    found = lines(page)
    assert len(found) == 3
    assert "Former Senator John Kerry met <i>him</i>." in found[1]
    assert "Argus and 1 other article" in found[1]
    by_word = get(f"{PAGE}?order=before")
    assert by_word.one("h2", id="count").text == "3 sentences"
    assert by_word.one("nav", class_="sort").one("a", **{"aria-current": "true"}).text == "the word before"


def test_all_parameters_of_a_search_narrow_the_sentences(get: Getter, kerry: Entity) -> None:
    assert len(lines(get(f"{PAGE}?after=2018"))) == 2
    assert len(lines(get(f"{PAGE}?q=met&source=argus"))) == 2
    nothing = get(f"{PAGE}?q=nothing")
    assert not nothing.all("ol", class_="kwic")
    assert nothing.links()["See all sentences"] == "?"
    assert "ignored" in get(f"{PAGE}?country=zz9").one("ul", class_="notes").text


def test_roles_lead_to_their_sentences(get: Getter, kerry: Entity) -> None:
    page = get("/people/john-kerry/")
    life = page.one("section", class_="life")
    assert [each.text for each in life.all("h3")][:2] == ["Senator", "Former senator"]
    numbers = {link.text: link.attributes["href"] for link in life.one("div", class_="roles").all("a")}
    assert {"Senator", "Former senator", "2012 1 article", "2013 1 article", "2018 2 articles"} == set(
        numbers
    )
    found = get(numbers["2018 2 articles"])
    assert found.one("p", class_="understood").text.startswith(
        "Sentences of 2018 that give the role: Former senator."
    )
    assert len(lines(found)) == 1
    assert len(lines(get(numbers["Senator"]))) == 1
    first = life.one("ol", class_="first-sentences").all("li")
    assert "Sen. John Kerry spoke." in first[0].text
    assert "Hearing 2012" in first[0].text


def test_unknown_roles_show_all_sentences(get: Getter, kerry: Entity) -> None:
    assert len(lines(get(f"{PAGE}?role=emperor&year=x"))) == 3


def test_an_entity_without_roles_has_sentences_only(get: Getter, db: None) -> None:
    article("Trouble in [Ukraine].", {"Ukraine": country("UA")}, published_on=date(2014, 1, 1))
    page = get("/countries/ua/")
    assert not page.all("section", class_="life")
    assert len(lines(page)) == 1
    assert len(lines(get("/countries/ua/sentences/"))) == 1


def test_links_without_marked_words_are_explained(get: Getter, db: None) -> None:
    ArticleFactory.create(entities=[EntityFactory.create(name="Ann Berg")])
    assert (
        "no words in them are highlighted"
        in get("/people/ann-berg/sentences/").one("div", class_="empty").text
    )


def test_the_file_has_every_place(client: Client, kerry: Entity) -> None:
    response = client.get("/people/john-kerry/sentences.csv")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="sentences-john-kerry.csv"' in response["Content-Disposition"]
    text = b"".join(response).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6
    assert rows[0]["sentence"] == "Sen. John Kerry spoke."
    assert (rows[2]["before"], rows[2]["name"], rows[2]["after"]) == (
        "Former Senator",
        "John Kerry",
        "met <i>him</i>.",
    )
    assert (rows[3]["source"], rows[3]["date"], rows[3]["sentence"]) == (
        "Argus",
        "2018-03-01",
        "'=Kerry left.",
    )
    narrowed = client.get("/people/john-kerry/sentences.csv?after=2018-03-02")
    assert len(b"".join(narrowed).splitlines()) == 3


def test_addresses(client: Client, kerry: Entity) -> None:
    for address in ("/people/nobody/sentences/", "/people/nobody/sentences.csv", "/sources/argus/sentences/"):
        assert client.get(address).status_code == 404
    EntityFactory.create(name="Drafted Only")
    assert client.get("/people/drafted-only/sentences/").status_code == 404
    assert client.get("/people/drafted-only/sentences.csv").status_code == 404
    kerry.names.create(name="John Forbes")
    moved = client.get("/people/john-forbes/sentences/?order=after")
    assert (moved.status_code, moved["Location"]) == (302, f"{PAGE}?order=after")
    moved = client.get("/people/john-forbes/sentences.csv")
    assert moved["Location"] == "/people/john-kerry/sentences.csv"


def test_queries_do_not_grow_with_articles(get: Getter, kerry: Entity, count_queries: QueryCounter) -> None:
    before = {path: count_queries(partial(get, path)) for path in (PAGE, f"{PAGE}?order=after")}
    for number in range(30):
        source = SourceFactory.create(name=f"Paper {number}")
        article(f"[Kerry] spoke {number} times.", {"Kerry": kerry}, source=source)
    assert {path: count_queries(partial(get, path)) for path in before} == before
    assert max(before.values()) <= 12


def test_the_file_counts_as_an_export(
    client: Client, kerry: Entity, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rate_limit, "_limiter", Limiter(tmp_path / "limits", "secret"))
    settings.EXPORT_RATE = Rate(1, 3600)
    assert [client.get("/people/john-kerry/sentences.csv").status_code for _ in range(2)] == [200, 429]
    assert client.get(PAGE).status_code == 200
