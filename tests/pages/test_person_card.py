"""The card of the person named in a search, beside its results."""

from datetime import date

import pytest

from tests.factories import ArticleFactory, EntityFactory
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def test_who_is_named_has_a_card_with_namesakes(get: Getter) -> None:
    john, teresa = EntityFactory.create(name="John Kerry"), EntityFactory.create(name="Teresa Kerry")
    for year in (2012, 2013, 2013):
        ArticleFactory.create(body="Kerry spoke.", published_on=date(year, 1, 1), entities=[john])
    ArticleFactory.create(body="Kerry wrote.", published_on=date(2014, 1, 1), entities=[teresa])
    card = get("/articles/?q=kerry").one("section", class_="match")
    assert card.one("h2").text == "John Kerry"
    assert "Named in 3 of these 4 articles, 3 in all." in card.text
    links = card.links()
    assert links["John Kerry"] == "/people/john-kerry/"
    assert get(links["Only these 3"]).one("h1").text == "3 articles"
    assert get(links["Teresa Kerry"]).one("h1").text == "1 article"


@pytest.mark.parametrize(
    "query", ["spoke", "", "kerry&person=john-kerry", "kerry&page=2", "%22kerry%22", "-kerry"]
)
def test_others_have_none(get: Getter, query: str) -> None:
    person = EntityFactory.create(name="John Kerry")
    for _ in range(21):
        ArticleFactory.create(body="Kerry spoke.", entities=[person], published_on=date(2012, 1, 1))
    assert get(f"/articles/?q={query}").all("section", class_="match") == []


def test_a_person_without_dates_has_none(get: Getter) -> None:
    ArticleFactory.create(body="Kerry spoke.", entities=[EntityFactory.create(name="John Kerry")])
    assert get("/articles/?q=kerry").all("section", class_="match") == []
