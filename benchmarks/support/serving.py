"""Serves the archive by its own command, to measure it over HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """A running archive. started: seconds from the command to the first response; first_page: milliseconds
    of the first page of articles after that."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]", begun: float) -> None:
        self.port = port
        self._process = process
        while not self._answers():
            if process.poll() is not None:
                raise SystemExit("The archive did not start.")
            time.sleep(0.02)
        self.started = time.perf_counter() - begun
        self.connection = self.connect()
        self.first_page = self.get("/articles/")[0]

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection, which stays with one of the server's processes."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False

    def get(self, path: str, connection: http.client.HTTPConnection | None = None) -> tuple[float, bytes]:
        """Return the milliseconds of a response and its content. Raises SystemExit if it is not 200."""
        connection = connection or self.connection
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        return 1000 * (time.perf_counter() - begun), body

    def count(self, path: str, connection: http.client.HTTPConnection) -> int:
        """Return the number of matches that the API reports for ``path``."""
        return int(json.loads(self.get(path, connection)[1])["count"])

    def memory(self) -> list[float]:
        """Return the proportional set size (PSS) of each process in MB, largest first."""
        parent = psutil.Process(self._process.pid)
        every = [parent, *parent.children(recursive=True)]
        python = [each for each in every if "postgres" not in each.name()]
        return sorted((each.memory_full_info().pss / 1e6 for each in python), reverse=True)


@contextmanager
def served() -> Iterator[Served]:
    """Serve the archive of this environment on a free port during the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runarchive", "--no-samples", "--port", str(port)],
        cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Served(port, process, begun)
    finally:
        process.terminate()
        process.wait(timeout=60)
