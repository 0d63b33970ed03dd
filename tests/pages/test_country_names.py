"""Countries in the reader's language: names, alphabetical order and search. Data stay in English."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from articles.country_names import codes_named, country_name
from articles.extraction.lexicon.countries import COUNTRIES
from articles.models import Article
from articles.search.counting.sql import SQLCounting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.views.entities.finding import pair_address
from tests.factories import ArticleFactory, country
from tests.html import Tag, parse

pytestmark = pytest.mark.django_db
LANGUAGES = ("de", "fr", "es")


@pytest.fixture
def about() -> Article:
    """An article about Ukraine, Egypt, Chad and the Soviet Union."""
    made: Article = ArticleFactory.create(entities=[country(code) for code in ("UA", "EG", "TD", "SU")])
    return made


def read(client: Client, path: str, language: str) -> Tag:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return parse(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_of_its_own_in_every_language(language: str) -> None:
    with translation.override(language):
        names = {each.code: country_name(each.code, "") for each in COUNTRIES}
    assert [code for code, name in names.items() if not name] == []
    assert len(set(names.values())) == len(names)


def test_english_keeps_the_names_of_the_archive() -> None:
    with translation.override("en-gb"):
        assert country_name("UA", "The Ukraine") == "The Ukraine"
        assert codes_named("ukraine") == []


@pytest.mark.usefixtures("about")
def test_facets_chips_and_pages_show_them_under_the_same_addresses(client: Client) -> None:
    page = read(client, "/articles/?country=EG", "de")
    facet = page.one("section", **{"aria-labelledby": "facet-country"})
    labels = [label.text for label in facet.all("span", class_="label")]
    assert {"Ukraine", "Tschad", "Sowjetunion"} <= set(labels)
    assert page.one("ul", class_="chips").text.startswith("Entfernen: Ägypten")
    assert "Ägypten" in page.one("ul", class_="ents").links()
    assert read(client, "/countries/eg/", "de").first("h1") == "Ägypten"
    assert read(client, "/countries/eg/card/", "fr").one("span", class_="title").text == "Égypte"
    assert "Égypte" in read(client, pair_address(country("EG"), country("UA")), "fr").first("h1")


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en-gb", ["Chad", "Egypt", "Soviet Union", "Ukraine"]),
        ("de", ["Ägypten", "Sowjetunion", "Tschad", "Ukraine"]),
        ("fr", ["Égypte", "Tchad", "Ukraine", "Union soviétique"]),
        ("es", ["Chad", "Egipto", "Ucrania", "Unión Soviética"]),
    ],
)
def test_the_index_follows_the_alphabet_of_the_language(
    client: Client, language: str, names: list[str]
) -> None:
    def listed(path: str) -> list[str]:
        return [name.text for name in read(client, path, language).one("ul", class_="index").all("bdi")]

    assert listed("/countries/?sort=name") == names
    assert (
        listed(f"/countries/?letter={names[0].replace('Ä', 'a').replace('É', 'e')[0].lower()}") == names[:1]
    )
    assert listed(f"/countries/?name={names[-1]}") == names[-1:]
    assert listed("/countries/?name=soviet union") == [
        name for name in names if "ovi" in name or "owj" in name
    ]


@pytest.mark.usefixtures("about")
def test_typing_a_local_name_finds_the_country_in_a_facet(client: Client) -> None:
    found = read(client, "/articles/facets/country/?name=agypt&part=list", "de")
    assert [label.text for label in found.all("span", class_="label")] == ["Ägypten"]
    assert (
        'class="label"' not in client.get("/articles/facets/country/?name=agypt&part=list").content.decode()
    )
    with translation.override("de"):
        listed = SQLCounting().values(Selection(SearchRequest()), "country", "ÄGYPT", 0, 10)
    assert [pk for pk, _count in listed.values] == [country("EG").pk]


def test_the_map_and_an_article_show_them(client: Client, about: Article) -> None:
    assert "Tchad" in read(client, "/", "fr").one("section", class_="world").text
    margin = read(client, about.get_absolute_url(), "fr").one("aside", class_="margin")
    assert {"Égypte", "Union soviétique"} <= {link.text for link in margin.all("a", class_="who")}


@pytest.mark.usefixtures("about")
def test_data_stay_in_english(client: Client) -> None:
    def data(path: str) -> str:
        answer: Any = client.get(path, headers={"Accept-Language": "de"})
        text: str = answer.getvalue().decode()
        return text

    found = json.loads(data("/api/articles?country=EG"))
    assert "Egypt" in {value["label"] for value in found["facets"]["country"]}
    assert "Egypt" in {each["name"] for each in found["results"][0]["countries"]}
    assert "Egypt" in {each["name"] for each in json.loads(data("/api/countries"))["results"]}
    for suffix in ("csv", "jsonl", "json"):
        assert "Ägypten" not in data(f"/articles.{suffix}?country=EG")
