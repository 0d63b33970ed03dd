"""A process pool: results in order, constant memory, and a crash loses only one result."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Literal, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
#: Why a process ended before it returned a result.
Loss = Literal["timeout", "crash"]
#: Default CPU time limit for one small record or text.
RECORD_SECONDS = 10.0
_MOST = 8
_LOST_IN_A_ROW = 10
# Workers are forked from a process that has loaded everything, without threads or a database connection.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["articles.importers.preload"])


class WorkersError(Exception):
    """Worker processes cannot run on this machine."""


def processors() -> int:
    """Return the number of CPUs available to this process, at most 8."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


@dataclass(frozen=True, slots=True)
class Job(Generic[Task, Result]):
    """How to process tasks. work: an importable function that yields the results of a task from an index on.

    size: the number of results of a task; lost: makes the result for the index whose process died.
    """

    work: Callable[[Task, int], Iterable[Result]]
    size: Callable[[Task], int]
    lost: Callable[[Task, int, Loss], Result]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Have the kernel kill this process if the block uses more CPU time, whatever code is running."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Worker:
    def __init__(self) -> None:
        self._here, there = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()
        self.send, self.receive = self._here.send, self._here.recv

    def loss(self) -> Loss:
        """Return why the process, which has ended, did so."""
        self._process.join()
        return "timeout" if self._process.exitcode == -signal.SIGPROF else "crash"

    def kill(self) -> None:
        """Kill the process and wait for it."""
        self._process.kill()
        self._process.join()


class Workers:
    """A pool of worker processes, each with a thread that waits for its results."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or processors()
        self._threads = ThreadPoolExecutor(self._count)
        self._all: list[_Worker] = []
        self._idle: list[_Worker] = []
        self._lost_in_a_row = 0
        self._closed = threading.Event()

    def map(self, job: Job[Task, Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, list[Result]]]:
        """Yield each task with its results, in order. Only a few tasks are taken ahead of the results."""
        ahead: deque[tuple[Task, Future[list[Result]]]] = deque()
        for task in tasks:
            ahead.append((task, self._threads.submit(self.run, job, task)))
            if len(ahead) > self._count + 1:
                yield _done(*ahead.popleft())
        for each in ahead:
            yield _done(*each)

    def run(self, job: Job[Task, Result], task: Task) -> list[Result]:
        """Return the results of one task."""
        results: list[Result] = []
        while (missing := job.size(task) - len(results)) and not self._closed.is_set():
            worker = self._worker()
            try:
                worker.send((job.work, task, len(results)))
                for _ in range(missing):
                    results.append(worker.receive())
                    self._lost_in_a_row = 0
            except (EOFError, OSError):
                results.append(job.lost(task, len(results), self._count_lost(worker)))
            else:
                self._idle.append(worker)
        return results

    def _worker(self) -> _Worker:
        if self._idle:
            return self._idle.pop()
        self._all.append(worker := _Worker())
        return worker

    def _count_lost(self, worker: _Worker) -> Loss:
        loss = worker.loss()
        self._all.remove(worker)
        self._lost_in_a_row += loss == "crash"
        if self._lost_in_a_row == _LOST_IN_A_ROW:
            raise WorkersError("The processes that read the records keep crashing.")
        return loss

    def close(self) -> None:
        """Kill the processes without waiting for tasks that have not started."""
        self._closed.set()
        for worker in list(self._all):
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:  # one may have started in the meantime
            worker.kill()


def _done(task: Task, results: Future[list[Result]]) -> tuple[Task, list[Result]]:
    return task, results.result()


def stop_fork_server() -> None:
    """Stop the process that workers are forked from, to free memory. A new pool starts it again."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # (it has no public name)


def _serve(tasks: "Connection[Any, Any]") -> None:
    """Process incoming tasks. Ignores Ctrl-C, which the parent handles, and exits when the parent dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    with suppress(EOFError, ConnectionError):  # the parent has gone
        while True:
            work, task, start = tasks.recv()
            for result in work(task, start):
                tasks.send(result)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
