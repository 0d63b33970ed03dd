"""Clients that send or read slowly, on purpose or not, and their effect on other clients."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from newsarchive.server import application, protocol
from tests.server.support import SECURE, Running, answer_of, running, wait_until
from tests.server.wsgi import Request, answering, pieces

POST = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nCookie: csrftoken=" + b"c" * 32
POST += b"\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nq"
GET = b"GET /help/search/ HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nX-Slow: ", POST % b"/searches/freeze/", POST % b"/accounts/login/"],
    ids=["silent", "headers", "form", "log-in"],
)
def test_slow_requests_hold_no_thread(archive: Running, sent: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(50):
            slow.enter_context(closing(archive.connect(sent)))
        wait_until(lambda: archive.connections == 50)
        assert archive.ask("GET", "/help/search/")[0].status == 200
        assert archive.ask("GET", "/healthz")[0].status == 200


def test_clients_that_do_not_read_hold_no_thread() -> None:
    with running(pieces(b"x" * 65_536, 500), threads=1) as served, ExitStack() as slow:
        for _ in range(20):
            slow.enter_context(closing(served.connect(GET + b"\r\n", buffer=1)))
        assert len(served.ask("GET", "/")[1]) == 500 * 65_536


def test_body_that_takes_too_long_is_refused(archive: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "BODY_SECONDS", 0.1)
    with closing(archive.connect(POST % b"/searches/freeze/")) as client:
        status, headers = answer_of(client)
    assert (status, headers["connection"]) == (408, "close")
    assert headers.keys() >= SECURE


def test_large_body_gets_the_time_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(application, "BODY_RATE", 10)
    asked: list[Request] = []
    with running(pieces(b"x", 1, asked)) as served, closing(served.connect()) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1500\r\n\r\n" + b"a" * 1000)
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(20)
        client.sendall(b"b" * 500)
        assert answer_of(client)[0] == 200
    assert asked[0].body == b"a" * 1000 + b"b" * 500


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/searches/freeze/", 1_000_001, 413), ("/admin/login/", 1_000_001, 403), ("/admin/", 20_000_001, 413)],
)
def test_body_has_a_limit(archive: Running, path: str, size: int, status: int) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
    with closing(archive.connect(head.encode())) as client:
        try:
            client.sendall(b"x" * size)
        except ConnectionError:
            assert status == 413  # refused before all of it was sent
        assert answer_of(client)[0] == status


def test_body_that_is_announced_too_large_is_refused_at_once(archive: Running) -> None:
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
    with closing(archive.connect(head)) as client:
        assert answer_of(client)[0] == 413


def test_headers_have_a_deadline(monkeypatch: pytest.MonkeyPatch, static_files: None) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    with running(pieces(b"x", 1)) as served:
        with closing(served.connect(GET + b"X-Slow: ")) as slow:
            status, headers = answer_of(slow)
            assert (status, headers["connection"]) == (408, "close")
            assert headers.keys() >= SECURE
        with closing(served.connect()) as silent:
            assert silent.recv(1) == b""
        with closing(served.connect(GET + b"\r\n")) as second:
            assert answer_of(second)[0] == 200
            second.sendall(b"GET / HT")
            assert answer_of(second)[0] == 408


def test_client_that_stops_reading_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "STALL_SECONDS", 0.1)
    with running(pieces(b"x" * 65_536, 500)) as served:
        with closing(served.connect(GET + b"\r\n", buffer=1)):
            wait_until(lambda: served.connections == 1)
            wait_until(lambda: served.connections == 0)
        with closing(served.connect(GET + b"\r\n")) as reader:
            assert answer_of(reader)[0] == 200


def test_client_that_leaves_ends_the_work_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []
    endless = 10**9
    with running(pieces(b"x" * 65_536, endless, asked), threads=1) as served:
        client = served.connect(GET + b"\r\n")
        client.recv(1)
        client.close()
        wait_until(lambda: asked and asked[0].closed)


def test_requests_wait_in_a_bounded_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "MOST_WAITING", 0)
    with running(pieces(b"x", 1)) as served:
        for path in ("/help/search/", "/api/articles", "/reconcile"):
            answer, body = served.ask("GET", path)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
            assert {name.lower() for name in answer.headers} >= SECURE
            assert b"very busy" in body
        assert answer.headers["Content-Type"] == "application/json"
        assert served.ask("GET", "/healthz")[0].status == 200


@pytest.mark.parametrize("path", ["/captures/7/", "/articles.csv", "/searches/9bc.jsonl"])
def test_files_hold_no_thread_of_pages(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "WAIT_SECONDS", 0.2)
    release = threading.Event()

    def made() -> Iterator[bytes]:
        release.wait(20)
        yield b"x"

    file, page = answering(made), pieces(b"x", 1)

    def both(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return (file if environ["PATH_INFO"] == path else page)(environ, start)

    with running(both, threads=4) as served, ExitStack() as slow:
        asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        clients = [slow.enter_context(closing(served.connect(asked))) for _ in range(20)]
        assert served.ask("GET", "/help/search/")[0].status == 200
        answer = served.ask("GET", path)[0]
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        release.set()
        assert {answer_of(client)[0] for client in clients} == {200, 503}


def test_more_clients_than_the_queue_takes(archive: Running) -> None:
    with ExitStack() as clients:
        many = [clients.enter_context(closing(archive.connect(GET + b"\r\n"))) for _ in range(100)]
        assert {answer_of(client)[0] for client in many} == {200}


def test_sockets_are_given_back(archive: Running) -> None:
    for client in [archive.connect(GET) for _ in range(20)]:
        client.shutdown(socket.SHUT_RDWR)
        client.close()
    wait_until(lambda: archive.connections == 0)
