"""Captures by address: the list, and the Memento framework (RFC 7089)."""

import re
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client

from articles.exports.originals.cdxj import sort_key
from articles.models import Article, Capture, Status, captures_of
from tests.factories import ArticleFactory
from tests.pages.article.article_parts import capture
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db
ADDRESS = "http://paper.example/a?x=1&b=2"
DAYS = (1, 3, 9)
SPELLINGS = [
    "http://paper.example/a?x=1&b=2",
    "https://paper.example/a?b=2&x=1",
    "http://paper.example:80/a/?x=1&b=2#top",
    "https://PAPER.example:443/a?x=1&b=2",
    "http://www.paper.example/a?x=1&b=2",
    "paper.example/a?x=1&b=2",
    "http:/paper.example/a?x=1&b=2",
]


@pytest.fixture
def captures() -> list[Capture]:
    """Captures of a page on three days, the last imported first."""
    article = ArticleFactory.create(headline="Vote")
    made = [
        capture(article, b"%d" % day, ADDRESS, captured_at=datetime(2014, 3, day, 12, tzinfo=UTC))
        for day in reversed(DAYS)
    ]
    capture(ArticleFactory.create(), b"other", "http://paper.example/b?x=1&b=2")
    return made[::-1]


def links(text: str) -> dict[str, str]:
    """Return the links by their relations."""
    return {relation: address for address, relation in re.findall(r'<([^>]+)>; rel="([^"]+)"', text)}


@pytest.mark.parametrize("spelling", [*SPELLINGS, *(quote(each, safe="") for each in SPELLINGS[:4])])
def test_a_timemap_lists_the_captures_however_the_address_is_written(
    client: Client, captures: list[Capture], spelling: str
) -> None:
    answer = client.get(f"/timemap/link/{spelling.partition('#')[0]}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/link-format"
    lines = answer.content.decode().splitlines()
    assert len(lines) == 6
    assert 'rel="original"' in lines[0]
    assert lines[1].startswith("<http://testserver/timegate/http")
    assert 'from="Sat, 01 Mar 2014 12:00:00 GMT"; until="Sun, 09 Mar 2014 12:00:00 GMT"' in lines[2]
    assert [re.sub(r"^<[^>]+>; |,$", "", line) for line in lines[3:]] == [
        'rel="first memento"; datetime="Sat, 01 Mar 2014 12:00:00 GMT"',
        'rel="memento"; datetime="Mon, 03 Mar 2014 12:00:00 GMT"',
        'rel="last memento"; datetime="Sun, 09 Mar 2014 12:00:00 GMT"',
    ]
    places = [f"<http://testserver/captures/{each.pk}/>" for each in captures]
    assert [line.partition(";")[0] for line in lines[3:]] == places


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
        ("Sat, 01 Mar 2014 12:00:00 GMT", 0),
        ("Mon, 03 Mar 2014 00:00:00 GMT", 1),
        ("Tue, 04 Mar 2014 00:00:00 GMT", 1),
        ("Sat, 08 Mar 2014 00:00:00 GMT", 2),
        ("Sat, 01 Jan 2050 00:00:00 GMT", 2),
        (None, 2),
    ],
)
def test_a_timegate_leads_to_the_nearest_capture(
    client: Client, captures: list[Capture], asked: str | None, place: int
) -> None:
    headers = {"Accept-Datetime": asked} if asked else {}
    answer = client.get(f"/timegate/{ADDRESS}", headers=headers)
    assert answer.status_code == 302
    assert answer["Location"] == f"http://testserver/captures/{captures[place].pk}/"
    assert "accept-datetime" in answer["Vary"]
    assert "Memento-Datetime" not in answer
    found = links(answer["Link"])
    assert found["original"] == ADDRESS
    assert found["timemap"] == f"http://testserver/timemap/link/{ADDRESS}"


def test_a_memento_says_when_it_is_from_and_what_is_around_it(
    client: Client, captures: list[Capture]
) -> None:
    answer = client.get(f"/captures/{captures[1].pk}/")
    assert answer["Memento-Datetime"] == "Mon, 03 Mar 2014 12:00:00 GMT"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"  # scripts in it never run
    assert links(answer["Link"]) == {
        "original": ADDRESS,
        "timegate": f"http://testserver/timegate/{ADDRESS}",
        "timemap": f"http://testserver/timemap/link/{ADDRESS}",
        "first prev memento": f"http://testserver/captures/{captures[0].pk}/",
        "memento": f"http://testserver/captures/{captures[1].pk}/",
        "next last memento": f"http://testserver/captures/{captures[2].pk}/",
    }
    ends = links(client.get(f"/captures/{captures[0].pk}/")["Link"])
    assert {"first memento", "next memento", "last memento"} < ends.keys()


