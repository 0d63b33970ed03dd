"""Workers that die, hang or use too much memory, and how this affects clients."""

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.server.support import wait_until

ROOT = Path(__file__).resolve().parents[2]
GENEROUS = 10 * 2**30


class Supervised:
    """A supervisor in its own process, with one worker."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port
        self.answers: list[int] = []
        self.failures: list[Exception] = []

    def ask(self, connection: http.client.HTTPConnection) -> None:
        """Request a page and record the result."""
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            self.answers.append(answer.status)
        except (OSError, http.client.HTTPException) as error:
            self.failures.append(error)
            connection.close()

    def ask_once(self) -> None:
        """Request a page on a new connection."""
        with closing(self.connection()) as connection:
            self.ask(connection)

    def connection(self) -> http.client.HTTPConnection:
        """A separate client."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def worker(self) -> int:
        """Return the pid of the oldest worker; 0 if there is none."""
        workers: list[tuple[float, int]] = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # it has just ended
                if "spawn_main" in " ".join(child.cmdline()):
                    workers.append((child.create_time(), child.pid))
        return min(workers)[1] if workers else 0


@contextmanager
def supervised(most_memory: int) -> Iterator[Supervised]:
    """A running supervisor, stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.server.supervised", str(port), str(most_memory)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL) as process:
        try:
            started = Supervised(process, port)
            wait_until(lambda: _answers(started), 60)
            started.failures.clear()
            yield started
        finally:
            process.terminate()


def _answers(started: Supervised) -> bool:
    started.ask_once()
    return bool(started.answers)


@pytest.mark.parametrize("keeps_connection", [True, False])
def test_worker_that_has_grown_is_replaced_without_a_lost_request(keeps_connection: bool) -> None:
    with supervised(most_memory=1) as started:
        first, done = started.worker(), threading.Event()

        def client() -> None:
            with closing(started.connection()) as connection:
                while not done.is_set():
                    started.ask(connection)
                    if not keeps_connection:
                        connection.close()

        clients = [threading.Thread(target=client) for _ in range(4)]
        for each in clients:
            each.start()
        wait_until(lambda: not psutil.pid_exists(first), 60)
        asked = len(started.answers)
        wait_until(lambda: len(started.answers) > asked + 100)
        done.set()
        for each in clients:
            each.join()
    assert started.failures == []
    assert set(started.answers) == {200}


def test_worker_that_is_replaced_answers_what_it_has_begun() -> None:
    head = b"POST /robots.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n"
    with supervised(most_memory=1) as started, socket.create_connection(("127.0.0.1", started.port)) as slow:
        slow.settimeout(60)
        slow.sendall(head + b"abc")
        first = started.worker()
        wait_until(lambda: len(psutil.Process(started.process.pid).children()) > 2, 60)
        started.ask_once()  # by another worker: this one takes no more
        assert not select.select([slow], [], [], 0)[0], "answered before the whole request was there"
        slow.sendall(b"def")
        assert slow.recv(12) == b"HTTP/1.1 405"  # a page that needs no database
        slow.close()
        wait_until(lambda: not psutil.pid_exists(first), 60)


def test_worker_that_was_killed_is_replaced() -> None:
    with supervised(GENEROUS) as started:
        first = started.worker()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: started.worker() not in (0, first))
        started.ask_once()
    assert started.answers[-1] == 200


def test_workers_that_keep_dying_end_the_server() -> None:
    with supervised(GENEROUS) as started:

        def kill() -> bool:
            if worker := started.worker():
                os.kill(worker, signal.SIGKILL)
            return started.process.poll() is not None

        wait_until(kill, 60)
    assert started.process.returncode == 1
