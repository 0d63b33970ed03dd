"""The link from a search for one name, or for two together, to the page about it or them."""

from datetime import date

import pytest

from tests.factories import ArticleFactory, EntityFactory, country
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "text", "path"),
    [
        ("person=ann-berg", "Everything about Ann Berg", "/people/ann-berg/"),
        (
            "person=mark-roe&person=ann-berg",
            "Ann Berg and Mark Roe, month by month",
            "/people/ann-berg/with/mark-roe/",
        ),
        (
            "country=UA&person=ann-berg",
            "Ann Berg and Ukraine, month by month",
            "/people/ann-berg/with/countries/ua/",
        ),
        (
            "q=spoke&person=ann-berg&after=2014",
            "Everything about Ann Berg",
            "/people/ann-berg/?q=spoke&after=2014",
        ),
        (
            "person=ann-berg&sort=oldest&not_country=RU",
            "Everything about Ann Berg",
            "/people/ann-berg/?not_country=RU",
        ),
    ],
)
def test_results_lead_to_the_page_about_their_names(get: Getter, query: str, text: str, path: str) -> None:
    entities = [EntityFactory.create(name="Ann Berg"), EntityFactory.create(name="Mark Roe"), country("UA")]
    ArticleFactory.create(body="Berg spoke.", published_on=date(2014, 3, 17), entities=entities)
    assert get(f"/articles/?{query}").links()[text] == path
    assert "Ann Berg" in get(path).one("h1").text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "not_person=ann-berg",
        "person=ann-berg&person=mark-roe&person_mode=any",
        "person=ann-berg&person=mark-roe&country=UA",
        "person=ann-berg&q=xyzzyplugh",
    ],
)
def test_other_searches_lead_to_none(get: Getter, query: str) -> None:
    entities = [EntityFactory.create(name="Ann Berg"), EntityFactory.create(name="Mark Roe"), country("UA")]
    ArticleFactory.create(entities=entities)
    ArticleFactory.create()
    links = get(f"/articles/?{query}").links()
    assert not [text for text in links if text.startswith("Everything") or text.endswith("month by month")]
