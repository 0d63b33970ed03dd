"""The whole archive as script/server runs it, in its own processes on an empty data folder."""

import http.client
import os
import re
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
from tests.launcher.support import ROOT, copy_data, query


class Archive:
    """One run of the archive, and its output."""

    def __init__(self, data_dir: Path, port: int) -> None:
        # DEBUG skips compressing the static files, which saves seconds.
        self.port = port
        environment = {**os.environ, "DATA_DIR": str(data_dir), "PORT": str(port), "DEBUG": "on"}
        environment.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runarchive", "--no-samples"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def wait_until_ready(self) -> None:
        """Read output until the last line of the overview."""
        self.read_until("  Stop")

    def read_until(self, beginning: str) -> None:
        """Read output until a line begins like this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if line.startswith(beginning):
                return
        raise AssertionError(f"It ended with {self.process.wait()}, having said: {self.said}")

    def status(self, path: str) -> int:
        """Return the status of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def workers(self) -> list[psutil.Process]:
        """Return the workers for background work that it has started."""
        wanted = ["runworker", "--parent", str(self.process.pid)]
        found = psutil.process_iter(["cmdline"])
        return [process for process in found if (process.info["cmdline"] or [])[-3:] == wanted]

    def wait_for_workers(self, number: int) -> None:
        """Wait until so many workers are running."""
        until = time.monotonic() + 60
        while len(self.workers()) != number:
            assert time.monotonic() < until
            time.sleep(0.1)

    def end(self, number: signal.Signals) -> int:
        """Send a signal to the whole process group, as a terminal does; returns the exit code."""
        os.killpg(self.process.pid, number)
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode


@pytest.fixture
def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def started() -> Iterator[list[Archive]]:
    """A list of archives to stop after the test."""
    archives: list[Archive] = []
    yield archives
    for archive in archives:
        with archive.process:  # closes the pipe and waits
            archive.process.terminate()


def processes_of(data_dir: Path) -> list[str]:
    """Return running processes with the folder's name in their command lines."""
    lines = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return [" ".join(line) for line in lines if str(data_dir) in " ".join(line)]


def test_first_run_second_run_kill_and_stop(tmp_path: Path, port: int, started: list[Archive]) -> None:
    server = EmbeddedPostgres(tmp_path)
    first = Archive(tmp_path, port)
    started.append(first)
    first.wait_until_ready()
    assert f"http://127.0.0.1:{port}/admin/" in first.said
    assert re.search(r"user admin, password \S{12,}$", first.said, re.MULTILINE)
    assert [first.status(path) for path in ("/healthz", "/readyz", "/admin/login/")] == [200, 200, 200]
    assert str(tmp_path / "postgres.log") in first.said
    first.wait_for_workers(1)
    first.workers()[0].kill()
    first.read_until("The worker has ended with exit code -9; starting it again.")
    first.wait_for_workers(1)
    assert first.end(signal.SIGINT) == 0
    assert "\nThe archive has stopped.\n" in first.said  # PostgreSQL may say that it needs seconds to stop
    assert processes_of(tmp_path) == []
    assert first.workers() == []

    second = Archive(tmp_path, port)
    started.append(second)
    second.wait_until_ready()
    assert "password" not in second.said
    second.wait_for_workers(1)
    second.process.send_signal(signal.SIGSTOP)  # so that it starts no other worker
    for each in second.workers():  # else they stop the database, as its last users
        each.kill()
    second.process.kill()
    second.process.communicate()
    second.wait_for_workers(0)
    assert running_pid(server.cluster) is not None
    assert query(server, "SELECT 1") == 1

    third = Archive(tmp_path, port)
    started.append(third)
    third.wait_until_ready()
    assert third.status("/readyz") == 200
    assert third.end(signal.SIGTERM) == 0
    assert processes_of(tmp_path) == []


def test_a_killed_database_comes_back_and_a_broken_one_ends_the_archive(
    tmp_path: Path, template: Path, port: int, started: list[Archive]
) -> None:
    copy_data(template, tmp_path / "var")
    server = EmbeddedPostgres(tmp_path / "var")
    archive = Archive(server.data_dir, port)
    started.append(archive)
    archive.wait_until_ready()
    first = running_pid(server.cluster)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    archive.read_until("The database is back")
    while archive.status("/readyz") != 200:  # each worker detects it separately
        time.sleep(0.05)

    with (server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("work_mem = plenty\n")
    second = running_pid(server.cluster)
    assert second is not None
    os.kill(second, signal.SIGKILL)
    archive.said += archive.process.communicate(timeout=120)[0]
    assert archive.process.returncode == 1
    assert "The database could not be kept running" in archive.said
    assert 'invalid value for parameter "work_mem"' in archive.said
    assert "Traceback" not in archive.said
    assert processes_of(server.data_dir) == []


def test_a_taken_port_is_named_and_nothing_is_left_running(
    tmp_path: Path, port: int, started: list[Archive]
) -> None:
    with socket.create_server(("127.0.0.1", port)):
        archive = Archive(tmp_path, port)
        started.append(archive)
        said = archive.process.communicate(timeout=60)[0]
    assert archive.process.returncode == 1
    assert f"Port {port} is in use" in said
    assert f"PORT={port + 1} script/server" in said
    assert processes_of(tmp_path) == []
