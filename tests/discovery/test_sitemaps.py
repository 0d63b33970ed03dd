"""The sitemap index and its parts, parsed as XML and checked against the rules of sitemaps.org."""

import gzip
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client

from articles.discovery import sitemaps
from articles.models import Article, Decision, Kind, Status
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.search.conftest import archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
S = f"{{{sitemaps.NAMESPACE}}}"
SITE = "https://news.example"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def read(text: str, root: str) -> list[str]:
    """Return the URLs in a sitemap, after checking the rules."""
    assert len(text.encode()) <= sitemaps.MOST_BYTES
    tree = ET.fromstring(text.encode())
    assert tree.tag == f"{S}{root}"
    each = {"urlset": "url", "sitemapindex": "sitemap"}[root]
    assert {child.tag for child in tree} == {f"{S}{each}"}
    assert len(tree) <= sitemaps.MOST_ADDRESSES
    found = []
    for child in tree:
        assert [part.tag for part in child] in ([f"{S}loc"], [f"{S}loc", f"{S}lastmod"])
        address = child.findtext(f"{S}loc") or ""
        assert address.isascii()
        assert len(address) < 2048
        found.append(address)
        if moment := child.findtext(f"{S}lastmod"):
            assert MOMENT.fullmatch(moment)
            assert datetime.fromisoformat(moment) <= datetime.now(UTC)
    assert len(found) == len(set(found))
    return found


def every(ids: int) -> list[str]:
    """Return the URLs in all parts of the index."""
    found: list[str] = []
    for address in read(sitemaps.index(SITE, ids), "sitemapindex"):
        name, _, number = urlsplit(address).path.removeprefix("/sitemap-").removesuffix(".xml").partition("-")
        text = sitemaps.part(name, int(number), SITE, ids) if number else sitemaps.pages(SITE)
        assert text is not None, address
        addresses = read(text, "urlset")
        assert len(addresses) <= max(ids, 10)
        found += addresses
    assert len(found) == len(set(found))
    return found


@pytest.mark.parametrize("ids", [1, 2, 3, 1000])
def test_every_page_that_readers_may_see_is_named_once(archive: dict[str, Article], ids: int) -> None:
    EntityFactory.create(name="In no article")
    ArticleFactory.create(status=Status.DRAFT, source=SourceFactory.create(name="Secret"))
    ArticleFactory.create(pk=archive["vote"].pk + 500_000, headline="Far away")
    ArticleFactory.create(byline="Ann Berg", headline="Signed")
    ArticleFactory.create(byline="Mark Roe", status=Status.DRAFT)
    published = Article.objects.published()
    paths = {article.get_absolute_url() for article in published}
    paths |= {"/people/john-kerry/", "/people/sergei-lavrov/", "/people/bob-kerry/", "/organisations/nato/"}
    paths |= {"/countries/us/", "/countries/ru/", "/countries/ua/", "/places/crimea/"}
    paths |= {"/sources/newswire/", "/sources/the-daily-record/"}
    paths |= {"/", "/articles/", "/people/", "/countries/", "/organisations/", "/places/", "/sources/"}
    paths |= {"/authors/", "/authors/ann-berg/"}
    assert set(every(ids)) == {SITE + path for path in (*paths, "/help/search/")}


def test_every_address_leads_to_a_page(client: Client, archive: dict[str, Article]) -> None:
    for address in every(1000):
        answer = client.get(address.removeprefix(SITE))
        assert answer.status_code == 200, address


def test_rejected_entities_and_those_in_passing_are_not_named() -> None:
    article = ArticleFactory.create()
    article.article_entities.create(entity=EntityFactory.create(name="Rejected"), status=Decision.REJECTED)
    article.article_entities.create(entity=country("FR"), is_about=False)
    assert not [address for address in every(1000) if "rejected" in address or "/fr/" in address]


def test_empty_archive_has_a_sitemap_too() -> None:
    assert read(sitemaps.index(SITE), "sitemapindex") == [f"{SITE}/sitemap-pages.xml"]


def test_last_change_is_that_of_the_article() -> None:
    article = ArticleFactory.create(headline="Any")
    Article.objects.filter(pk=article.pk).update(modified_at=datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC))
    text = sitemaps.part("articles", article.pk // sitemaps.IDS, SITE) or ""
    assert "<lastmod>2021-02-03T04:05:06+00:00</lastmod>" in text


@pytest.mark.parametrize(
    "headline", ['<b> & "quotes" \']]>', "Выборы в Крыму", "\N{PILE OF POO}", "選" * 500]
)
def test_any_headline_makes_an_address(client: Client, headline: str) -> None:
    article = ArticleFactory.create(headline=headline)
    (address,) = read(sitemaps.part("articles", article.pk // sitemaps.IDS, SITE) or "", "urlset")
    assert client.get(address.removeprefix(SITE)).status_code == 200


def test_a_full_part_is_below_the_limits() -> None:
    longest = f"{SITE}/articles/{10**18}/" + "%F0%9F%98%80" * 110 + "/"
    entry = f"<url><loc>{longest}</loc><lastmod>2021-02-03T04:05:06+00:00</lastmod></url>\n"
    assert len(entry) <= sitemaps.LONGEST
    assert sitemaps.IDS * sitemaps.LONGEST <= sitemaps.MOST_BYTES
    assert sitemaps.IDS <= sitemaps.MOST_ADDRESSES
    # Ten million articles, and as many again withdrawn among them.
    assert 20_000_000 / sitemaps.IDS < sitemaps.MOST_ADDRESSES


def test_answers(client: Client, archive: dict[str, Article]) -> None:
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    assert answer["Cache-Control"] == "no-cache"  # a withdrawn article leaves it at once
    for address in read(answer.content.decode(), "sitemapindex"):
        assert address.startswith("http://testserver/")
        path = address.removeprefix("http://testserver")
        part = client.get(path)
        assert part.status_code == 200
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        plain = gzip.decompress(packed.content) if "Content-Encoding" in packed else packed.content
        assert plain == part.content
        again = client.get(path, headers={"If-None-Match": packed["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    head = client.head("/sitemap.xml")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    ["articles-77777", "articles-999999999999999999", "people-0", "entities-1000000", "articles--1", "x"],
)
def test_part_that_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_forged_host_is_refused(client: Client) -> None:
    assert client.get("/sitemap.xml", headers={"Host": "badly.example"}).status_code == 400
    assert client.get("/robots.txt", headers={"Host": 'x"><script>'}).status_code == 400


def test_queries_do_not_grow(count_queries: QueryCounter, archive: dict[str, Article]) -> None:
    def ask() -> list[Any]:
        return [sitemaps.index(SITE), *(sitemaps.part(name, 0, SITE) for name in sitemaps.SERIES)]

    before = count_queries(ask)
    for number in range(20):
        who = EntityFactory.create(kind=Kind.PLACE, name=f"Town {number}")
        ArticleFactory.create(entities=[who], source=SourceFactory.create(name=f"Paper {number}"))
    assert count_queries(ask) == before


def test_ranges_are_read_from_the_primary_key(archive: dict[str, Article]) -> None:
    published = Article.objects.published().filter(pk__gte=0, pk__lt=10_000).order_by("pk")
    sql, parameters = published.values_list("pk", "headline", "modified_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "articles_article_pkey" in plan
    assert "Sort" not in plan
