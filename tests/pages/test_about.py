"""About this archive: what it holds, how names are found, rights and contact."""

from datetime import date
from typing import Any

import pytest

from tests.factories import ArticleFactory, SourceFactory
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


def test_coverage_is_told_by_source_and_year(get: Getter) -> None:
    wire = SourceFactory.create(name="Wire <b>")
    for year in (2010, 2010, 2012):
        ArticleFactory.create(published_on=date(year, 3, 1), source=wire)
    ArticleFactory.create(published_on=date(2011, 1, 1), source=SourceFactory.create(name="Daily"))
    page = get("/about/")
    by_source, by_year = page.all("table")
    rows = [
        [cell.text for cell in (row.one("th"), *row.all("td")[:3])]
        for row in by_source.one("tbody").all("tr")
    ]
    assert rows == [["Wire <b>", "3", "75.0 %", "2010 – 2012"], ["Daily", "1", "25.0 %", "2011"]]
    years = [[row.one("th").text, row.all("td")[0].text] for row in by_year.one("tbody").all("tr")]
    assert years == [["2010", "2"], ["2011", "1"], ["2012", "1"]]
    for link in {**by_source.links(), **by_year.links()}.values():
        assert get(link).one("h1")
    gaps = [each.text for each in page.one("ul", class_="gaps").all("li")]
    assert gaps == ["April 2010 to December 2010: 0 articles", "February 2011 to February 2012: 0 articles"]


def test_years_before_the_last_120_are_combined(get: Getter) -> None:
    for year in (1850, 1890, 1900, 2019):
        ArticleFactory.create(published_on=date(year, 3, 1))
    by_source, by_year = get("/about/").all("table")
    assert "1850 – 2019" in by_source.one("thead").text
    rows = by_year.one("tbody").all("tr")
    assert len(rows) == 120
    assert [rows[0].one("th").text, rows[0].all("td")[0].text] == ["1900 and earlier", "3"]
    assert get(rows[0].links()["1900 and earlier"]).one("h1")


def test_an_empty_archive_has_the_page_too(get: Getter) -> None:
    page = get("/about/")
    assert "no published articles yet" in page.one("main").text
    assert page.all("table") == []
    assert "CONTACT" in page.one("section", **{"aria-labelledby": "contact"}).text


@pytest.mark.parametrize(
    ("contact", "address"),
    [("desk@example.org", "mailto:desk@example.org"), ("https://example.org/us", "https://example.org/us")],
)
def test_operators_say_whom_to_write_to(get: Getter, settings: Any, contact: str, address: str) -> None:
    settings.CONTACT, settings.RIGHTS = contact, "All rights <reserved>."
    page = get("/about/")
    assert page.one("section", **{"aria-labelledby": "contact"}).links() == {contact: address}
    assert "All rights <reserved>." in page.one("section", **{"aria-labelledby": "rights"}).text


def test_samples_are_named_and_not_counted(get: Getter) -> None:
    ArticleFactory.create(published_on=date(2014, 3, 1))
    ArticleFactory.create(
        published_on=date(1999, 3, 1), is_sample=True, source=SourceFactory.create(name="Invented")
    )
    main = get("/about/").one("main")
    assert "1 more article, marked “sample”" in main.text
    assert "Invented" not in main.text
    assert "1999" not in main.text
