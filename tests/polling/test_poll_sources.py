"""The poll_sources command, and two polls at once."""

import threading
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from articles import jobs
from articles.locking import Lock
from articles.models import Article, SourceFeed
from tests.factories import SourceFactory
from tests.importers.web.server import Site, item, rss
from tests.scratch import server_parameters

pytestmark = pytest.mark.django_db
XML = "application/rss+xml"


def feed_of(site: Site, name: str, **values: Any) -> SourceFeed:
    """A source with a feed of one entry."""
    site.put(f"/{name}", rss(item(name, f"https://{name}.example/1", text="Rain. " * 300)), XML)
    source = SourceFactory.create(name=name, slug=name)
    return SourceFeed.objects.create(source=source, url=site.url(f"/{name}"), **values)


def run(*arguments: str) -> tuple[str, str]:
    """Run the command; return what it says, and its failures."""
    out, failures = StringIO(), StringIO()
    try:
        call_command("poll_sources", *arguments, stdout=out, stderr=failures)
    except CommandError as error:
        failures.write(str(error))
    return out.getvalue(), failures.getvalue()


def test_it_polls_every_feed_and_says_what_came(site: Site) -> None:
    feed_of(site, "daily")
    feed_of(site, "weekly")
    feed_of(site, "stopped", is_active=False)
    out, failures = run()
    assert f"daily, {site.url('/daily')}: 1 new, 0 updated.\n" in out
    assert "Feeds: 2; articles created: 2, updated: 0, failed: 0.\n" in out
    assert failures == ""
    article = Article.objects.get(headline="daily")
    assert article.extractor  # names were extracted, too


def test_one_source_and_only_what_is_due(site: Site) -> None:
    feed_of(site, "daily")
    feed_of(site, "weekly")
    assert "Feeds: 1; articles created: 1" in run("--source", "weekly")[0]
    assert "Feeds: 1; articles created: 1" in run("--due")[0]
    assert "Feeds: 0; articles created: 0" in run("--due")[0]
    assert "There is no source with the slug monthly." in run("--source", "monthly")[1]


def test_failures_are_sentences_and_the_others_are_polled(site: Site) -> None:
    broken, _ = feed_of(site, "broken"), feed_of(site, "daily")
    site.fail("/broken", 404)
    out, failures = run()
    assert f"broken, {broken.url}: the server answers 404 Not Found.\n" in failures
    assert "Feeds that failed: 1." in failures
    assert "created: 1" in out


def test_quiet_sources_are_named(site: Site) -> None:
    feed = feed_of(site, "daily")
    items = [item(f"N{day}", f"https://daily.example/{day}", text="Rain.", day=day) for day in range(1, 8)]
    site.put("/daily", rss(*items), XML)
    assert f"daily, {feed.url}: quiet, nothing new since 2024-05-07.\n" in run()[0]


def test_a_second_poll_leaves_it_to_the_first(site: Site) -> None:
    feed_of(site, "daily")
    with psycopg.connect(**server_parameters()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [int(Lock.POLLING)])
        out, failures = run()
        assert (out, failures) == ("", "Another poll is running.\n")
        assert site.asked == []
        other.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.POLLING)])
    assert "created: 1" in run()[0]


@pytest.mark.django_db(transaction=True)
def test_two_polls_at_once_double_nothing(site: Site) -> None:
    from django.db import connection

    feed_of(site, "daily")

    def poll() -> None:
        run()
        connection.close()

    threads = [threading.Thread(target=poll) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Article.objects.count() == 1


@pytest.mark.parametrize(("wanted", "number"), [(True, 1), (False, 0)])
def test_the_worker_polls_if_the_setting_says_so(
    site: Site, settings: Any, wanted: bool, number: int
) -> None:
    settings.POLL_SOURCES = wanted
    feed_of(site, "daily")
    assert jobs.run_jobs()
    assert Article.objects.count() == number
