"""Long answers take up few places, give them back, and hold no connection while they wait."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from articles.exports.downloads import Download, TooManyDownloads
from tests.factories import ArticleFactory
from tests.html import parse

PLACES = max(1, settings.POOL_SIZE // 2)


def broken() -> Iterator[bytes]:
    yield b"one"
    raise ValueError("broken")


def test_places_come_back_at_the_end_when_closed_when_it_fails_and_when_forgotten() -> None:
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
    assert parse(answer.content.decode()).one("h1").text == "Too many downloads are under way"
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
