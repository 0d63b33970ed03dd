"""Feeds in the admin: who may change them, their state, and trying one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from articles.importers.web.pace import Pace
from articles.models import Article, SourceFeed
from tests.admin.helpers import change_address, list_address
from tests.admin.test_rights import staff
from tests.factories import SourceFactory
from tests.importers.web.server import LOCAL, Site, item, rss, serving

ADD = "/admin/articles/sourcefeed/add/"


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server that may be fetched from, without pauses, with a feed."""
    settings.FETCH_ALLOW_NETWORKS = LOCAL
    monkeypatch.setattr(Pace, "wait", lambda *_: None)
    with serving() as running:
        running.put("/feed", rss(item("<b>Strike</b>", "https://daily.example/1", day=7)), "text/xml")
        yield running


def made(url: str = "https://daily.example/feed", **values: Any) -> SourceFeed:
    """A feed."""
    return SourceFeed.objects.create(source=SourceFactory.create(name="Daily"), url=url, **values)


def try_it(client: Client, feed: SourceFeed) -> Any:
    return client.post(f"/admin/articles/sourcefeed/{feed.pk}/try/")


def test_archivists_add_and_change_feeds(stacks: Client) -> None:
    source = SourceFactory.create(name="Daily")
    sent = {"source": source.pk, "url": "https://daily.example/feed", "text": "page", "interval": "30"}
    assert stacks.post(ADD, sent | {"is_active": "on"}).status_code == 302
    feed = SourceFeed.objects.get()
    assert (feed.source, feed.text, feed.interval, feed.is_active) == (source, "page", 30, True)
    assert b"Try now" in stacks.get(change_address(feed)).content


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://daily.example/feed", "only http and https addresses can be fetched"),
        ("https://user:secret@daily.example/feed", "user name or password cannot be fetched"),
        ("https://daily.example:22/feed", "port 22 is not one of web servers"),
    ],
)
def test_addresses_that_would_never_be_fetched_are_refused(stacks: Client, url: str, says: str) -> None:
    sent = {"source": SourceFactory.create().pk, "url": url, "text": "feed", "interval": "60"}
    assert says in stacks.post(ADD, sent).content.decode()
    assert not SourceFeed.objects.exists()


def test_a_new_address_is_polled_from_the_beginning(stacks: Client) -> None:
    feed = made(etag='"a"', failures=3, problem="gone", next_poll_at=timezone.now() + timedelta(days=1))
    page = stacks.get(change_address(feed))
    sent = {
        "opened": str(page.context["opened"]),
        "source": feed.source.pk,
        "url": "https://daily.example/new",
        "text": "feed",
        "interval": "60",
        "is_active": "on",
    }
    assert stacks.post(change_address(feed), sent).status_code == 302
    feed.refresh_from_db()
    assert (feed.url, feed.etag, feed.failures, feed.problem) == ("https://daily.example/new", "", 0, "")
    assert feed.next_poll_at is None


def test_the_list_says_what_fails_and_what_is_quiet(stacks: Client) -> None:
    made(
        "https://a.example/", failures=2, problem="the server answers 404 Not Found", polled_at=timezone.now()
    )
    quiet = SourceFeed(source=SourceFactory.create(), url="https://b.example/", polled_at=timezone.now())
    quiet.note_arrivals([timezone.now() - timedelta(days=days) for days in range(10, 20)])
    quiet.save()
    page = stacks.get(list_address(SourceFeed)).content.decode()
    assert "failing: the server answers 404 Not Found" in page
    last = date_format(timezone.now() - timedelta(days=10), "SHORT_DATE_FORMAT")
    assert f"quiet: nothing new since {last}" in page
    assert "1.0 days" not in page
    assert "24.0 hours" in stacks.get(change_address(quiet)).content.decode()


def test_trying_shows_what_would_come_and_stores_nothing(stacks: Client, site: Site) -> None:
    feed = made(site.url("/feed"))
    page = try_it(stacks, feed).content.decode()
    assert "The feed has 1 entry; a poll would import 1." in page
    assert "&lt;b&gt;Strike&lt;/b&gt;" in page or ">Strike<" in page
    assert "2024-05-07" in page
    assert not Article.objects.exists()
    feed.refresh_from_db()
    assert (feed.polled_at, feed.seen) == (None, [])


def test_trying_says_what_is_wrong(stacks: Client, site: Site) -> None:
    site.fail("/feed", 404)
    page = try_it(stacks, made(site.url("/feed"))).content.decode()
    assert "This feed cannot be polled: the server answers 404 Not Found." in page


def test_a_private_address_cannot_be_probed(stacks: Client, site: Site, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    page = try_it(stacks, made(site.url("/feed"))).content.decode()
    assert "127.0.0.1 is not a public address" in page
    assert site.asked == []


def test_only_those_who_may_change_feeds_may_try_them(db: None, stacks: Client, site: Site) -> None:
    feed = made(site.url("/feed"))
    assert try_it(staff("view_sourcefeed"), feed).status_code == 403
    assert stacks.get(f"/admin/articles/sourcefeed/{feed.pk}/try/").status_code == 405
    assert try_it(stacks, SourceFeed(pk=feed.pk + 1)).status_code == 404
    assert site.asked == []
