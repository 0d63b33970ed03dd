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


def test_purpose_then_search_then_doors(get: Getter, archive: Archive) -> None:
    someone = EntityFactory.create()
    for number in range(5):
        ArticleFactory.create(published_on=date(2014, 3, 1 + number), entities=[someone])
    main = get("/").one("main")
    order = [tag.name for tag in main.walk() if tag.name in {"h1", "form", "nav"}]
    assert order[:3] == ["h1", "form", "nav"]
    assert main.one("section", class_="doors")


def test_the_purpose_says_only_what_is_known(get: Getter) -> None:
    said = "Look up who was in the news, where and with whom, in "
    ArticleFactory.create(published_on=None)
    assert get("/").one("h1").text == said + "1 article."
    SourceFactory.create(name="Nobody reads this")
    ArticleFactory.create(published_on=date(2014, 3, 1), source=SourceFactory.create(name="Newswire"))
    ArticleFactory.create(source=SourceFactory.create(name="Daily"), status=Status.DRAFT)
    assert get("/").one("h1").text == said + "2 articles, from 2014, half of them from Newswire."


def test_samples_are_no_figures_and_say_so_if_there_is_nothing_else(get: Getter) -> None:
    ArticleFactory.create(is_sample=True, published_on=date(1999, 1, 1))
    page = get("/")
    assert page.one("h1").text.endswith("in 1 sample article, from 1999.")
    assert "not real news" in page.one("p", class_="only-samples").text
    ArticleFactory.create(published_on=date(2014, 3, 1))
    page = get("/")
    assert page.one("h1").text.endswith("in 1 article, from 2014.")
    assert not page.all("p", class_="only-samples")
    assert "not counting 1 sample" in page.one("section", class_="holdings").text


def test_an_archive_without_dates_and_countries_says_so(get: Getter) -> None:
    ArticleFactory.create(published_on=None)
    said = [each.text for each in get("/").all("p", class_="none")]
    assert said == ["No article has a date yet.", "No article mentions a country yet."]


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


def test_the_front_and_its_day_in_other_years(get: Getter) -> None:
    today = localdate()
    if (today.month, today.day) == (2, 29):
        today = today.replace(day=28)
    values = {"body": "A sentence of a report. " * 20, "source": SourceFactory.create(name="Newswire")}
    made = ArticleFactory.create(
        headline="<i>Long</i> ago it was", published_on=today.replace(year=today.year - 5), **values
    )
    other = ArticleFactory.create(
        headline="Three years ago it was", published_on=today.replace(year=today.year - 3), **values
    )
    front = get("/").one("section", class_="front")
    assert front.one("h2").text == "<i>Long</i> ago it was"
    links = front.links()
    assert links["<i>Long</i> ago it was"] == made.get_absolute_url()
    section = front.one("section", class_="other-years")
    assert section.one("h3").text.endswith("in other years")
    assert section.one("li").text.startswith(str(today.year - 3))
    assert section.links()[other.headline] == other.get_absolute_url()
    day = next(link for link in section.links().values() if "after=" in link)
    assert get(day).one("h1").text == "1 article"
    Article.objects.update(published_on=date(1999, 1, 1) if today.month > 6 else date(1999, 9, 9))
    assert not get("/").all("section", class_="front")


def test_queries_do_not_grow(client: Client, archive: Archive, count_queries: QueryCounter) -> None:
    def add(first: int) -> None:
        for number in range(first, first + 20):
            ArticleFactory.create(
                published_on=localdate().replace(day=1, year=2000 + number % 20),
                entities=[EntityFactory.create(), country(("FR", "DE", "IT", "ES")[number % 4])],
                source=SourceFactory.create(),
            )

    add(0)
    client.get("/")
    few = count_queries(lambda: client.get("/"))
    assert few <= 30
    add(20)
    client.get("/")
    assert count_queries(lambda: client.get("/")) <= few
