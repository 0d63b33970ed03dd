"""mentions:UA finds the articles that name a country, even in passing; country:UA those about it."""

import pytest
from django.http import QueryDict
from django.test import Client

from articles.models import Article, ArticleEntity
from articles.search.all_ids import MatchingIds
from articles.search.counting.sql import SQLCounting
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from tests.factories import country
from tests.pages.conftest import Getter, get

__all__ = ["get"]
pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


@pytest.fixture
def passing(archive: Archive) -> Archive:
    """The oil article and the draft name Ukraine in passing; an editor rejected it in the Scottish one."""
    ukraine = country("UA")
    for name, status in (("oil", "automatic"), ("draft", "automatic"), ("scotland", "rejected")):
        ArticleEntity.objects.create(article=archive[name], entity=ukraine, status=status, is_about=False)
    return archive


def found(archive: Archive, query: str) -> set[str]:
    """Return the short names of the articles that page, export and filter set find."""
    asked = QueryDict(query)
    request = ArticleFilterSet(asked).search_request
    ids = {hit.article.pk for hit in run(request).hits}
    assert ids == {hit.article.pk for hit in run(request, SQLCounting()).hits}
    assert ids == set(MatchingIds(request).ids)
    assert ids == set(ArticleFilterSet(asked).qs.values_list("pk", flat=True))
    return {name for name, article in archive.items() if article.pk in ids}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=UA", {"vote", "nato"}),
        ("q=mentions:UA", {"vote", "nato", "oil"}),
        ("q=mentions:ukraine+oil", {"vote", "oil"}),
        ("q=mentions:Ukraine+-country:Ukraine", {"oil"}),
        ("q=-mentions:UA&not_country=RU", {"scotland", "undated"}),
        ("q=mentions:UA+OR+headline:scotland", {"vote", "nato", "oil", "scotland"}),
        ("q=mentions:UA&person=bob-kerry", {"oil"}),
        ("q=mentions:Atlantis", set()),
    ],
)
def test_a_country_named_in_passing(passing: Archive, query: str, expected: set[str]) -> None:
    assert found(passing, query) == expected


def test_how_it_is_said(passing: Archive, get: Getter) -> None:
    page = get("/articles/?q=mentions:UA")
    assert "mentioning the country Ukraine" in page.text
    unknown = get("/articles/?q=mentions:Atlantis").text
    assert "There is no country called “Atlantis” in the archive, so there are no matches." in unknown


def test_the_api_says_it_too(passing: Archive, client: Client) -> None:
    answer = client.get("/api/articles?q=mentions:UA").json()
    assert (answer["count"], answer["understood"]) == (3, ["with a mention of Ukraine"])


def test_facet_and_page_give_both_numbers(passing: Archive, get: Getter) -> None:
    for page in (get("/articles/?country=UA"), get("/countries/ua/")):
        hint = page.one("p", class_="hint")
        assert hint.text == "Ukraine is a main subject of 2 articles. 3 articles name it, even in passing."
        assert get(hint.one("a").attributes["href"]).one("h1").text == "3 articles"
    narrowed = get("/articles/?country=UA&q=oil&after=2014").one("p", class_="hint")
    assert narrowed.text == "Ukraine is a main subject of 1 article. 2 articles name it, even in passing."
    assert get(narrowed.one("a").attributes["href"]).one("h1").text == "2 articles"


@pytest.mark.parametrize(
    "path", ["/articles/?country=RU", "/articles/?country=UA&country=RU", "/countries/ru/"]
)
def test_no_second_number_where_it_would_be_the_same(passing: Archive, get: Getter, path: str) -> None:
    assert not get(path).all("p", class_="hint")
