"""Partial dates in exports: as much as is known, and never a day that is not."""

import json
from datetime import date

import pytest
from django.test import Client

from articles.exports.citations.citation import Citation
from articles.exports.citations.references import bibtex, csl, ris
from articles.exports.citations.styles import styled
from articles.models import Article
from articles.partial_dates import parse_edtf
from tests.factories import ArticleFactory

#: The notation; then year and month of BibTeX, RIS, CSL, APA, Chicago and MLA.
CITED = [
    ("2012-05", "2012 may", "2012/05//", [[2012, 5]], "(2012, May).", ", May 2012.", ", May 2012"),
    ("2012", "2012", "2012///", [[2012]], "(2012).", ", 2012.", ", 2012"),
    ("189X", "1890s", "1890///1890s", [[1890], [1899]], "(1890s).", ", 1890s.", ", 1890s"),
    ("1890~", "ca. 1890", "1890///ca. 1890", [[1890]], "(ca. 1890).", ", ca. 1890.", ", ca. 1890"),
]


@pytest.mark.parametrize(("text", "year", "of_ris", "parts", "apa", "chicago", "mla"), CITED)
def test_citations(
    text: str, year: str, of_ris: str, parts: object, apa: str, chicago: str, mla: str
) -> None:
    one = Citation(key="k", title="T", address="https://a.example/1", published=parse_edtf(text))
    entry = bibtex(one)
    number, *month = year.rsplit(" ", 1) if year.endswith("may") else [year]
    assert f"  year = {{{number}}},\n" in entry
    assert (f"  month = {month[0]},\n" in entry) if month else "month" not in entry
    assert "day" not in entry
    assert f"PY  - {parts[0][0]}\r\nDA  - {of_ris}\r\n" in ris(one)  # type: ignore[index]
    assert csl(one)["issued"] == {"date-parts": parts} | ({"circa": True} if text == "1890~" else {})
    written = {each.name: each.text for each in styled(one, date(2026, 11, 30))}
    assert apa in written["APA"]
    assert chicago in written["Chicago"]
    assert mla in written["MLA"]


@pytest.fixture
def article(db: None) -> Article:
    made: Article = ArticleFactory.create(published_on="2012-05-01", published_until="2012-05-31")
    made.refresh_from_db()
    return made


def test_pages_and_files_have_the_month(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2012-05">May 2012</time>' in page
    assert '"datePublished": "2012-05"' in page or '"datePublished":"2012-05"' in page
    assert '"2012/05"' in page  # for Google Scholar
    assert "2012-05-01" not in page
    assert (
        "mai 2012"
        in client.get(article.get_absolute_url(), headers={"Accept-Language": "fr"}).content.decode()
    )
    read = client.get(f"/api/articles/{article.pk}").json()
    assert (read["published_on"], read["published_at"]) == ("2012-05", None)
    listed = client.get("/api/articles").json()
    assert listed["results"][0]["published_on"] == "2012-05"
    assert listed["facets"]["published"] == [{"value": "2012-05", "count": 1}]
    assert json.loads(client.get(f"/articles/{article.pk}.json").content)["published_on"] == "2012-05"
    assert "<published>" not in client.get("/articles.atom").content.decode()
    assert (
        "<contentCreated>2012-05</contentCreated>"
        in client.get(f"/articles/{article.pk}.newsml").content.decode()
    )
    assert "contentcreated" not in client.get(f"/articles/{article.pk}.ninjs").json()  # always a time


def test_the_api_counts_years_and_decades_apart(client: Client, db: None) -> None:
    ArticleFactory.create(published_on="2012-01-01", published_until="2012-12-31")
    ArticleFactory.create(published_on="1890-01-01", published_until="1899-12-31")
    facets = client.get("/api/articles").json()["facets"]
    assert facets["published"] == []
    assert facets["published_longer"] == [{"value": "189X", "count": 1}, {"value": "2012", "count": 1}]


@pytest.mark.parametrize(
    ("first", "last", "words", "shown"),
    [
        ("1968-01-01", "1968-12-31", "Spring 1968", True),
        ("1890-01-01", "1899-12-31", "1890s", False),
        ("2012-05-01", "2012-05-31", "May 2012", False),
    ],
)
def test_readers_see_words_that_say_more(
    client: Client, db: None, first: str, last: str, words: str, shown: bool
) -> None:
    made = ArticleFactory.create(published_on=first, published_until=last, date_text=words)
    assert (
        f"(written as “{words}”)" in client.get(f"/articles/{made.pk}/{made.slug}/").content.decode()
    ) == shown
