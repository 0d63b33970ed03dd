"""The front page of a filled archive: overview, map and "on this day"."""

from datetime import date

import pytest
from django.test import Client
from django.utils.timezone import localdate

from articles.models import Article, Status
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


def test_the_search_box_comes_first(get: Getter, archive: Archive) -> None:
    main = get("/").one("main")
    order = [tag.name for tag in main.walk() if tag.name in {"form", "h1", "nav", "h2"}]
    assert order[:4] == ["form", "h1", "nav", "h2"]


def test_the_glance_says_only_what_is_known(get: Getter) -> None:
    ArticleFactory.create(published_on=None)
    assert get("/").one("h1").text == "1 article."
    SourceFactory.create(name="Nobody reads this")
    ArticleFactory.create(published_on=None, source=SourceFactory.create(name="Newswire"))
    ArticleFactory.create(source=SourceFactory.create(name="Daily"), status=Status.DRAFT)
    assert get("/").one("h1").text == "2 articles from 1 source."


def test_the_map_and_its_table_have_the_same_figures(get: Getter, archive: Archive) -> None:
    section = get("/").one("section", class_="world")
    on_map = {link.one("title").text for link in section.all("svg")[0].all("a")}
    in_table = {f"{row.one('a').text}: {row.one('td').text}" for row in section.one("tbody").all("tr")}
    assert on_map == {"United States: 3 articles", "Ukraine: 2 articles", "Russia: 2 articles"}
    assert {each.removesuffix(" articles") for each in on_map} == in_table
    for link in section.one("table").links().values():
        assert get(link).one("h1")


def test_a_country_that_is_no_more_is_in_the_table(get: Getter) -> None:
    ArticleFactory.create(entities=[country("SU"), country("FR")])
    section = get("/").one("section", class_="world")
    assert section.one("caption").text == "Articles by country. Not on the map: Soviet Union."
    assert "Soviet Union" in section.one("tbody").text


def test_this_day_in_other_years(get: Getter) -> None:
    today = localdate()
    if (today.month, today.day) == (2, 29):
        today = today.replace(day=28)
    before = today.replace(year=today.year - 3)
    made = ArticleFactory.create(
        headline="<i>Long</i> ago", published_on=before, source=SourceFactory.create(name="Newswire")
    )
    section = get("/").one("section", class_="other-years")
    assert section.one("h2").text.endswith("in other years")
    assert section.one("li").text.startswith(str(before.year))
    links = section.links()
    assert links["<i>Long</i> ago"] == made.get_absolute_url()
    day = next(link for link in links.values() if "after=" in link)
    assert get(day).one("h1").text == "1 article"
    made.published_on = date(1999, 1, 1) if (today.month, today.day) != (1, 1) else date(1999, 2, 2)
    made.save()
    assert "in other years" in get("/").one("section", class_="other-years").text


def test_queries_do_not_grow(client: Client, archive: Archive, count_queries: QueryCounter) -> None:
    client.get("/")
    few = count_queries(lambda: client.get("/"))
    assert few <= 15
    for number in range(20):
        ArticleFactory.create(
            published_on=localdate().replace(day=1, year=2000 + number),
            entities=[EntityFactory.create(), country(("FR", "DE", "IT", "ES")[number % 4])],
            source=SourceFactory.create(),
        )
    client.get("/")
    assert count_queries(lambda: client.get("/")) == few
