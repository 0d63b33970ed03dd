"""The front page, help, robots.txt, the policy of every response, and a search that takes too long."""

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponseBase
from django.test import Client

from articles.models import Article, Capture
from tests.factories import ArticleFactory, EntityFactory, country
from tests.html import complaints, parse
from tests.pages.conftest import Getter
from tests.scratch import server_parameters
from tests.server.support import SECURE

Archive = dict[str, Article]


@pytest.mark.django_db
def test_front_page_of_an_empty_archive(get: Getter) -> None:
    page = get("/")
    assert page.one("h1").text == "A news archive. No articles yet."
    assert "This archive has no published articles yet." in page.text
    assert page.one("form", class_="search").attributes["action"] == "/articles/"
    assert not page.all("nav", class_="time")


@pytest.mark.django_db
def test_front_page_of_a_filled_archive(get: Getter, archive: Archive) -> None:
    page = get("/")
    assert page.one("h1").text.startswith(
        "Look up who was in the news, where and with whom, in 6 articles, from 2014"
    )
    assert page.one("nav", class_="time")
    for link in page.one("section", class_="holdings").links().values():
        get(link)


@pytest.mark.django_db
def test_every_link_of_the_main_pages_leads_somewhere(get: Getter, client: Client, archive: Archive) -> None:
    seen: set[str] = set()
    for path in (
        "/",
        "/about/",
        "/articles/?q=oil",
        "/people/",
        "/countries/ua/",
        "/help/search/",
        "/nothing/",
    ):
        page = get(path, status=404 if path == "/nothing/" else 200)
        for link in page.links().values():
            # Choosing a language leads back to the page it was made on, here one that does not exist.
            if link.startswith("/") and link not in seen and "next=%2Fnothing" not in link:
                seen.add(link)
                answer = client.get(link, follow=True)
                assert answer.status_code == 200, link
                assert answer.getvalue(), link  # read to the end, which closes the download
    assert len(seen) > 30


@pytest.mark.django_db
def test_every_example_of_the_search_help_is_understood(get: Getter, archive: Archive) -> None:
    page = get("/help/search/")
    examples = page.one("table").links()
    assert len(examples) >= 9
    for words, link in examples.items():
        answer = get(link)
        assert answer.one("input", id="q").attributes["value"] == words
        assert answer.all("p", class_="understood"), words
    assert get(examples['person:"John Kerry"']).one("h1").text == "2 articles"
    assert get(examples["country:UA place:Crimea"]).one("h1").text == "1 article"
    assert get(examples["after:2014-03 before:2014-06"]).one("h1").text == "2 articles"


GZIP = {"accept-encoding": "gzip"}
POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(answer: HttpResponseBase) -> dict[str, str]:
    """Return the directives of the response's policy."""
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    return dict(part.strip().split(" ", 1) for part in parts if part.strip())


@pytest.mark.django_db
def test_every_answer_has_the_strict_policy_and_the_security_headers(
    client: Client, admin_client: Client, archive: Archive
) -> None:
    made = Capture.objects.create(
        article=archive["vote"], reference="x", sha256="0" * 64, captured_at="2024-01-01T00:00Z", raw=b"<b>"
    )
    style = staticfiles_storage.url("css/site.css")
    font = staticfiles_storage.url("fonts/newsreader-latin.woff2")
    answers = {
        path: client.get(path)
        for path in (
            *("/", "/articles/", "/articles/?q=oil", archive["vote"].get_absolute_url(), "/people/"),
            *("/people/john-kerry/", "/articles/facets/person/", "/help/search/", "/robots.txt", "/nothing/"),
            *("/sitemap.xml", "/opensearch.xml"),
            *(f"/captures/{made.pk}/", style, font, "/static/nothing.css", "/healthz", "/readyz"),
            *("/api/articles", f"/api/articles/{archive['vote'].pk}", "/api/articles/0", "/api/docs"),
            *("/api/openapi.json", "/admin/login/", "/admin/", f"/articles/{archive['vote'].pk}/"),
        )
    }
    answers["bad host"] = client.get("/", headers={"host": "badly.example"})
    answers["refused form"] = Client(enforce_csrf_checks=True).post("/admin/login/")
    answers["admin"] = admin_client.get("/admin/")
    assert {name for name, answer in answers.items() if policy(answer) != POLICY} == set()
    sent = {name: {header.lower() for header in answer.headers} for name, answer in answers.items()}
    assert {name: SECURE - headers for name, headers in sent.items() if not headers >= SECURE} == {}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert (statuses["bad host"], statuses["refused form"], statuses["/nothing/"]) == (400, 403, 404)
    assert (statuses[style], statuses[font], statuses["admin"]) == (200, 200, 200)
    for name, answer in answers.items():
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert complaints(parse(answer.content.decode())) == [], name
        answer.close()


@pytest.mark.django_db
def test_static_files_are_hashed_compressed_and_kept_for_ever(client: Client) -> None:
    url = staticfiles_storage.url("css/site.css")
    assert url != "/static/css/site.css"
    with closing(client.get(url)) as plain, closing(client.get(url, headers=GZIP)) as packed:
        assert "immutable" in plain["Cache-Control"]
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.getvalue()) == plain.getvalue()


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch, transactional_db: None, static_files: None) -> Iterator[Article]:
    """An archive whose articles are locked, so that every search has to wait."""
    person = EntityFactory.create(name="John Kerry")
    article = ArticleFactory.create(headline="Oil", entities=[person, country("UA")])
    monkeypatch.setattr(settings, "SEARCH_TIMEOUT_MS", 100)
    with psycopg.connect(**server_parameters()) as other:
        other.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")
        yield article


def test_search_that_takes_too_long_is_stopped_and_explained(get: Getter, stuck: Article) -> None:
    for path in (
        *("/articles/?q=oil+%3Cb%3E", "/articles/", "/articles/facets/person/?q=oil", "/people/john-kerry/"),
        *("/", "/countries/ua/", "/articles.csv?q=oil", "/articles.json", "/articles.atom?q=oil"),
    ):
        page = get(path, status=503)
        assert page.one("h1").text == "This search takes too long"
        query = "oil <b>" if "%3C" in path else "oil" if "q=oil" in path else ""
        assert page.one("input", id="q").attributes["value"] == query
        year = datetime.now(UTC).year - 1
        link = page.links().get(f"articles from {year} onwards")
        assert link == (
            f"/articles/?{'q=oil+%3Cb%3E&' if '%3C' in path else 'q=oil&' if query else ''}after={year}"
            if path.startswith("/articles/")
            else None
        )


def test_search_of_the_api_that_takes_too_long_is_stopped_and_explained(
    client: Client, stuck: Article
) -> None:
    answer = client.get("/api/articles?q=oil")
    assert answer.status_code == 503
    assert "takes too long" in json.loads(answer.content)["detail"]


def test_search_goes_through_once_the_lock_is_gone(get: Getter, transactional_db: None) -> None:
    ArticleFactory.create(headline="Oil")
    assert get("/articles/?q=oil").one("h1").text == "1 article"
