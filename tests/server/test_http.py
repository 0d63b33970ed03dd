"""Requests as the application gets them, its responses, and requests that the server refuses."""

import http.client
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.server.support import SECURE, Running, answer_of, running
from tests.server.wsgi import Request, answering, pieces

LONG = b"x" * 70_000


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n", 400),
        (b"GET /" + LONG + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + LONG + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: badly.example\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n", 200),
        (b"GET /nothing/here/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"GET /static/icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        (b"GET /static/none.css HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"GET /%ff%fe%00/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    ],
)
def test_every_answer_carries_the_security_headers(archive: Running, sent: bytes, expected: int) -> None:
    with closing(archive.connect(sent)) as client:
        status, headers = answer_of(client)
    assert status == expected
    assert headers.keys() >= SECURE
    assert "server" not in headers


def test_request_reaches_the_application_as_it_was_sent() -> None:
    asked: list[Request] = []
    sent = (
        b"POST /caf%C3%A9/%ff/?q=%C3%A9&q=+ HTTP/1.1\r\nHost: localhost:8000\r\nX_Forwarded_For: 1.2.3.4\r\n"
    )
    sent += b"Cookie: a=1\r\nCookie: b=2\r\nX-Forwarded-For: 5.6.7.8\r\nX-Forwarded-For: 9.9.9.9\r\n"
    sent += b"Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with running(pieces(b"x", 1, asked)) as served, closing(served.connect(sent)) as client:
        assert answer_of(client)[0] == 200
    environ = asked[0].environ
    assert asked[0].body == b"abcde"
    assert (environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == ("5", "text/plain")
    assert environ["PATH_INFO"].encode("latin-1") == b"/caf\xc3\xa9/\xff/"
    assert environ["QUERY_STRING"] == "q=%C3%A9&q=+"
    assert environ["HTTP_HOST"] == "localhost:8000"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "5.6.7.8,9.9.9.9"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


def test_connection_answers_several_requests(archive: Running) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", archive.port, timeout=60)) as connection:
        for path in ("/help/search/", "/healthz", "/robots.txt"):
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            assert (answer.status, len(answer.read())) == (200, int(answer.headers["Content-Length"]))
    get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
    both = get + b"\r\n" + get + b"Connection: close\r\n\r\n"
    # Read both at once: the two responses may arrive together.
    with closing(archive.connect(both)) as client, client.makefile("rb") as answers:
        assert answers.read().count(b"HTTP/1.1 200 OK\r\n") == 2


def test_head_has_no_content(archive: Running) -> None:
    whole, content = archive.ask("GET", "/help/search/")
    head, nothing = archive.ask("HEAD", "/help/search/")
    assert (head.status, nothing) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(content))


def test_answer_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the other half is lost")

    with running(answering(broken)) as served, pytest.raises(http.client.IncompleteRead):
        served.ask("GET", "/")


def test_error_in_the_application_is_reported() -> None:
    def fault(_environ: object, _start: object) -> Iterator[bytes]:
        raise RuntimeError("a secret detail")

    with running(fault) as served:
        answer, body = served.ask("GET", "/")
    assert answer.status == 500
    assert b"secret" not in body
    assert {name.lower() for name in answer.headers} >= SECURE
