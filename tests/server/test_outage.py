"""A database that stops answering while the archive runs, with its sockets left open."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.postmaster import running_pid
from tests.server.support import Running, wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive."""
    return tmp_path_factory.mktemp("outage")


@pytest.fixture(scope="module")
def archive(data_dir: Path) -> Iterator[Running]:
    """An archive with its own database, as script/server runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "DEBUG": "on"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "runarchive", "--no-samples", "--port", str(port)]
    running = Running(port)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: _is_ready(running), 120)
            yield running
        finally:
            process.terminate()


def _is_ready(archive: Running) -> bool:
    try:
        return archive.ask("GET", "/readyz")[0].status == 200
    except OSError:
        return False


def test_silent_database_is_noticed_and_holds_nobody(archive: Running, data_dir: Path) -> None:
    assert archive.ask("GET", "/articles/")[0].status == 200
    postmaster = psutil.Process(running_pid(EmbeddedPostgres(data_dir).cluster))
    stopped = [postmaster, *postmaster.children()]
    for process in stopped:
        process.send_signal(signal.SIGSTOP)
    try:
        waiting = [archive.connect(b"GET /articles/ HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(40)]
        for path, status in (("/healthz", 200), ("/readyz", 503)):
            begun = time.monotonic()
            answer = archive.ask("GET", path)[0]
            assert answer.status == status
            assert time.monotonic() - begun < 20
        assert answer.headers["Retry-After"]
        for client in waiting:
            assert client.recv(12) == b"HTTP/1.1 503"
            client.close()
        begun = time.monotonic()
        assert archive.ask("GET", "/articles/")[0].status == 503
        assert archive.ask("GET", "/help/search/")[0].status == 200
        assert time.monotonic() - begun < 5  # at once, where the pool alone would wait for five seconds
    finally:
        for process in stopped:
            process.send_signal(signal.SIGCONT)
    # Each worker detects it separately.
    wait_until(lambda: all(archive.ask("GET", "/articles/")[0].status == 200 for _ in range(10)))
