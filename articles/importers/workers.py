"""Work shared among processes: results in order, memory flat, and a crash of one costs one record."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_MOST = 8
_LOST_IN_A_ROW = 10


class WorkersError(Exception):
    """The processes themselves cannot run here."""


def processors() -> int:
    """How many processes can work at once on this machine, at most 8."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


class InProcess(Generic[Task, Result]):
    """The same interface without other processes, for small amounts of work."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self._work = work

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, in order."""
        for task in tasks:
            yield task, self._work(task)

    def close(self) -> None:
        """Nothing to end."""


class Workers(Generic[Task, Result]):
    """A pool of processes that run ``work``, a function that can be imported.

    Where a task kills its process, ``parts`` splits it, the parts are tried alone, and for the one
    that kills again ``lost`` gives the result; ``join`` makes one result of those of the parts.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        *,
        parts: Callable[[Task], Sequence[Task]],
        lost: Callable[[Task], Result],
        join: Callable[[Sequence[Result]], Result],
        count: int | None = None,
    ) -> None:
        self._work, self._parts, self._lost, self._join = work, parts, lost, join
        self._count = count or processors()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Spawned, since a forked process would share the database connection.
        return ProcessPoolExecutor(
            self._count, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare_process
        )

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Each task with its result, in order. At most a few tasks are taken ahead of the results."""
        ahead: deque[tuple[Task, Future[Result]]] = deque()
        for task in tasks:
            ahead.append((task, self._submit(task)))
            if len(ahead) > self._count + 1:
                yield self._next(ahead)
        while ahead:
            yield self._next(ahead)

    def _submit(self, task: Task) -> Future[Result]:
        try:
            return self._pool.submit(self._work, task)
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def _next(self, ahead: deque[tuple[Task, Future[Result]]]) -> tuple[Task, Result]:
        task, future = ahead.popleft()
        try:
            return task, future.result()
        except BrokenProcessPool:
            result = self._again(task)
            waiting = [task for task, _ in ahead]
            ahead.clear()
            ahead.extend((task, self._submit(task)) for task in waiting)
            return task, result

    def _again(self, task: Task) -> Result:
        self._pool.shutdown()
        self._pool = self._new_pool()
        results: list[Result] = []
        lost = 0
        for part in self._parts(task):
            try:
                results.append(self._pool.submit(self._work, part).result())
                lost = 0
            except BrokenProcessPool:
                self._pool.shutdown()
                self._pool = self._new_pool()
                results.append(self._lost(part))
                lost += 1
                if lost == _LOST_IN_A_ROW:
                    raise WorkersError("The processes that read the records keep dying.") from None
        return self._join(results)

    def close(self) -> None:
        """End the processes without waiting for tasks not begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _prepare_process() -> None:
    """Leave Ctrl-C to the main process, and end when that one has died, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
