"""import_articles with addresses: pages and feeds become articles with their originals."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.importers.web.pace import Pace
from articles.models import Article, Capture
from tests.importers.web.server import LOCAL, Site, fetcher, item, page, rss

pytestmark = pytest.mark.django_db
LONG = "The harbour opened again on Monday after nine days without a single crane at work. " * 30


@pytest.fixture(autouse=True)
def _fast(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow this machine, and take no time over pauses."""
    settings.FETCH_ALLOW_NETWORKS = LOCAL
    monkeypatch.setattr(Pace, "wait", lambda *_: None)


def run(*arguments: str) -> tuple[str, str]:
    """Run the command; return what it says, and its failures."""
    out, failures = StringIO(), StringIO()
    try:
        call_command("import_articles", *arguments, "--no-extract", stdout=out, stderr=failures)
    except CommandError as error:
        failures.write(str(error))
    return out.getvalue(), failures.getvalue()


def test_a_page_becomes_an_article_with_address_headers_and_time(site: Site) -> None:
    site.put("/strike", page("Harbour strike ends", 6))
    _, failures = run(site.url("/strike"))
    assert failures == ""
    article = Article.objects.get()
    assert (article.headline, article.url) == ("Harbour strike ends", site.url("/strike"))
    assert article.published_on == date(2024, 5, 6)
    capture = Capture.objects.get()
    assert (capture.reference, bytes(capture.raw)) == (site.url("/strike"), page("Harbour strike ends", 6))
    assert capture.http_headers.startswith("HTTP/1.1 200 OK\n")
    assert "Content-Type: text/html; charset=utf-8" in capture.http_headers
    assert capture.captured_at


def test_the_same_page_again_is_unchanged_and_a_changed_one_is_a_version(site: Site) -> None:
    site.put("/strike", page("Harbour strike ends"))
    run(site.url("/strike"))
    assert "unchanged          1" in run(site.url("/strike#comments"))[0]
    site.put("/strike", page("Harbour strike over"))
    assert "updated            1" in run(site.url("/strike"))[0]
    assert [each.headline for each in Article.objects.all()] == ["Harbour strike over"]
    assert Capture.objects.count() == 2


def test_the_address_after_redirects_counts(site: Site) -> None:
    site.put("/strike", page("Harbour strike ends"))
    site.redirect("/go?id=7", "/strike")
    run(site.url("/go?id=7"))
    assert Capture.objects.get().reference == site.url("/strike")


def test_the_charset_of_the_header_is_used(site: Site) -> None:
    site.put("/a", page("Grève à Orléans").decode().encode("latin-1"), "text/html; charset=iso-8859-1")
    run(site.url("/a"))
    assert Article.objects.get().headline == "Grève à Orléans"


def test_a_page_that_claims_to_be_another_is_stored_under_its_own_address(site: Site) -> None:
    claim = b"<!--\n Page saved with SingleFile\n url: https://other.example/a\n saved date: x\n-->"
    site.put("/a", page("Strike").replace(b"<html", claim + b"<html"))
    run(site.url("/a"))
    assert Capture.objects.get().reference == site.url("/a")


def test_what_cannot_be_fetched_is_said_and_the_rest_goes_in(site: Site, tmp_path: Path) -> None:
    site.put("/good", page("Good"))
    site.put("/report.pdf", b"%PDF-1.7", "application/pdf")
    site.put("/picture", b"\x89PNG\r\n\x1a\n", "text/html")
    listed = tmp_path / "addresses.txt"
    listed.write_text(f"# ours\n{site.url('/good')}\n\n{site.url('/gone')}\nhttp://10.0.0.1/\nnews.example\n")
    out, failures = run(site.url("/report.pdf"), site.url("/picture"), "--addresses", str(listed))
    assert "created            1" in out
    assert (
        f"{site.url('/report.pdf')}: it is of the type application/pdf, which cannot be imported." in failures
    )
    assert f"{site.url('/picture')}: it seems to be a PNG image, not text." in failures
    assert f"{site.url('/gone')}: the server answers 404 Not Found." in failures
    assert "http://10.0.0.1/: 10.0.0.1 is not a public address." in failures
    assert "news.example: only http and https addresses can be fetched." in failures
    assert "5 of 6 records failed" in failures


