"""Authors: their index and pages, links from bylines and lists, the facet, and the query language."""

from datetime import date

import pytest

from articles.models import Article, Author, AuthorName
from articles.presentation.byline import linked_byline
from tests.factories import ArticleFactory, SourceFactory
from tests.html import Tag
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed() -> dict[str, Article]:
    """Articles by Ann Berg alone, by both, and by Mark Roe in a draft."""
    record = SourceFactory.create(name="The Record")
    return {
        "alone": ArticleFactory.create(
            headline="Alone", byline="Ann Berg in Norby", source=record, published_on=date(2012, 1, 1)
        ),
        "both": ArticleFactory.create(
            headline="Both", byline="ROE, MARK and BERG, ANN", published_on=date(2014, 1, 1)
        ),
        "draft": ArticleFactory.create(headline="Draft", byline="Bo Li", status="draft"),
    }


def headlines(page: Tag) -> list[str]:
    return [hit.one("h2").text for hit in page.all("article", class_="hit")]


def test_the_index_has_family_names_first(get: Getter, signed: dict[str, Article]) -> None:
    page = get("/authors/?sort=name")
    links = page.one("ul", class_="index").links()
    assert links == {"Berg, Ann": "/authors/ann-berg/", "Roe, Mark": "/authors/mark-roe/"}
    assert page.one("div", class_="count").one("span").text.startswith("2 authors of published articles")
    assert list(get("/authors/?letter=r").one("ul", class_="index").links()) == ["Roe, Mark"]
    assert list(get("/authors/?name=ann").one("ul", class_="index").links()) == ["Berg, Ann"]


def test_a_page_has_articles_sources_and_other_names(get: Getter, signed: dict[str, Article]) -> None:
    AuthorName.objects.create(author=Author.objects.get(name="Ann Berg"), name="A. Berg")
    page = get("/authors/ann-berg/")
    assert page.one("h1").text == "Ann Berg"
    assert page.one("p", class_="kind").text == "Author"
    assert "A. Berg" in page.one("p", class_="names").text
    assert headlines(page) == ["Both", "Alone"]
    assert headlines(get("/authors/ann-berg/?source=the-record")) == ["Alone"]
    get("/authors/bo-li/", 404)
    get("/authors/nobody/", 404)


def test_bylines_and_lists_link_to_authors(get: Getter, signed: dict[str, Article]) -> None:
    byline = get(signed["both"].get_absolute_url()).one("div", class_="byline")
    assert byline.text.startswith("By ROE, MARK and BERG, ANN")
    assert byline.links()["ROE, MARK"] == "/authors/mark-roe/"
    assert byline.links()["BERG, ANN"] == "/authors/ann-berg/"
    hit = get("/articles/?sort=newest").all("article", class_="hit")[0]
    assert hit.links()["Ann Berg"] == "/articles/?author=ann-berg"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author=ann-berg", ["Both", "Alone"]),
        ("author=ann-berg&author=mark-roe", ["Both", "Alone"]),
        ("author=ann-berg&author=mark-roe&author_mode=all", ["Both"]),
        ("not_author=mark-roe", ["Alone"]),
        ("q=author:berg", ["Both", "Alone"]),
        ("q=byline:%22mark roe%22", ["Both"]),
        ("q=author:%22Berg, Ann%22 -author:roe", ["Alone"]),
        ("q=author:pepe", ["Both"]),
        ("q=author:%22bo li%22", []),
    ],
)
def test_searches_by_author(get: Getter, signed: dict[str, Article], query: str, found: list[str]) -> None:
    AuthorName.objects.create(author=Author.objects.get(name="Mark Roe"), name="Pepe")
    page = get(f"/articles/?{query}&sort=newest")
    assert headlines(page) == found
    get(f"/articles/facets/author/?{query}")


def test_a_byline_is_escaped_and_other_spellings_follow_it() -> None:
    article = ArticleFactory.create(byline="José <b>Pérez</b> & Ann Berg")
    jose = Author.objects.create(name="José Pérez", slug="jose")
    ann = Author.objects.get(name="Ann Berg")
    html = linked_byline(article.byline, [jose, ann])
    assert html == (
        "José &lt;b&gt;Pérez&lt;/b&gt; &amp; "
        '<a href="/authors/ann-berg/" rel="author"><b>Ann Berg</b></a> '
        '(<a href="/authors/jose/" rel="author"><b>José Pérez</b></a>)'
    )
