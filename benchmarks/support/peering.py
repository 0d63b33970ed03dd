"""Runs the peers of benchmarks/support/peers.py on the archive's articles, each in its own process."""

import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from django.db import connection, transaction

SCRIPT = Path(__file__).resolve().parent / "peers.py"
_EXPORT = """
    DECLARE exported CURSOR FOR
    SELECT id, headline, concat_ws(E'\\n', headline, standfirst, caption, entity_names, body),
           coalesce(to_char(published_on, 'YYYYMMDD')::int, 0), coalesce(source_id, 0),
           country_ids, person_ids
      FROM articles_article WHERE status = 'published'
"""


class PeerProcess:
    """A peer's process. Raises PeerMissing if its package is not installed."""

    def __init__(self, name: str, python: str, folder: Path) -> None:
        command = [python, str(SCRIPT), name, "answer", str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise PeerMissing(_last_line(self._process))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return the response, with ``ms``. Raises SystemExit if the peer failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"A peer failed at {request}: {_last_line(self._process)}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def memory(self) -> float:
        """Return its resident MB."""
        return psutil.Process(self._process.pid).memory_info().rss / 1e6

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=30)


class PeerMissing(Exception):  # noqa: N818  (an expected condition)
    """A peer's package is not installed."""


def _last_line(process: "subprocess.Popen[str]") -> str:
    return (process.communicate()[1].strip().splitlines() or ["it said nothing"])[-1]


def build(name: str, python: str, folder: Path) -> float:
    """Index every published article and return the seconds; 0 if ``folder`` already has the index.

    Raises PeerMissing if the peer's package is not installed.
    """
    done = folder / "built"
    if done.exists():
        return 0.0
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [python, str(SCRIPT), name, "build", str(folder)],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    try:
        for line in _articles():
            process.stdin.write(line)
        process.stdin.close()
    except BrokenPipeError:
        pass
    process.stdin = None  # communicate() would close it again
    error = process.communicate()[1]
    if process.returncode:
        raise PeerMissing((error.strip().splitlines() or ["it said nothing"])[-1])
    seconds = time.perf_counter() - begun
    done.write_text(f"{seconds:.0f}\n")
    return seconds


def _articles() -> Iterator[str]:
    """Yield every published article as a JSON line."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXPORT)
        while True:
            cursor.execute("FETCH 2000 FROM exported")
            rows = cursor.fetchall()
            if not rows:
                return
            for pk, headline, text, day, source, countries, people in rows:
                record = {"id": pk, "headline": headline, "text": text, "day": day, "source": source}
                yield json.dumps({**record, "countries": countries, "people": people}) + "\n"
