"""The timeline of a page: what each column says, which are links, and where almost nothing is held."""

from datetime import date

import pytest

from articles.models import Article
from tests.factories import ArticleFactory, SourceFactory
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def columns(page: Tag) -> dict[str, Tag]:
    """Return the columns by what they say."""
    return {each.one("span", class_="value").text: each for each in page.one("nav", class_="time").all("li")}


def fill(year: int, articles: int, **values: object) -> None:
    """Store articles spread over the months of a year."""
    for number in range(articles):
        ArticleFactory.create(published_on=date(year, number % 12 + 1, 3), **values)


def test_columns_say_their_share_of_the_archive(get: Getter, archive: dict[str, Article]) -> None:
    found = columns(get("/articles/?q=oil"))
    assert "2 of 2 articles of March 2014, 100.0%" in found
    assert "1 of 1 article of January 2015, 100.0%" in found
    silent = found["0 of 1 article of September 2014"]
    assert not silent.all("a")
    assert silent.all("rect", class_="expected")
    assert sum(len(each.all("a")) for each in found.values()) == 2
    assert "the whole archive, scaled to match" in get("/articles/?q=oil").one("p", class_="legend").text


def test_the_whole_archive_has_no_backdrop(get: Getter, archive: dict[str, Article]) -> None:
    page = get("/articles/")
    assert not page.all("rect", class_="expected")
    assert "March 2014: 2 articles" in columns(page)


def test_little_of_a_source_is_hatched_on_its_page(get: Getter, db: None) -> None:
    wire, daily = SourceFactory.create(name="Wire"), SourceFactory.create(name="Daily")
    for year in (2010, 2011, 2012, 2013, 2014):
        fill(year, 24, source=wire)
    fill(2010, 1, source=daily)
    fill(2014, 24, source=daily)
    page = get("/sources/daily/")
    hatched = [words for words, each in columns(page).items() if "sparse" in each.attributes["class"].split()]
    assert hatched == [
        "1 of 25 articles of 2010, 4.0% · almost nothing held",
        *(f"0 of 24 articles of {year} · almost nothing held" for year in (2011, 2012, 2013)),
    ]
    assert "almost nothing held" not in get("/articles/?q=headline").text
