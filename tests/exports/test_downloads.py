"""Downloads use few slots, release them, and hold no connection while they wait."""

import json
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection
from django.test import Client

from articles.exports import article_rows
from articles.exports.downloads import Download, TooManyDownloads
from articles.exports.formats import FORMATS, INCOMPLETE
from tests.factories import ArticleFactory
from tests.html import parse
from tests.scratch import server_parameters

PLACES = max(1, settings.POOL_SIZE // 2)


def broken() -> Iterator[bytes]:
    yield b"one"
    raise ValueError("broken")


def test_slots_are_released_at_the_end_when_closed_on_failure_and_when_deleted() -> None:
    for _ in range(3):
        taken = [Download(iter([b"one"])) for _ in range(PLACES)]
        with pytest.raises(TooManyDownloads):
            Download(iter(()))
        assert b"".join(taken.pop()) == b"one"
        taken.append(Download(broken()))
        assert next(taken[-1]) == b"one"
        with pytest.raises(ValueError, match="broken"):
            next(taken[-1])
        taken.append(Download(iter(())))
        taken[-1].close()
        taken[-1].close()
        taken.clear()


@pytest.mark.django_db
def test_readers_are_told_when_too_many_download(client: Client) -> None:
    ArticleFactory.create()
    taken = [Download(iter(())) for _ in range(PLACES)]
    answer = client.get("/articles.csv")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert parse(answer.content.decode()).one("h1").text == "Too many long articles and files at once"
    assert client.head("/articles.csv").status_code == 200
    assert client.get("/articles.atom").status_code == 200
    taken.pop().close()
    assert client.get("/articles.csv").getvalue().count(b"\r\n") == 2


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_between_pieces(client: Client) -> None:
    for _ in range(10):
        ArticleFactory.create(body="A long story. " * 3_000)
    answer = client.get("/articles.csv")
    parts = iter(answer.streaming_content)  # type: ignore[attr-defined]
    next(parts)
    assert connection.connection is None
    assert len(list(parts)) > 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_breaks_off_says_so_at_its_end(
    client: Client, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(article_rows, "CHUNK", 5)
    for _ in range(10):
        ArticleFactory.create()
    parts: list[bytes] = []
    answer = client.get(f"/articles.{suffix}")
    with psycopg.connect(**server_parameters(), autocommit=True) as other:
        other.execute("ALTER TABLE articles_article RENAME TO elsewhere")
        try:
            with pytest.raises(ProgrammingError):
                parts.extend(answer.streaming_content)  # type: ignore[attr-defined]
        finally:
            other.execute("ALTER TABLE elsewhere RENAME TO articles_article")
    sent = b"".join(parts)
    assert INCOMPLETE in sent.decode().strip().splitlines()[-2 if suffix in {"ris", "bib"} else -1]
    if suffix == "json":
        with pytest.raises(json.JSONDecodeError):
            json.loads(sent)
    else:
        assert sent.count(b"INCOMPLETE") == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_on_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A waiting query loses its connection, as it does when PostgreSQL restarts."""
    monkeypatch.setattr(article_rows, "PAUSES", (0.1, 0.1))
    made = ArticleFactory.create()
    waits = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    waits += " AND datname = current_database() AND query LIKE '%articles_article%'"

    def end_who_waits() -> None:
        with psycopg.connect(**server_parameters()) as other:
            other.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")
            locked.set()
            with psycopg.connect(**server_parameters(), autocommit=True) as watcher:
                while not watcher.execute(waits).fetchall():
                    time.sleep(0.02)

    locked = threading.Event()
    thread = threading.Thread(target=end_who_waits)
    thread.start()
    assert locked.wait(30)
    assert [each.article.pk for each in article_rows.exported_articles([made.pk], "http://x")] == [made.pk]
    thread.join()