def test_files_and_addresses_go_together(site: Site, tmp_path: Path) -> None:
    site.put("/a", page("From the web"))
    file = tmp_path / "a.html"
    file.write_bytes(page("From a file"))
    run(str(file), site.url("/a"))
    assert {each.headline for each in Article.objects.all()} == {"From the web", "From a file"}


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml", "text/html", "text/plain"])
def test_the_entries_of_a_feed_are_imported_whatever_the_server_calls_it(site: Site, kind: str) -> None:
    entries = [item("One", "https://daily.example/1", text=LONG), item("Two", "https://daily.example/2")]
    site.put("/feed", rss(*entries), kind)
    out, failures = run(site.url("/feed"))
    assert ("created            2" in out, failures) == (True, "")
    assert set(Article.objects.values_list("headline", "source__name")) == {
        ("One", "The Daily Record"),
        ("Two", "The Daily Record"),
    }


def test_entries_without_an_identity_do_not_replace_each_other(site: Site) -> None:
    bare = "<item><title>{}</title><description>{}</description></item>"
    for number in (1, 2):
        site.put("/feed", rss(bare.format(f"Story {number}", LONG)), "application/rss+xml")
        run(site.url("/feed"))
    assert Article.objects.count() == 2


def test_linked_pages_replace_summaries_only(site: Site) -> None:
    entries = [
        item("Full", site.url("/full"), text=LONG),
        item("Short", site.url("/short"), day=7),
        item("Lost", site.url("/lost")),
    ]
    site.put("/feed", rss(*entries), "application/rss+xml")
    site.put("/short", page("Short, in full").replace(b"article:published_time", b"none"))
    out, failures = run(site.url("/feed"), "--linked-pages", "--source", "Daily")
    assert "created            3" in out
    assert "skipped            1 linked pages that could not be fetched" in out
    assert f"{site.url('/lost')}: skipped, the server answers 404 Not Found." in failures
    assert "/full" not in site.asked
    short = Article.objects.get(headline="Short, in full")
    assert "Dockers said" in short.body
    assert short.published_on == date(2024, 5, 7)  # from the feed: the page has none
    assert Capture.objects.get(article=short).reference == site.url("/short")
    assert Article.objects.get(headline="Lost").body == "A summary of Lost."


def test_a_page_that_could_not_be_fetched_becomes_a_version_of_its_summary(site: Site) -> None:
    site.put("/feed", rss(item("Short", site.url("/short"))), "application/rss+xml")
    run(site.url("/feed"), "--linked-pages")
    site.put("/short", page("Short, in full"))
    run(site.url("/feed"), "--linked-pages")
    assert [each.headline for each in Article.objects.all()] == ["Short, in full"]
    assert Capture.objects.count() == 2


def test_nothing_to_import_is_said() -> None:
    assert run()[1] == "Name a file, a folder or an address to import."


@pytest.mark.parametrize(
    ("content", "says"), [(None, "There is no file called"), ("# none\n", "has no addresses")]
)
def test_lists_that_cannot_be_used(tmp_path: Path, content: str | None, says: str) -> None:
    listed = tmp_path / "addresses.txt"
    if content is not None:
        listed.write_text(content)
    assert says in run("--addresses", str(listed))[1]


def test_an_error_nobody_thought_of_concerns_one_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from articles.importers.record import ReadOptions, Unreadable
    from articles.importers.web.found import found_at

    by = fetcher()
    site.put("/good", page("Good"))
    known = by.fetch(site.url("/good"))
    monkeypatch.setattr(by, "fetch", lambda url: known if "good" in url else 1 / 0)
    found = list(found_at([site.url("/bad"), site.url("/good")], by, ReadOptions()))
    assert isinstance(found[0], Unreadable)
    assert "ZeroDivisionError" in found[0].reason
    assert len(found) == 2
