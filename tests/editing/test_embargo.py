"""An embargo ends by itself: at once, everywhere, and only once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from articles import bootstrap, editing
from articles.discovery.sitemaps import IDS
from articles.models import Article, Capture, Status
from tests.factories import ArticleFactory, EntityFactory, SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("ebrafish", "Quillon Marsh", "Only Paper", "quillon-marsh", "only-paper")
SOON = 2.0  # seconds; long enough to ask for all pages before


def embargoed(seconds: float) -> Article:
    """An article that only editors see for some seconds, negative ones for an embargo that has ended."""
    made: Article = ArticleFactory.create(
        headline="Zebrafish budget",
        status=Status.EMBARGOED,
        embargoed_until=timezone.now() + timedelta(seconds=seconds),
        published_on="2014-03-17",
        source=SourceFactory.create(name="Only Paper"),
        entities=[EntityFactory.create(name="Quillon Marsh")],
    )
    Capture.objects.create(
        article=made,
        reference="file:///a.txt",
        sha256="0" * 64,
        captured_at=timezone.now(),
        media_type="text/plain",
        raw=b"Zebrafish budget",
        parser="text/1",
    )
    return made


def shown(client: Client, path: str, **headers: str) -> bool:
    """Whether the answer has a word of the headline, or a name that only this article has."""
    answer: Any = client.get(path, headers=headers)
    content = answer.getvalue().decode(errors="replace")
    return answer.status_code == 200 and any(word in content for word in WORDS)


def paths(article: Article) -> list[str]:
    return [
        "/articles/",
        "/articles/?q=budget",
        article.get_absolute_url(),
        f"/articles/{article.pk}.txt",
        f"/api/articles/{article.pk}",
        f"/captures/{article.captures.get().pk}/",
        "/articles.atom",
        "/articles.csv",
        "/articles.jsonl",
        "/articles.zip",
        "/api/articles",
        "/people/",
        "/people/quillon-marsh/",
        "/sources/",
        f"/sitemap-articles-{article.pk // IDS}.xml",
        "/sitemap-sources-0.xml",
        "/suggest/?q=quillo",
    ]


def test_nobody_sees_it_before_and_everybody_after(client: Client, static_files: None) -> None:
    article = embargoed(3600)
    assert [path for path in paths(article) if shown(client, path)] == []
    assert client.get("/api/articles").json()["count"] == 0
    Article.objects.update(embargoed_until=timezone.now() + timedelta(seconds=0.2))
    time.sleep(0.3)
    assert [path for path in paths(article) if not shown(client, path)] == [
        "/articles.zip"
    ]  # it is compressed
    assert client.get("/api/articles").json()["count"] == 1


@pytest.mark.parametrize("path", ["/articles/?q=budget", "/articles.jsonl", "/api/articles", "/people/"])
def test_any_first_request_after_the_moment_ends_it(client: Client, static_files: None, path: str) -> None:
    embargoed(-0.01)
    assert shown(client, path)


def test_a_copy_that_a_reader_has_is_renewed(client: Client, static_files: None) -> None:
    embargoed(SOON)
    began = time.monotonic()
    first = client.get("/articles/?q=budget")
    again = {"If-None-Match": first["ETag"]}
    assert client.get("/articles/?q=budget", headers=again).status_code == 304
    time.sleep(max(0.0, SOON - (time.monotonic() - began)) + 0.05)
    assert shown(client, "/articles/?q=budget", **again)


def test_searches_that_are_sent_end_it_too(client: Client, static_files: None) -> None:
    embargoed(-0.01)
    answer = client.post("/searches/freeze/", {"search": "?q=budget"}, follow=True)
    assert "Zebrafish" in answer.content.decode()


def test_signed_in_readers_see_it_only_after_the_moment(admin_client: Client) -> None:
    article = embargoed(3600)
    assert not shown(admin_client, "/articles/?q=budget")
    assert "Zebrafish" in admin_client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    Article.objects.update(embargoed_until=timezone.now())
    assert shown(admin_client, "/articles/?q=budget")


def test_a_server_that_was_down_publishes_it_at_its_start(settings: Any) -> None:
    article = embargoed(-3600)
    before = article.modified_at
    bootstrap.prepare(lambda _line: None, local=False, samples=False)
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert article.modified_at > before  # for feeds, it is new


def test_an_export_without_a_server_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    embargoed(-1)
    out = StringIO()
    call_command("export_articles", stdout=out, stderr=StringIO(), verbosity=0)
    assert "Zebrafish" in out.getvalue() + capsys.readouterr().out


@contextmanager
def held(article: Article) -> Iterator[None]:
    """Lock the row of an article, as a save in the admin does."""
    with transaction.atomic():
        list(Article.objects.filter(pk=article.pk).select_for_update())
        yield


def _publish(_number: int) -> int:
    try:
        return editing.publish_due()
    finally:
        connection.close()


def test_of_many_processes_one_publishes_it() -> None:
    embargoed(-1)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(_publish, range(4))) == [0, 0, 0, 1]


def test_nobody_waits_for_an_editor_who_saves_it() -> None:
    article = embargoed(-1)
    with held(article), ThreadPoolExecutor(1) as pool:
        assert pool.submit(_publish, 0).result(timeout=20) == 0
    assert editing.publish_due() == 1


def test_a_database_that_cannot_be_written_to_is_left_alone() -> None:
    embargoed(-1)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        assert editing.publish_due() == 0
