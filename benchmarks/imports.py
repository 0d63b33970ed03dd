"""Times imports of a file into empty archives: without extraction, with it, and of the same file again.

    .venv/bin/python benchmarks/imports.py ../shared/corpora/news-30k.jsonl.xz

Each archive is a temporary folder with its own embedded PostgreSQL. Peak memory is the sum of the import's
processes (writer and workers), without the database; memory that they share counts once.
"""

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class CommandRun:
    """Seconds of a command, peak MB of its Python processes together, and its output."""

    seconds: float
    peak: float
    printed: str


def memory(process: psutil.Process) -> float:
    """Return the proportional MB (PSS) of a process and its Python child processes."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            if "python" in each.name():
                total += each.memory_full_info().pss / 1e6
    return total


def run(data_dir: str, *arguments: str) -> CommandRun:
    """Run a management command on the archive in ``data_dir``. Raises SystemExit if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    began, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile("w+") as output:
        started = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment | {"DATA_DIR": data_dir},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        process = psutil.Process(started.pid)
        while started.poll() is None:
            peak = max(peak, memory(process))
            time.sleep(0.2)
        output.seek(0)
        printed = output.read()
    if started.returncode:
        raise SystemExit(printed)
    return CommandRun(time.perf_counter() - began, peak, printed)


def report(what: str, done: CommandRun) -> None:
    """Print a table row."""
    rows = re.findall(r"^(created|updated|unchanged|failed)\s+([\d,]+)", done.printed, re.MULTILINE)
    counts = {name: int(number.replace(",", "")) for name, number in rows}
    rate = sum(counts.values()) / done.seconds
    print(
        f"{what:20} {done.seconds:7.1f} s {rate:7.0f} records/s  peak {done.peak:4.0f} MB  {counts}",
        flush=True,
    )


def main() -> None:
    """Time the three imports and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file")
    options = parser.parse_args()
    command = ("import_articles", str(Path(options.file).resolve()), "--source", "Newswire")
    with tempfile.TemporaryDirectory() as plain, tempfile.TemporaryDirectory() as read:
        run(plain, "migrate", "-v0")
        report("without extraction", run(plain, *command, "--no-extract"))
        run(read, "migrate", "-v0")
        report("with extraction", run(read, *command))
        report("the same again", run(read, *command))


if __name__ == "__main__":
    main()
