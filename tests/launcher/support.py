"""Helpers that query and crash real servers."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.cluster import SUPERUSER
from newsarchive.embedded.postmaster import running_pid

ROOT = Path(__file__).resolve().parents[2]

USER_PROGRAM = """
import sys
from pathlib import Path
from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError
try:
    with EmbeddedPostgres(Path(sys.argv[1])).lease():
        print("up", flush=True)
        sys.stdin.readline()
except EmbeddedPostgresError as error:
    sys.exit(str(error))
"""

# Servers of tests need not survive a power cut.
NO_SYNC = "ALTER SYSTEM SET fsync = off"

StartUser = Callable[..., "subprocess.Popen[str]"]


def query(server: EmbeddedPostgres, statement: str, user: str = SUPERUSER) -> object:
    """The first column of the first row, if the statement has rows."""
    address = server.dsn("postgres")
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], user=user, dbname="postgres", autocommit=True
    ) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]


def crash(server: EmbeddedPostgres) -> None:
    """Kill every process of the server at once, like a power cut."""
    pid = running_pid(server.cluster)
    assert pid is not None
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in family:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=30)


def gone(pid: int, within: float = 30) -> bool:
    """Whether the process ends in time. A zombie has ended."""
    end = time.monotonic() + within
    while True:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)


def copy_data(source: Path, copy: Path) -> None:
    """Copy the data folder of a stopped server, with ownership and permissions."""
    shutil.copytree(source, copy, copy_function=shutil.copyfile)
    for path in source.rglob("*"):
        shutil.copymode(path, copy / path.relative_to(source))
