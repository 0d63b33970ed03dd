"""The Atom feed of a search, read with an XML parser."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from articles.models import Article
from tests.exports.conftest import Fetcher
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]
A = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(text: str) -> ET.Element:
    feed = ET.fromstring(text)
    assert feed.tag == f"{A}feed"
    # Required by RFC 4287 in a feed and in every entry.
    for each in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{A}{name}")) == 1, name
        moment = datetime.fromisoformat(each.findtext(f"{A}updated") or "")
        assert moment.tzinfo is not None
    assert feed.findall(f"{A}author")
    ids = [entry.findtext(f"{A}id") for entry in feed.findall(f"{A}entry")]
    assert len(ids) == len(set(ids))
    return feed


def titles(feed: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{A}title") for entry in feed.findall(f"{A}entry")]


def links(element: ET.Element) -> dict[str, str]:
    return {each.attrib["rel"]: each.attrib["href"] for each in element.findall(f"{A}link")}


def test_newest_first_whatever_the_order(fetch: Fetcher, archive: Archive) -> None:
    for path in ("?q=referendum", "?q=referendum&sort=oldest", "?q=referendum&sort=relevance"):
        feed = read(fetch(f"/articles.atom{path}"))
        assert titles(feed) == [
            "Scotland votes on independence",
            "US rejects Crimea vote",
            "Kerry meets Lavrov in London",
            "A letter to the editor",
        ]
        assert links(feed)["alternate"] == "http://testserver/articles/?q=referendum"
        assert feed.findtext(f"{A}title") == "News Archive: referendum"


def test_an_entry(fetch: Fetcher, db: None) -> None:
    article = ArticleFactory.create(
        headline="Vote <b> & “price”",
        standfirst="The lead & more.",
        byline="By Ada Byron and Bo Li",
        language="fr",
        published_on=date(2014, 3, 17),
        entities=[EntityFactory.create(name="John Kerry"), country("UA")],
    )
    moment = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    Article.objects.filter(pk=article.pk).update(modified_at=moment)
    feed = read(fetch("/articles.atom"))
    (entry,) = feed.findall(f"{A}entry")
    assert titles(feed) == ["Vote <b> & “price”"]
    assert entry.findtext(f"{A}id") == f"http://testserver/articles/{article.pk}/"
    assert links(entry) == {"alternate": f"http://testserver{article.get_absolute_url()}"}
    assert entry.findtext(f"{A}published") == "2014-03-17T00:00:00+00:00"
    assert entry.findtext(f"{A}updated") == feed.findtext(f"{A}updated") == "2020-01-02T03:04:05+00:00"
    assert entry.attrib[LANGUAGE] == "fr"
    assert [each.findtext(f"{A}name") for each in entry.findall(f"{A}author")] == ["Ada Byron", "Bo Li"]
    assert [each.attrib["term"] for each in entry.findall(f"{A}category")] == ["John Kerry", "Ukraine"]
    summary = entry.find(f"{A}summary")
    assert summary is not None
    assert (summary.attrib["type"], summary.text) == ("html", "The lead &amp; more.")


def test_pages_lead_to_each_other_and_hold_every_article_once(fetch: Fetcher, db: None) -> None:
    for number in range(7):
        ArticleFactory.create(headline=f"Report {number}", published_on=date(2020, 1, 1 + number))
    seen: list[str | None] = []
    path: str | None = "/articles.atom?q=report&per_page=3"
    first = f"http://testserver{path}"
    while path:
        feed = read(fetch(path))
        seen += titles(feed)
        assert links(feed)["first"] == first
        assert links(feed)["last"] == f"{first.replace('&per_page', '&page=3&per_page')}"
        assert feed.findtext(f"{A}id") == "http://testserver/articles.atom?q=report"
        path = links(feed).get("next")
    assert links(feed)["previous"] == first.replace("&per_page", "&page=2&per_page")
    assert seen == [f"Report {number}" for number in reversed(range(7))]


def test_fifty_articles_where_nothing_else_is_asked(fetch: Fetcher, db: None) -> None:
    for _ in range(51):
        ArticleFactory.create()
    feed = read(fetch("/articles.atom"))
    assert len(titles(feed)) == 50
    assert links(feed)["next"] == "http://testserver/articles.atom?page=2"
    assert len(titles(read(fetch("/articles.atom?page=2")))) == 1


def test_feeds_of_nothing_and_of_hostile_texts_are_feeds(fetch: Fetcher, archive: Archive) -> None:
    assert titles(read(fetch("/articles.atom?q=zyzzyva"))) == []
    evil = "]]><script>alert(1)</script>\x0b\x01\ufffe & wicked"
    ArticleFactory.create(
        headline=f"Head {evil}",
        standfirst=evil,
        byline=f"A {evil}",
        source=SourceFactory.create(name=evil),
        entities=[EntityFactory.create(name=f"Eve {evil}", slug="eve")],
    )
    for path in ("?q=wicked", "?person=eve", f"?q={evil}", "?q=%00%0B%EF%BF%BE<", "?country=<&after=%0B"):
        feed = read(fetch(f"/articles.atom{path}"))
        summaries = [each.findtext(f"{A}summary") or "" for each in feed.findall(f"{A}entry")]
        assert not any("<script" in each for each in summaries)
    assert titles(read(fetch("/articles.atom?q=wicked"))) == ["Head ]]><script>alert(1)</script> & wicked"]


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Client, archive: Archive) -> None:
    first = client.get("/articles.atom?q=oil")
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    known = {"If-None-Match": first["ETag"]}
    assert client.get("/articles.atom?q=oil", headers=known).status_code == 304
    archive["oil"].headline = "Oil prices rise again"
    archive["oil"].save()
    assert client.get("/articles.atom?q=oil", headers=known).status_code == 200
    assert client.head("/articles.atom?q=oil").content == b""
