"""A withdrawn article: what its address says, and that no other public page shows anything of it."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from articles import editing, urls
from articles.discovery.sitemaps import IDS
from articles.editing import Withdrawal
from articles.models import Alerts, Article, Capture, FrozenSearch, Kind, SavedSearch, Status, User
from articles.search.spelling.vocabulary import collect_words
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
WORD = "zebrafish"  # in the headline, the text and the original, and nowhere else
TODAY = datetime.now(UTC).date()
SILENT, NOTICE = Withdrawal("silent"), Withdrawal("notice", "The source was forged.\n\nWe are sorry.")


@pytest.fixture
def article(static_files: None) -> Article:
    """An article that every page could show: it is new, and names people, a country, a place and a source."""
    kerry = EntityFactory.create(name="John Kerry")
    lavrov = EntityFactory.create(name="Sergei Lavrov")
    shared: dict[str, Any] = {
        "published_on": TODAY.replace(year=TODAY.year - 4, day=min(TODAY.day, 28)),
        "source": SourceFactory.create(name="Newswire"),
        "entities": [
            *(kerry, lavrov, country("UA")),
            EntityFactory.create(kind=Kind.ORGANISATION, name="NATO"),
            EntityFactory.create(kind=Kind.PLACE, name="Crimea"),
        ],
        "byline": "Ann Berg",
        "body": f"John Kerry met Sergei Lavrov over the referendum and the {WORD} in Crimea, Ukraine.",
    }
    made: Article = ArticleFactory.create(headline=f"The {WORD} referendum", **shared)
    for number in range(3):  # neighbours, and related articles of the same day
        shared["body"] = f"John Kerry met Sergei Lavrov over referendum {number} in Crimea, Ukraine."
        ArticleFactory.create(headline=f"A referendum {number}", **shared)
    Capture.objects.create(
        article=made,
        reference="https://news.example/a",
        sha256="0" * 64,
        captured_at=datetime.now(UTC),
        media_type="text/html",
        raw=f"<p>{WORD}</p>".encode(),
        parser="html/1",
    )
    collect_words()
    return made


def others(article: Article, frozen: FrozenSearch, saved: SavedSearch) -> dict[str, list[str]]:
    """Every public address that does not belong to the article alone, by the name of its URL."""
    neighbour = Article.objects.exclude(pk=article.pk).earliest("pk")
    searches = (
        f"q={WORD}",
        "q=referendum",
        f"q={WORD[:5]}*",
        "country=UA",
        "person=john-kerry",
        "q=zebrafishh",
    )
    files = ("csv", "jsonl", "json", "ris", "bib", "ninjs", "newsml", "zip", "wacz")
    person = "/people/john-kerry"
    lists = ("articles", "people", "countries", "organisations", "places", "authors", "sources")
    return {
        "home": ["/"],
        "about": ["/about/"],
        "feed": [f"/articles.atom?{each}" for each in ("", *searches)],
        "export": [f"/articles.{suffix}?{each}" for suffix in files for each in ("", "q=referendum")],
        "articles": ["/articles/", *(f"/articles/?{each}" for each in searches)],
        "search-sentences": [f"/articles/sentences/?{each}" for each in searches],
        "search-sentences-file": [f"/articles/sentences.csv?{each}" for each in searches],
        "facet": [f"/articles/facets/{name}/?q=referendum" for name in ("person", "author")],
        "suggest": ["/suggest/?q=zeb", f"/suggest/?q={WORD}", "/suggest/?q=john"],
        "suggest-lines": ["/suggest/lines/?q=zeb", "/suggest/lines/?q=john"],
        "compare": [f"/compare/?q={WORD}&q=referendum"],
        "compare-csv": [f"/compare.csv?q=referendum&q={WORD[:5]}*"],
        "article-id": [f"/articles/{neighbour.pk}/"],
        "article": [neighbour.get_absolute_url(), f"{neighbour.get_absolute_url()}?q=referendum&at=2"],
        "article-file": [f"/articles/{neighbour.pk}.{suffix}" for suffix in ("json", "txt", "newsml")],
        "original": [f"{neighbour.get_absolute_url()}original/"],
        "report-error": [f"{neighbour.get_absolute_url()}report/"],
        "article-difference": [f"/articles/{neighbour.pk}/difference/{article.pk}/"],
        "versions": [f"{neighbour.get_absolute_url()}versions/"],
        "captures": ["/captures/", "/captures/?url=https://news.example/a"],
        "timemap": ["/timemap/link/https://news.example/a"],
        "timegate": ["/timegate/https://news.example/a"],
        "oai": [f"/oai?verb=ListRecords&metadataPrefix={each}" for each in ("oai_dc", "newsml_g2")],
        "frozen-crate": [f"{frozen.get_absolute_url()[:-1]}.crate"],
        "saved-feed": [f"/searches/feed/{saved.token}.atom"],
        "frozen-search": [frozen.get_absolute_url()],
        "frozen-changes": [f"{frozen.get_absolute_url()}{name}/" for name in ("added", "changed", "gone")],
        "frozen-file": [f"{frozen.get_absolute_url()[:-1]}.{suffix}" for suffix in files],
        "search-help": ["/help/search/"],
        "robots": ["/robots.txt"],
        "sitemap": ["/sitemap.xml", f"/sitemap-articles-{article.pk // IDS}.xml", "/sitemap-entities-0.xml"],
        "opensearch": ["/opensearch.xml"],
        "opensearch-suggestions": ["/opensearch/suggestions?q=zeb", "/opensearch/suggestions?q=john"],
        "entities": [f"/{plural}/" for plural in lists[1:]],
        "entity": [f"{person}/", "/countries/ua/", "/organisations/nato/", "/places/crimea/",
                   "/sources/newswire/", "/authors/ann-berg/", f"{person}/?q={WORD}"],
        "pair": [f"{person}/with/sergei-lavrov/", f"{person}/with/countries/ua/"],
        "network": [f"{person}/network.{suffix}" for suffix in ("gexf", "graphml")],
        "sentences": [f"{person}/sentences/", f"{person}/sentences/?order=after"],
        "sentences-file": [f"{person}/sentences.csv"],
        "card": [f"{person}/card/"],
    }  # fmt: skip


#: Addresses that only change or choose something, need an account, or belong to one article: see below.
ELSEWHERE = {
    *("searches", "freeze-search", "save-search", "saved-search", "change-saved", "unsubscribe"),
    *("forget-search", "language", "capture", "difference", "reconcile"),
}
API = ["/api/articles", f"/api/articles?q={WORD}", "/api/articles?q=referendum&sort=newest&cursor=*",
       "/api/people", "/api/people/john-kerry", "/api/people/john-kerry/sentences"]  # fmt: skip


def content_of(answer: Any) -> str:
    """Return the whole answer, that of a ZIP file unpacked."""
    raw: bytes = answer.getvalue()
    if not raw.startswith(b"PK"):
        return raw.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [archive.read(name) for name in archive.namelist()]
    return "".join(
        (gzip.decompress(each) if each.startswith(b"\x1f\x8b") else each).decode(errors="replace")
        for each in members
    )


def found(client: Client, path: str, *, asked: bool) -> bool:
    """Whether the answer has the word. asked: the address has it too, and may be repeated by links."""
    with (
        connection.cursor() as cursor
    ):  # the limit of the request before lasts as long as the test's transaction
        cursor.execute("SET LOCAL statement_timeout = 0")
    answer: Any = client.get(path, follow=True)
    assert answer.status_code in {200, 400, 404}, (path, answer.status_code)
    text = content_of(answer).lower()
    # What a reader typed is shown again; of the article, more than the word would show.
    return f"the {WORD}" in text or (f"{WORD} referendum" in text) or (not asked and WORD in text)


def showing(client: Client, paths: dict[str, list[str]]) -> set[str]:
    everything = [*chain.from_iterable(paths.values()), *API]
    return {path for path in everything if found(client, path, asked=WORD in path)}


@pytest.fixture
def paths(client: Client, article: Article) -> dict[str, list[str]]:
    answer = client.post("/searches/freeze/", {"search": "?q=referendum"})
    frozen = FrozenSearch.objects.get(pk=answer["Location"].strip("/").rpartition("/")[2])
    saved = SavedSearch.objects.create(
        user=User.objects.create_user("reader"), name="Votes", query="?q=referendum",
        seen_at=datetime.now(UTC), alerts=Alerts.NONE,
    )  # fmt: skip
    return others(article, frozen, saved)


def names(patterns: list[Any]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        elif isinstance(each, URLPattern) and each.name:
            yield each.name


def test_the_list_of_addresses_is_complete(paths: dict[str, list[str]]) -> None:
    assert set(names(urls._pages)) - ELSEWHERE == set(paths)


def embargo(article: Article, until: timedelta) -> None:
    end = timezone.now() + until
    Article.objects.filter(pk=article.pk).update(status=Status.EMBARGOED, embargoed_until=end)


def test_no_page_shows_a_withdrawn_or_embargoed_article(
    client: Client, article: Article, paths: dict[str, list[str]]
) -> None:
    before = showing(client, paths)
    assert len(before) > 30, "the article is on many pages before"
    for how in (SILENT, NOTICE):
        editing.withdraw([article.pk], how)
        assert showing(client, paths) == set()
        editing.publish([article.pk])
    embargo(article, timedelta(hours=1))
    assert showing(client, paths) == set()
    embargo(article, timedelta(0))
    assert showing(client, paths) == before, "all have it again once the embargo has ended"


def own(article: Article) -> list[str]:
    """Every address of the article alone."""
    capture = article.captures.get()
    return [
        *(f"/articles/{article.pk}/", article.get_absolute_url(), f"/articles/{article.pk}/other/"),
        *(f"{article.get_absolute_url()}{part}/" for part in ("original", "report")),
        *(f"/articles/{article.pk}.{suffix}" for suffix in ("json", "txt", "ris", "bib", "ninjs", "newsml")),
        *(f"/captures/{capture.pk}/", f"/api/articles/{article.pk}"),
        f"{article.get_absolute_url()}?q={WORD}&at=1",
    ]


@pytest.mark.parametrize("how", [SILENT, NOTICE], ids=["silent", "notice"])
def test_its_own_addresses_say_that_it_is_gone(client: Client, article: Article, how: Withdrawal) -> None:
    addresses = own(article)
    tags = {path: client.get(path).get("ETag", "") for path in addresses}
    editing.withdraw([article.pk], how)
    for path in addresses:
        answer: Any = client.get(path, headers={"If-None-Match": tags[path]})
        assert answer.status_code == 410, path
        text = answer.getvalue().decode()
        assert WORD not in text.lower(), path
        assert answer["X-Robots-Tag"] == "noindex", path
        assert "no-cache" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"], path
        assert ("The source was forged." in text) == (how is NOTICE), path
        if path.startswith(("/api/", f"/articles/{article.pk}.")):
            assert set(answer.json()) == {"detail"}, path
        else:
            assert '<meta name="robots" content="noindex">' in text
        assert client.head(path).status_code == 410


def test_the_page_of_a_notice(get: Getter, article: Article) -> None:
    editing.withdraw([article.pk], NOTICE)
    page = get(f"/articles/{article.pk}/", status=410)
    assert page.one("h1").text == "This article has been withdrawn"
    assert [each.text for each in page.one("main").all("p")][1:3] == [
        "The source was forged.",
        "We are sorry.",
    ]
    assert page.one("main").one("time").attributes["datetime"] == TODAY.isoformat()
    assert "/articles/" in page.one("main").links().values()
    Article.objects.update(notice_headline=True)
    assert article.headline in get(f"/articles/{article.pk}/", status=410).one("main").text


def test_the_page_without_a_trace_says_nothing(get: Getter, client: Client, article: Article) -> None:
    editing.withdraw([article.pk])
    page = get(f"/articles/{article.pk}/", status=410)
    assert (
        page.one("h1").text == page.one("title").text.partition(" ·")[0] == "There is nothing at this address"
    )
    assert "withdrawn" not in page.text.lower()
    assert client.get(f"/api/articles/{article.pk}").json() == {"detail": "There is nothing at this address."}


def test_what_is_said_to_programs(client: Client, article: Article) -> None:
    editing.withdraw([article.pk], Withdrawal("notice", "The source was forged."))
    Article.objects.filter(pk=article.pk).update(withdrawn_at=datetime(2014, 3, 18, 12, tzinfo=UTC))
    said = "This article was withdrawn on 18 March 2014. The source was forged."
    assert client.get(f"/api/articles/{article.pk}").json() == {"detail": said}


def test_editors_still_see_its_original(admin_client: Client, article: Article) -> None:
    editing.withdraw([article.pk])
    assert WORD in admin_client.get(f"/captures/{article.captures.get().pk}/").getvalue().decode()
