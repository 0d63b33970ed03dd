"""The worker processes: order, crashes, and no orphans."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

import pytest

from articles.batch.workers import Workers, WorkersError
from tests.batch import tasks

ROOT = Path(__file__).resolve().parent.parent.parent
_OWNER = """
import sys, time
from articles.batch.workers import Workers
from tests.batch import tasks
if __name__ == "__main__":
    workers = Workers(2)
    list(workers.map(tasks.DOUBLING, [[1]] * 8))
    print(*(worker._process.pid for worker in workers._all), flush=True)
    time.sleep(60)
"""


def test_results_come_in_order_and_tasks_are_not_taken_far_ahead() -> None:
    taken = 0

    def endless() -> Iterator[list[int]]:
        nonlocal taken
        for number in count():
            taken += 1
            yield [number]

    with closing(Workers(2)) as workers:
        first = list(islice(workers.map(tasks.DOUBLING, endless()), 5))
    assert first == [([number], [2 * number]) for number in range(5)]
    assert taken < 12


def test_a_crash_costs_one_record() -> None:
    work = [[1, 2], [12, 13, 14], [3], [4], [5], [6]]
    with closing(Workers(2)) as workers:
        results = [result for _, result in workers.map(tasks.DOUBLING, work)]
    assert results == [[2, 4], [24, -1, 28], [6], [8], [10], [12]]


def test_a_runaway_costs_one_record_and_the_others_are_kept() -> None:
    with closing(Workers(1)) as workers:
        assert workers.run(tasks.DOUBLING, [1, 99, 3]) == [2, -99, 6]
        assert workers.run(tasks.DOUBLING, [99] * 11) == [-99] * 11


def test_processes_that_never_work_end_the_run() -> None:
    with closing(Workers(1)) as workers, pytest.raises(WorkersError):
        workers.run(tasks.DYING, list(range(20)))


def test_closing_does_not_wait_for_what_runs() -> None:
    workers = Workers(2)
    next(workers.map(tasks.DOUBLING, [[1], *[[99] * 1000] * 4]))
    began = time.monotonic()
    workers.close()
    assert time.monotonic() - began < 100  # they would run for 200 seconds


def test_workers_end_with_a_killed_owner(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(_OWNER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.send_signal(signal.SIGKILL)
    assert len(pids) == 2
    deadline = time.monotonic() + 60
    while any(_lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # A zombie that is never reaped, as in a container without init, also counts as dead.
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return Path("/proc").exists() is False
