"""What the years of the archive are made of."""

from datetime import date

import pytest

from articles.models import Source
from articles.overview.home import overview
from articles.overview.spells import Spell
from tests.factories import ArticleFactory, SourceFactory
from tests.pages.conftest import get

__all__ = ["get"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 1)


@pytest.fixture
def sources(db: None) -> dict[str, Source]:
    return {name: SourceFactory.create(name=name) for name in ("Wire", "Argus", "Beacon", "Courier")}


def fill(source: Source, years: range, articles: int, **values: object) -> None:
    for year in years:
        for number in range(articles):
            ArticleFactory.create(source=source, published_on=date(year, number + 1, 2), **values)


def spells() -> list[Spell]:
    return overview(TODAY, 1).spells


def test_years_of_one_source_and_of_many(sources: dict[str, Source], get: object) -> None:
    fill(sources["Wire"], range(2005, 2009), 4)
    fill(sources["Argus"], range(2005, 2007), 2)
    for name in ("Argus", "Beacon", "Courier"):
        fill(sources[name], range(2009, 2012), 1)
    fill(sources["Beacon"], range(2009, 2010), 1)
    sample = SourceFactory.create(name="Invented")
    fill(sample, range(2009, 2012), 3, is_sample=True)
    assert spells() == [Spell("2005", "2008", 20, "Wire", 16), Spell("2009", "2011", 10, "Beacon", 4)]
    page = get("/")  # type: ignore[operator]
    assert [each.text for each in page.one("ul", class_="spells").all("li")] == [
        "2005–2008: mostly Wire, 16 of 20 articles",
        "2009–2011: 10 articles from many sources, none with more than 40.0%",
    ]
    drawn = page.one("svg", class_="brackets").all("svg")[-2:]
    assert [(each.attributes["x"], each.attributes["width"]) for each in drawn] == [
        ("0.0%", "57.14%"),
        ("57.14%", "42.86%"),
    ]


def test_a_wild_mixture_and_samples_alone_say_nothing(sources: dict[str, Source]) -> None:
    assert spells() == []
    fill(sources["Wire"], range(2005, 2015, 2), 4)
    fill(sources["Argus"], range(2006, 2016, 2), 3)
    assert spells() == []


def test_samples_alone_say_nothing(sources: dict[str, Source]) -> None:
    fill(sources["Wire"], range(2005, 2010), 2, is_sample=True)
    assert spells() == []


def test_one_source_has_one_bracket(sources: dict[str, Source]) -> None:
    fill(sources["Wire"], range(2005, 2010), 2)
    assert spells() == [Spell("2005", "2009", 10, "Wire", 10)]
