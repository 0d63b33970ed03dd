"""Real servers for the tests of the launcher: no Django, no shared database."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import NO_SYNC, ROOT, USER_PROGRAM, StartUser, copy_data, query


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped server; tests copy it."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("template"))
    with server.lease():
        query(server, NO_SYNC)
    return server.data_dir


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A stopped server with its own cluster, removed after the test."""
    data_dir = tmp_path / "var"
    copy_data(template, data_dir)
    server = EmbeddedPostgres(data_dir)
    yield server
    if running_pid(server.cluster) is not None:
        server.stop()


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    """Start a process that holds a lease on a folder's server until it reads a line or EOF."""
    started: list[subprocess.Popen[str]] = []

    def start(data_dir: Path, *, wait: bool = True) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USER_PROGRAM, str(data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        if wait:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate disk of 160 MB. Skips the test if none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
