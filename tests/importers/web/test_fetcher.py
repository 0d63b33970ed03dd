"""Fetching: checked addresses, redirects, limits, and what goes wrong."""

import gzip
import re
import time
from http.server import BaseHTTPRequestHandler

import brotli  # type: ignore[import-untyped]
import pytest

from articles.importers.web.answers import FetchError, Limits
from articles.importers.web.fetcher import Fetcher
from tests.importers.web.server import Site, fetcher, page, send


def refusal(url: str, by: Fetcher | None = None) -> FetchError:
    """Why the address cannot be fetched."""
    with pytest.raises(FetchError) as raised:
        (by or fetcher()).fetch(url)
    return raised.value


def test_a_page_comes_with_its_address_headers_and_time(site: Site) -> None:
    site.put("/a?b=%C3%A9", page("Strike"), Last_Modified="Mon, 06 May 2024 10:00:00 GMT")
    answer = fetcher().fetch(site.url("/a?b=é#part"))
    assert answer.url == site.url("/a?b=%C3%A9")
    assert answer.body == page("Strike")
    assert answer.http_headers.startswith("HTTP/1.1 200 OK\n")
    assert "Last-Modified: Mon, 06 May 2024 10:00:00 GMT" in answer.http_headers
    assert (answer.media_type, answer.charset) == ("text/html", "utf-8")
    assert site.headers["/a?b=%C3%A9"]["user-agent"] == "NewsArchive/test"


def test_private_addresses_are_refused_before_any_connection(site: Site) -> None:
    error = refusal(site.url("/"), Fetcher("NewsArchive/test"))
    assert str(error) == "127.0.0.1 is not a public address"
    assert site.asked == []


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"])
def test_other_spellings_of_this_machine_are_refused(site: Site, host: str) -> None:
    assert re.search(
        "not (a )?public", str(refusal(f"http://{host}:{site.port}/", Fetcher("NewsArchive/test")))
    )
    assert site.asked == []


def test_a_name_with_one_private_address_is_refused(site: Site) -> None:
    by = fetcher(addresses={"news.example": ["127.0.0.1", "10.0.0.1"]})
    error = refusal(f"http://news.example:{site.port}/", by)
    assert "10.0.0.1, which is not public" in str(error)
    assert site.asked == []


def test_the_connection_goes_to_the_checked_address_whatever_the_name_says_later(site: Site) -> None:
    site.put("/", page("Strike"))
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])  # for robots.txt, the page, and what follows
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    by = Fetcher("NewsArchive/test", allowed=fetcher()._allowed, resolve=rebinding)
    assert by.fetch(f"http://news.example:{site.port}/").body == page("Strike")
    assert asked == ["news.example"] * 2  # once for each connection
    assert site.headers["/"]["host"] == f"news.example:{site.port}"


def test_the_second_address_is_tried_if_the_first_does_not_accept(site: Site) -> None:
    site.put("/", page("Strike"))
    by = fetcher(addresses={"news.example": ["127.0.0.2", "127.0.0.1"]})
    assert by.fetch(f"http://news.example:{site.port}/").status == 200


def test_redirects_are_followed_to_the_page(site: Site) -> None:
    site.redirect("/old", "/new?a=1", 301)
    site.redirect("/new?a=1", site.url("/page"), 307)
    site.put("/page", page("Strike"))
    assert fetcher().fetch(site.url("/old")).url == site.url("/page")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/", "10.0.0.1 is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a public address"),
        ("//[::1]/", "::1 is not a public address"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("http://user:secret@news.example/", "user name or password"),
        ("http://127.0.0.1:25/", "port 25"),
        ("http://[", "not an address"),
    ],
)
def test_redirects_are_checked_like_the_first_address(site: Site, target: str, reason: str) -> None:
    site.redirect("/", target)
    assert reason in str(refusal(site.url("/")))


def test_too_many_redirects(site: Site) -> None:
    site.redirect("/", "/")
    assert str(refusal(site.url("/"))) == "it redirects more than 5 times"
    assert site.asked.count("/") == 6


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte from time to time, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send headers for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: b\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("reply", [drip, drip_headers, lambda _: time.sleep(3)])
def test_the_whole_request_has_a_time_limit(site: Site, reply: object) -> None:
    site.pages["/"] = reply  # type: ignore[assignment]
    began = time.monotonic()
    error = refusal(site.url("/"), fetcher(Limits(seconds=0.5)))
    assert time.monotonic() - began < 2.5
    assert str(error) in {"it took longer than 0.5 seconds", "the server does not answer"}
    assert error.is_temporary


def flood(handler: BaseHTTPRequestHandler) -> None:
    """Send a body without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def test_a_body_without_end_is_refused(site: Site) -> None:
    site.pages["/"] = flood
    assert str(refusal(site.url("/"), fetcher(Limits(bytes=1_000_000)))) == "it is larger than 1 MB"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_compressed_pages_are_read_and_bombs_refused(site: Site, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else brotli.compress
    site.put("/", pack(page("Strike")), Content_Encoding=encoding)
    assert fetcher().fetch(site.url("/")).body == page("Strike")
    site.put("/bomb", pack(b" " * 50_000_000), Content_Encoding=encoding)
    assert str(refusal(site.url("/bomb"))) == "it is larger than 20 MB"


def test_damaged_compression_is_said(site: Site) -> None:
    site.put("/", gzip.compress(page("Strike"))[:-200], Content_Encoding="gzip")
    assert "is damaged or incomplete" in str(refusal(site.url("/")))


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "video/mp4", "application/zip"])
def test_other_types_are_refused_without_reading_them(site: Site, kind: str) -> None:
    site.put("/", b"%PDF-", kind)
    assert str(refusal(site.url("/"))) == f"it is of the type {kind}, which cannot be imported"


@pytest.mark.parametrize(
    ("status", "reason", "is_temporary"),
    [
        (404, "the server answers 404 Not Found", False),
        (410, "the server answers 410 Gone", False),
        (500, "the server answers 500 Internal Server Error", True),
    ],
)
def test_errors_of_the_server(site: Site, status: int, reason: str, is_temporary: bool) -> None:
    site.fail("/", status)
    error = refusal(site.url("/"))
    assert (str(error), error.is_temporary) == (reason, is_temporary)


def test_what_is_no_answer_is_said_in_a_sentence(site: Site) -> None:
    def other_protocol(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")

    site.pages["/"] = other_protocol
    assert str(refusal(site.url("/"))).startswith("the connection failed: ")
    site.pages["/hang-up"] = lambda handler: handler.connection.shutdown(2)
    assert str(refusal(site.url("/hang-up"))).startswith("the connection failed: ")


def test_hosts_that_are_not_there() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    by = Fetcher("NewsArchive/test", resolve=nowhere)
    assert str(refusal("http://nowhere.example/", by)) == "there is no host called nowhere.example"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/",
        "http://",
        "http://a b/",
        "http://news.example:99999/",
        "https:///x",
        "http://[::1",
    ],
)
def test_what_is_not_an_address_is_refused(url: str) -> None:
    assert refusal(url)


def test_conditions_are_passed_on(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_known = handler.headers["If-None-Match"] == '"1"'
        send(handler, 304 if is_known else 200, page("Strike"), {"Content-Type": "text/html", "ETag": '"1"'})

    site.pages["/"] = answer
    assert fetcher().fetch(site.url("/")).status == 200
    assert fetcher().fetch(site.url("/"), conditions={"If-None-Match": '"1"'}).status == 304