@pytest.mark.parametrize("asked", ["yesterday", "2014-03-03", "Mon, 03 Mar 2014", "x" * 10_000])
def test_a_date_that_is_none_is_refused(client: Client, captures: list[Capture], asked: str) -> None:
    answer = client.get(f"/timegate/{ADDRESS}", headers={"Accept-Datetime": asked})
    assert answer.status_code == 400
    assert "must be a date such as" in answer.content.decode()
    assert "accept-datetime" in answer["Vary"]


@pytest.mark.parametrize(
    "address", ["http://paper.example/none", "nonsense", "http://", "%00", "x" * 5000, "%ff"]
)
def test_nothing_is_held_of_an_address(client: Client, captures: list[Capture], address: str) -> None:
    for path in ("timegate", "timemap/link"):
        assert client.get(f"/{path}/{address}").status_code == 404


def test_captures_of_articles_that_are_not_public_are_in_no_list(
    client: Client, get: Getter, captures: list[Capture]
) -> None:
    Article.objects.update(status=Status.WITHDRAWN)
    assert client.get(f"/timegate/{ADDRESS}").status_code == 404
    assert client.get(f"/timemap/link/{ADDRESS}").status_code == 404
    assert "no capture of this address" in get(f"/captures/?{urlencode({'url': ADDRESS})}").text


def test_the_list_of_captures(get: Getter, captures: list[Capture]) -> None:
    record = capture(
        captures[0].article, b"{}", "https://paper.example/a?x=1&b=2", media_type="application/json"
    )
    shown = get(f"/captures/?{urlencode({'url': ADDRESS})}")
    assert "4 captures of this address" in shown.text
    rows = shown.one("ol", class_="list").all("li")
    assert record.sha256 in rows[0].text  # what was imported last is not a page, and no memento
    assert "application/json" in rows[0].text
    assert [row.one("time").text.split()[0] for row in rows[1:]] == ["9", "3", "1"]
    assert rows[1].links() == {
        "Vote": captures[0].article.get_absolute_url(),
        "Original": f"/captures/{captures[2].pk}/",
    }
    assert get("/captures/").one("form", class_="pick")


def test_a_record_of_an_article_is_no_memento(client: Client) -> None:
    made = capture(ArticleFactory.create(), b"{}", ADDRESS, media_type="application/json")
    assert client.get(f"/timegate/{ADDRESS}").status_code == 404
    assert "Memento-Datetime" not in client.get(f"/captures/{made.pk}/")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("http://a.example/Caf%C3%A9", "http://a.example/caf%c3%a9", True),
        ("http://a.example:8080/", "http://a.example", False),
        ("http://a.example:443/", "https://a.example", False),
        ("http://user@a.example./x//", "https://a.example/x", True),
        ("http://[::1]:80/x", "http://[::1]/x", True),
        ("http://a.example/?", "http://a.example", True),
        ("http://a.example/x?b&a", "http://a.example/x?a&b", True),
        ("http://a.example/x y", "http://a.example/xy", True),
        ("http://www2.a.example", "http://a.example", True),
        ("http://b.example", "http://a.example", False),
    ],
)
def test_addresses_are_compared_as_in_the_index_of_a_web_archive(one: str, other: str, is_same: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_address_key(%s) = articles_address_key(%s)", [one, other])
        assert cursor.fetchone() == (is_same,)
    if "@" not in one and "[" not in one:
        assert (sort_key(one) == sort_key(other)) == is_same


def test_an_address_with_accents_is_found_quoted_or_not(client: Client) -> None:
    capture(ArticleFactory.create(), b"x", "http://a.example/caf%C3%A9")
    for path in (
        "http://a.example/caf%C3%A9",
        "http://a.example/café",
        "http%3A%2F%2Fa.example%2Fcaf%25C3%25A9",
    ):
        assert client.get(f"/timegate/{path}").status_code == 302


def test_a_lookup_uses_the_index() -> None:
    article = ArticleFactory.create()
    Capture.objects.bulk_create(
        Capture(
            article=article,
            reference=f"http://paper.example/{number}",
            sha256=f"{number:064x}",
            captured_at=datetime(2024, 5, 6, tzinfo=UTC),
            media_type="text/html",
            raw=b"x",
            parser="html",
        )
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_capture")
    plan = captures_of("http://paper.example/7", "x").order_by("captured_at").explain()
    assert "capture_address" in plan
    assert "Seq Scan" not in plan
