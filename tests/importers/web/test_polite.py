"""Politeness: robots.txt, pauses, and servers that are busy."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.test import override_settings

from articles.importers.web.answers import FetchError
from articles.importers.web.configured import user_agent
from tests.importers.web.server import Site, dashed, fetcher, page, send


def refusal(url: str) -> str:
    """Why the address cannot be fetched."""
    with pytest.raises(FetchError) as raised:
        fetcher().fetch(url)
    return str(raised.value)


@pytest.mark.parametrize(
    ("rules", "path", "may"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/open", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive\nDisallow: /private/", "/open", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: newsarchive\nDisallow: /", "/open", False),
        ("User-agent: *\nDisallow: /\nAllow: /open", "/open", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.html", True),
        ("", "/open", True),
        ("<html>Not found</html>", "/open", True),
    ],
)
def test_robots_txt_is_obeyed(site: Site, rules: str, path: str, may: bool) -> None:
    site.put("/robots.txt", rules, "text/plain")
    site.put(path, page("Strike"))
    if may:
        assert fetcher().fetch(site.url(path)).status == 200
    else:
        assert refusal(site.url(path)) == "its robots.txt forbids it"
        assert site.asked == ["/robots.txt"]


def test_it_is_asked_once_for_all_pages(site: Site) -> None:
    site.put("/robots.txt", "", "text/plain")
    site.put("/a", page("A"))
    site.put("/b", page("B"))
    by = fetcher()
    by.fetch(site.url("/a"))
    by.fetch(site.url("/b"))
    assert site.asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_without_a_robots_txt_everything_is_permitted(site: Site, status: int) -> None:
    site.fail("/robots.txt", status)
    site.put("/", page("Strike"))
    assert fetcher().fetch(site.url("/")).status == 200


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_if_the_server_fails_nothing_is_permitted(site: Site, status: int) -> None:
    site.fail("/robots.txt", status)
    site.put("/", page("Strike"))
    assert refusal(site.url("/")).startswith(f"its robots.txt cannot be read: the server answers {status} ")
    assert "/" not in site.asked


def test_a_robots_txt_can_be_redirected_but_not_to_a_private_address(site: Site) -> None:
    site.redirect("/robots.txt", "/rules.txt", 301)
    site.put("/rules.txt", "User-agent: *\nDisallow: /", "text/plain")
    site.put("/", page("Strike"))
    assert refusal(site.url("/")) == "its robots.txt forbids it"
    site.redirect("/robots.txt", "http://10.0.0.1/robots.txt")
    assert refusal(site.url("/")) == "10.0.0.1 is not a public address"


def test_the_robots_txt_of_the_target_of_a_redirect_counts(site: Site) -> None:
    site.redirect("/", f"http://localhost:{site.port}/page")
    site.put("/page", page("Strike"))
    assert fetcher().fetch(site.url("/")).status == 200
    assert site.asked == ["/robots.txt", "/", "/robots.txt", "/page"]


def test_there_is_a_pause_between_two_requests_to_a_host(site: Site) -> None:
    site.put("/", page("Strike"))
    waits: list[float] = []
    by = fetcher(waits=waits)
    by.fetch(site.url("/"))
    by.fetch(site.url("/"))
    assert waits == pytest.approx([1, 1], abs=0.5)


@pytest.mark.parametrize(("delay", "pause"), [("7", 7), ("0.1", 1), ("86400", 60)])
def test_crawl_delay_is_respected_within_reason(site: Site, delay: str, pause: float) -> None:
    site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}", "text/plain")
    site.put("/", page("Strike"))
    waits: list[float] = []
    fetcher(waits=waits).fetch(site.url("/"))
    assert waits == pytest.approx([pause], abs=0.5)


def busy_at_first(site: Site, times: int, status: int, **headers: str) -> None:
    """Answer as a busy server the first few times."""

    def answer(handler: object) -> None:
        is_busy = site.asked.count("/") <= times
        more = dashed(headers) if is_busy else {"Content-Type": "text/html"}
        send(handler, status if is_busy else 200, page("Strike"), more)  # type: ignore[arg-type]

    site.pages["/"] = answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(site: Site, status: int) -> None:
    busy_at_first(site, 1, status, Retry_After="17")
    waits: list[float] = []
    assert fetcher(waits=waits).fetch(site.url("/")).status == 200
    assert waits == pytest.approx([1, 17], abs=0.5)


def test_it_may_name_a_date(site: Site) -> None:
    busy_at_first(site, 1, 503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=30)))
    waits: list[float] = []
    fetcher(waits=waits).fetch(site.url("/"))
    assert waits == pytest.approx([1, 30], abs=3)


def test_without_a_time_the_waits_become_longer(site: Site) -> None:
    busy_at_first(site, 9, 503)
    waits: list[float] = []
    with pytest.raises(FetchError, match="503 Service Unavailable") as raised:
        fetcher(waits=waits).fetch(site.url("/"))
    assert raised.value.is_temporary
    assert waits == pytest.approx([1, 5, 10], abs=0.5)
    assert site.asked.count("/") == 3


def test_a_long_time_is_not_waited_and_the_host_is_left_alone(site: Site) -> None:
    site.put("/other", page("Other"))
    busy_at_first(site, 1, 429, Retry_After="3600")
    by = fetcher()
    for path in ("/", "/other"):
        with pytest.raises(FetchError, match="is busy and asks us to wait 60 minutes") as raised:
            by.fetch(site.url(path))
        assert raised.value.wait == pytest.approx(3600, abs=5)
    assert "/other" not in site.asked


@pytest.mark.parametrize(
    ("site_url", "contact", "about"),
    [
        ("", "", ""),
        ("https://archive.example.org", "", r" \(\+https://archive.example.org\)"),
        (
            "https://archive.example.org",
            "desk@example.org",
            r" \(\+https://archive.example.org; desk@example.org\)",
        ),
    ],
)
def test_the_user_agent_says_who_we_are(site_url: str, contact: str, about: str) -> None:
    import re

    with override_settings(SITE_URL=site_url, CONTACT=contact):
        assert re.fullmatch(rf"NewsArchive/\d+\.\d+\.\d+{about}", user_agent())
