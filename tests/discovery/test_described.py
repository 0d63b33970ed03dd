"""Machine-readable metadata of articles and lists."""

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from articles.models import Article
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag, parse
from tests.pages.conftest import Getter, get
from tests.search.conftest import archive

__all__ = ["archive", "get"]
pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script> <!-- \u2028 & \"quoted\" 'words' \N{PILE OF POO}"


def metas(page: Tag) -> dict[str, list[str]]:
    """Return the contents of all <meta> elements by name or property."""
    found: dict[str, list[str]] = {}
    for tag in page.all("meta"):
        name = tag.attributes.get("name") or tag.attributes.get("property")
        if name:
            found.setdefault(name, []).append(tag.attributes["content"])
    return found


def schema(page: Tag) -> dict[str, Any]:
    """Return the contents of the page's data block."""
    found: dict[str, Any] = json.loads(page.one("script", type="application/ld+json").raw_text)
    return found


def references(page: Tag) -> list[dict[str, list[str]]]:
    """Return the COinS of the page."""
    return [
        parse_qs(tag.attributes["title"], strict_parsing=True) for tag in page.all("span", class_="Z3988")
    ]


@pytest.fixture
def article(db: None) -> Article:
    wire = SourceFactory.create(name="Newswire & Sons", homepage="https://wire.example/")
    made: Article = ArticleFactory.create(
        headline="Vote in Crimea",
        standfirst="The lead.",
        body="Kerry spoke.",
        byline="By Ada Byron and Reuters",
        dateline="Washington",
        section="World",
        language="en-GB",
        url="https://wire.example/1",
        published_on=date(2014, 3, 17),
        published_at=datetime(2014, 3, 17, 9, 30, tzinfo=UTC),
        source=wire,
        entities=[EntityFactory.create(name="John Kerry"), country("UA")],
    )
    return made


def test_schema_of_an_article(get: Getter, article: Article) -> None:
    page = get(article.get_absolute_url())
    address = f"http://testserver{article.get_absolute_url()}"
    found = schema(page)
    assert found.pop("dateModified") == article.modified_at.isoformat(timespec="seconds")
    assert sorted(found.pop("about"), key=lambda each: str(each["name"])) == [
        {"@type": "Person", "name": "John Kerry", "url": "http://testserver/people/john-kerry/"},
        {"@type": "Country", "name": "Ukraine", "url": "http://testserver/countries/ua/"},
    ]
    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"http://testserver/articles/{article.pk}/",
        "url": address,
        "mainEntityOfPage": address,
        "headline": "Vote in Crimea",
        "description": "The lead.",
        "datePublished": "2014-03-17T09:30:00+00:00",
        "inLanguage": "en-GB",
        "articleSection": "World",
        "dateline": "Washington",
        "author": [{"@type": "Person", "name": "Ada Byron", "familyName": "Byron", "givenName": "Ada"}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Newswire & Sons",
            "url": "https://wire.example/",
        },
        "isBasedOn": "https://wire.example/1",
        "isAccessibleForFree": True,
        "provider": {"@type": "ArchiveOrganization", "name": "News Archive", "url": "http://testserver/"},
    }


def test_tags_of_an_article(get: Getter, article: Article) -> None:
    page = get(article.get_absolute_url())
    address = f"http://testserver{article.get_absolute_url()}"
    found = metas(page)
    expected = {
        "description": "The lead.",
        "og:type": "article",
        "og:title": "Vote in Crimea",
        "og:description": "The lead.",
        "og:url": address,
        "og:site_name": "News Archive",
        "article:published_time": "2014-03-17T09:30:00+00:00",
        "article:section": "World",
        "article:author": "Ada Byron",
        "twitter:card": "summary",
        "twitter:title": "Vote in Crimea",
        "z:itemType": "newspaperArticle",
        "prism:publicationName": "Newswire & Sons",
        "citation_title": "Vote in Crimea",
        "citation_author": "Byron, Ada",
        "citation_publication_date": "2014/03/17",
        "citation_language": "en-GB",
        "citation_public_url": f"http://testserver/articles/{article.pk}/",
    }
    assert {name: found[name] for name in expected} == {name: [value] for name, value in expected.items()}
    assert set(found["article:tag"]) == {"John Kerry", "Ukraine"}
    assert "citation_journal_title" not in found
    assert page.one("link", rel="canonical").attributes["href"] == address


