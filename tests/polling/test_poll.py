"""Polling feeds: each new entry once, conditional requests, failures, and pages instead of summaries."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.conf import settings
from django.utils import timezone

from articles.importers.web.configured import make_fetcher
from articles.models import Article, Capture, FeedText, Source, SourceFeed
from articles.polling.poll import MOST_NEW, PollOutcome, due_feeds, poll
from tests.factories import SourceFactory
from tests.importers.web.server import LOCAL, Site, item, page, rss, send

pytestmark = pytest.mark.django_db
LONG = "The harbour opened again on Monday after nine days without a single crane at work. " * 30
XML = "application/rss+xml"


@pytest.fixture
def feed(site: Site) -> SourceFeed:
    """A feed of a source, with two full articles."""
    site.put("/feed", rss(full("One"), full("Two", 2)), XML)
    return SourceFeed.objects.create(source=SourceFactory.create(name="Record"), url=site.url("/feed"))


def full(headline: str, day: int = 1, text: str = LONG, more: str = "") -> str:
    """An item with the full text."""
    return item(headline, f"https://record.example/{headline}", text=text, day=day, more=more)


def again(feed: SourceFeed) -> PollOutcome:
    """Poll the feed as the next process would."""
    feed.refresh_from_db()
    outcome = poll(feed, make_fetcher(), timezone.now())
    feed.refresh_from_db()
    return outcome


def headlines() -> list[str]:
    return sorted(Article.objects.values_list("headline", flat=True))


def test_new_entries_become_articles_of_the_source_once(site: Site, feed: SourceFeed) -> None:
    assert (again(feed).created, headlines()) == (2, ["One", "Two"])
    assert [each.name for each in Source.objects.all()] == ["Record"]  # not the title of the feed
    assert (again(feed).created, headlines()) == (0, ["One", "Two"])
    site.put("/feed", rss(full("Three", 3), full("Two", 2)), XML)
    assert (again(feed).created, headlines()) == (1, ["One", "Three", "Two"])
    assert Capture.objects.count() == 3


def test_a_corrected_entry_is_a_new_version(site: Site, feed: SourceFeed) -> None:
    again(feed)
    site.put("/feed", rss(full("One", text=LONG + "Correction: it was ten days."), full("Two", 2)), XML)
    outcome = again(feed)
    assert (outcome.created, outcome.updated) == (0, 1)
    assert "ten days" in Article.objects.get(headline="One").body
    assert Capture.objects.count() == 3


def test_what_changes_by_itself_is_no_new_version(site: Site, feed: SourceFeed) -> None:
    again(feed)
    counted = "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>7</slash:comments>"
    site.put("/feed", rss(full("One", more=counted), full("Two", 2)), XML)
    assert (again(feed).updated, Capture.objects.count()) == (0, 2)


def test_an_unchanged_feed_is_not_sent_again(site: Site, feed: SourceFeed) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_known = (
            handler.headers["If-None-Match"] == '"a"' and handler.headers["If-Modified-Since"] == "Monday"
        )
        headers = {"Content-Type": XML, "ETag": '"a"', "Last-Modified": "Monday"}
        send(handler, 304 if is_known else 200, rss(full("One")).encode(), headers)

    site.pages["/feed"] = answer
    assert again(feed).created == 1
    assert (feed.etag, feed.last_modified) == ('"a"', "Monday")
    sent = site.asked.count("/feed")
    outcome = again(feed)
    assert (outcome.created, outcome.problem) == (0, "")
    assert site.headers["/feed"]["if-none-match"] == '"a"'
    assert site.asked.count("/feed") == sent + 1
    assert feed.next_poll_at is not None


def test_failures_are_shown_and_tried_less_often(site: Site, feed: SourceFeed) -> None:
    site.fail("/feed", 500)
    pauses = []
    for number in (1, 2, 3):
        began = timezone.now()
        assert again(feed).problem == "the server answers 500 Internal Server Error"
        assert (feed.failures, feed.problem) == (number, "the server answers 500 Internal Server Error")
        assert feed.next_poll_at is not None
        pauses.append((feed.next_poll_at - began).total_seconds() / 3600)
    assert pauses == pytest.approx([1, 2, 4], abs=0.1)
    site.put("/feed", rss(full("One")), XML)
    assert again(feed).created == 1
    assert (feed.failures, feed.problem) == (0, "")


def test_a_busy_server_says_when_to_come_back(
    site: Site, feed: SourceFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # with pauses again
    monkeypatch.setattr(settings, "FETCH_ALLOW_NETWORKS", LOCAL)
    site.put("/robots.txt", "", "text/plain")
    site.fail("/feed", 429, Retry_After="36000")
    began = timezone.now()
    assert "asks us to wait 600 minutes" in again(feed).problem
    assert feed.next_poll_at is not None
    assert feed.next_poll_at - began == pytest.approx(timedelta(hours=10), abs=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("body", "kind", "problem"),
    [
        (page("Strike"), "text/html", "there is no feed at this address"),
        (b"%PDF-", "application/pdf", "it is of the type application/pdf, which cannot be imported"),
    ],
)
def test_what_is_no_feed_is_said(site: Site, feed: SourceFeed, body: bytes, kind: str, problem: str) -> None:
    site.put("/feed", body, kind)
    assert again(feed).problem == problem


def test_an_entry_that_cannot_be_read_does_not_stop_the_others(site: Site, feed: SourceFeed) -> None:
    site.put("/feed", rss(full("One"), "<item><guid>1</guid></item>", full("Two", 2)), XML)
    outcome = again(feed)
    assert (outcome.created, outcome.failed, outcome.problem) == (2, 1, "")
    assert "item 2" in feed.problem
    assert feed.failures == 0


def test_linked_pages_are_fetched_once_instead_of_summaries(site: Site, feed: SourceFeed) -> None:
    SourceFeed.objects.update(text=FeedText.PAGE)
    site.put("/short", page("Short, in full", 7))
    site.put("/feed", rss(item("Short", site.url("/short")), full("One")), XML)
    assert again(feed).created == 2
    article = Article.objects.get(headline="Short, in full")
    assert article.source is not None
    assert article.source.name == "Record"
    assert Capture.objects.get(article=article).reference == site.url("/short")
    again(feed)
    assert site.asked.count("/short") == 1


def test_a_page_that_is_not_there_for_the_moment_is_tried_again(site: Site, feed: SourceFeed) -> None:
    SourceFeed.objects.update(text=FeedText.PAGE)
    site.put("/feed", rss(item("Short", site.url("/short"))), XML, ETag='"a"')
    site.fail("/short", 500)
    outcome = again(feed)
    assert (outcome.created, feed.etag) == (0, "")  # or the next poll would be told: not modified
    assert "/short: the server answers 500" in feed.problem
    site.put("/short", page("Short, in full"))
    assert (again(feed).created, headlines(), feed.etag) == (1, ["Short, in full"], '"a"')


def test_of_a_page_that_is_gone_the_summary_is_kept(site: Site, feed: SourceFeed) -> None:
    SourceFeed.objects.update(text=FeedText.PAGE)
    site.put("/feed", rss(item("Short", site.url("/short"))), XML)
    assert again(feed).created == 1
    assert Article.objects.get().body == "A summary of Short."
    assert again(feed).created == 0
    assert site.asked.count("/short") == 1


def test_a_long_feed_is_imported_over_several_polls(site: Site, feed: SourceFeed) -> None:
    number = MOST_NEW + 3
    site.put("/feed", rss(*(full(f"N{each}", text="Rain.") for each in range(number))), XML, ETag='"a"')
    assert again(feed).created == MOST_NEW
    assert again(feed).created == 3
    assert len(feed.seen) == number


def test_a_feed_that_an_editor_changed_meanwhile_is_left_alone(feed: SourceFeed) -> None:
    mine = SourceFeed.objects.get()
    SourceFeed.objects.update(url="https://record.example/new")
    poll(mine, make_fetcher(), timezone.now())
    feed.refresh_from_db()
    assert (feed.url, feed.seen, feed.polled_at) == ("https://record.example/new", [], None)


def test_which_feeds_are_due(feed: SourceFeed) -> None:
    now = timezone.now()
    others = [
        SourceFeed.objects.create(
            source=feed.source,
            url=f"https://record.example/{hours}/{is_active}",
            next_poll_at=now + timedelta(hours=hours),
            is_active=is_active,
        )
        for hours, is_active in [(-1, True), (1, True), (-2, False), (-2, True)]
    ]
    assert list(due_feeds()) == [feed, others[3], others[0]]


def arrivals(*days: float) -> SourceFeed:
    """A feed whose articles came so many days ago."""
    made = SourceFeed()
    made.note_arrivals([timezone.now() - timedelta(days=each) for each in days])
    return made


@pytest.mark.parametrize(
    ("days", "quiet"),
    [
        ((1, 2, 3, 4, 5), False),  # daily
        ((5, 6, 7, 8, 9), True),
        ((3, 4, 5, 6, 7), False),  # a weekend
        ((20, 27, 34, 41, 48), False),  # weekly
        ((30, 37, 44, 51, 58), True),
        ((0.9, 0.91, 0.92, 0.93, 0.94), False),  # several an hour, but not at night
        ((1.1, 1.11, 1.12, 1.13, 1.14), True),
        ((500, 501, 502), False),  # too few to say
        ((), False),
    ],
)
def test_quiet_feeds(days: tuple[float, ...], quiet: bool) -> None:
    assert arrivals(*days).is_quiet == quiet


def test_the_rhythm_is_known_from_the_first_poll(site: Site, feed: SourceFeed) -> None:
    site.put("/feed", rss(*(full(f"N{day}", day) for day in range(1, 8))), XML)
    again(feed)
    assert feed.usual_gap == timedelta(days=1)
    assert max(feed.arrivals) == datetime(2024, 5, 7, 8, tzinfo=UTC)
    assert feed.is_quiet
    assert feed.new_at is not None