def test_files_of_an_article_are_named_and_there(get: Getter, client: Client, article: Article) -> None:
    links = get(article.get_absolute_url()).all("link", rel="alternate")
    assert [link.attributes["title"] for link in links] == ["JSON", "RIS", "BibTeX"]
    for link in links:
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == link.attributes["type"]


def test_article_of_which_little_is_known(get: Getter) -> None:
    page = get(ArticleFactory.create(headline="Bare", body="").get_absolute_url())
    found = schema(page)
    assert found["headline"] == "Bare"
    assert not {"author", "publisher", "datePublished", "about", "isBasedOn"} & set(found)
    assert all(value for values in metas(page).values() for value in values if values != [""])
    assert "citation_publication_date" not in metas(page)


def test_hostile_texts_stay_texts(get: Getter) -> None:
    article = ArticleFactory.create(
        headline=HOSTILE,
        standfirst=HOSTILE,
        byline=HOSTILE,
        dateline=HOSTILE[:100],
        section=HOSTILE[:90],
        url="javascript:alert(1)",
        source=SourceFactory.create(name=HOSTILE, homepage="javascript:alert(1)"),
        entities=[EntityFactory.create(name=HOSTILE)],
    )
    for path in (article.get_absolute_url(), "/articles/"):
        page = get(path)  # refuses any inline script
        assert "alert(1)" not in "".join(tag.raw_text for tag in page.all("script") if not tag.attributes)
        (reference,) = references(get("/articles/"))
        assert reference["rft.title"] == [" ".join(HOSTILE.split())]
    found = schema(get(article.get_absolute_url()))
    assert found["headline"] == " ".join(HOSTILE.split())
    assert found["publisher"]["url"].startswith("http://testserver/sources/")
    assert "isBasedOn" not in found


def test_lists_give_a_reference_for_each_article(get: Getter, archive: dict[str, Article]) -> None:
    for path in ("/articles/?q=referendum", "/", "/people/john-kerry/"):
        page = get(path)
        hits = page.all("article", class_="hit")
        found = references(page)
        assert [each["rft.title"][0] for each in found] == [hit.one("h2").text for hit in hits]
        for each in found:
            assert each["rft.type"] == ["newspaperArticle"]
            assert each["rft_id"][0].startswith("http://testserver/articles/")
    dated = [each for each in references(get("/articles/")) if "rft.date" in each]
    assert (dated[0]["rft.date"], dated[-1]["rft.source"]) == (["2016-07-08"], ["Newswire"])


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "/"),
        ("/?utm_source=x", "/"),
        ("/articles/?country=ua&q=oil&page=1&sort=relevance&x=1", "/articles/?q=oil&country=UA"),
        ("/articles/?page=2&per_page=2", "/articles/?page=2&per_page=2"),
        ("/people/?page=1&name=&y=2", "/people/"),
        ("/people/?sort=name&name=kerry", "/people/?name=kerry&sort=name"),
        ("/people/john-kerry/?x", "/people/john-kerry/"),
        ("/help/search/", "/help/search/"),
    ],
)
def test_canonical_address(get: Getter, archive: dict[str, Article], path: str, address: str) -> None:
    page = get(path)
    assert page.one("link", rel="canonical").attributes["href"] == f"http://testserver{address}"
    assert metas(page)["og:url"] == [f"http://testserver{address}"]
    assert get(address).one("link", rel="canonical").attributes["href"] == f"http://testserver{address}"


def test_errors_have_no_canonical_address(get: Getter) -> None:
    page = get("/nothing/", status=404)
    assert not page.all("link", rel="canonical")
    assert "og:url" not in metas(page)


def test_no_query_more(get: Getter, count_queries: QueryCounter, archive: dict[str, Article]) -> None:
    ArticleFactory.create(byline="Mark Roe")
    before = count_queries(lambda: get("/articles/"))
    for number in range(10):
        ArticleFactory.create(source=SourceFactory.create(name=f"Paper {number}"), byline="Ada Byron")
    assert count_queries(lambda: get("/articles/")) == before


def test_addresses_are_of_the_host_that_was_asked(client: Client, article: Article) -> None:
    answer = client.get(article.get_absolute_url(), headers={"Host": "localhost:8123"})
    page = parse(answer.content.decode())
    assert urlsplit(page.one("link", rel="canonical").attributes["href"]).netloc == "localhost:8123"
