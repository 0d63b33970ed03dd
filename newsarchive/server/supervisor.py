"""Keeps the workers running, and replaces those that use too much memory without losing a request."""

import logging
import os
import signal
import sys
import time
from collections import deque
from socket import socket

import psutil
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

MOST_DEATHS = 5  # of workers within DEATHS_WITHIN seconds; more restarts would not help
DEATHS_WITHIN = 60
MEMORY_INTERVAL = 5.0  # seconds between two checks of the workers' memory
START_SECONDS = 60  # for a replacement to load
LAST_REQUESTS_SECONDS = 600  # for a replaced worker to finish its requests
RETIRE = signal.SIGUSR2

log = logging.getLogger(__name__)


class WorkerProcess(Process):
    """A worker process that finishes its requests before it exits when it gets the signal RETIRE."""

    def target(self, sockets: list[socket] | None = None) -> None:
        """Run in the process."""
        signal.signal(RETIRE, self._finish)
        super().target(sockets)

    def _finish(self, _number: int, _frame: object) -> None:
        self.config.timeout_graceful_shutdown = LAST_REQUESTS_SECONDS
        self.server.should_exit = True


class Supervisor(Multiprocess):
    """uvicorn's supervisor, with a listening socket for each worker (or one that they share).

    ``most_memory``: private bytes that a worker may use; shared memory does not count.
    ``failed``: after ``run``, whether the workers could not be kept alive.
    """

    def __init__(self, config: Config, sockets: list[socket], most_memory: int) -> None:
        super().__init__(config, sockets)
        self.failed = False
        self._leaving: list[Process] = []
        self._most_memory = most_memory
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        self._memory_seen = time.monotonic()

    def init_processes(self) -> None:
        """Start the workers."""
        self.processes = [self._start(index) for index in range(self.processes_num)]

    def restart_all(self) -> None:
        """Replace all workers, one after the other."""
        for index in range(len(self.processes)):
            self._replace(index)

    def keep_subprocess_alive(self) -> None:
        """Replace workers that have died or hang, and check the workers' memory at intervals."""
        self._leaving = [worker for worker in self._leaving if worker.process.is_alive()]
        for index, worker in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if not worker.is_alive(self.config.timeout_worker_healthcheck):
                self._replace_dead(index, worker)
        if time.monotonic() - self._memory_seen > MEMORY_INTERVAL:
            self._memory_seen = time.monotonic()
            self._replace_grown()

    def terminate_all(self) -> None:
        """Stop the workers. Replaced ones, which are finishing their requests, are killed."""
        super().terminate_all()
        for worker in self._leaving:
            worker.kill()

    def handle_hup(self) -> None:
        """Stop the archive if its terminal was closed; without a terminal, replace the workers."""
        if sys.stdin is not None and sys.stdin.isatty():
            self.should_exit.set()
        else:
            self.restart_all()

    def _replace_dead(self, index: int, worker: Process) -> None:
        worker.kill()
        worker.join()
        self._deaths.append(time.monotonic())
        often = len(self._deaths) == MOST_DEATHS and self._deaths[-1] - self._deaths[0] < DEATHS_WITHIN
        if worker.exitcode == STARTUP_FAILURE or often:
            log.error(
                "Worker %s ended with exit code %s; the server is giving up.", worker.pid, worker.exitcode
            )
            self.failed = True
            self.should_exit.set()
            return
        log.error("Worker %s ended with exit code %s; starting another.", worker.pid, worker.exitcode)
        self.processes[index] = self._start(index)

    def _replace_grown(self) -> None:
        for index, worker in enumerate(self.processes):
            held = _own_memory(worker.pid)
            if held > self._most_memory:
                log.warning("Worker %s uses %d MB; another will take its place.", worker.pid, held // 2**20)
                self._replace(index)

    def _replace(self, index: int) -> None:
        """Replace a worker, which retires once the new one is ready."""
        fresh = self._start(index)
        if fresh.wait_until_ready(START_SECONDS, self.should_exit):
            leaving, self.processes[index] = self.processes[index], fresh
            self._leaving.append(leaving)
            if leaving.pid is not None and leaving.process.is_alive():
                os.kill(leaving.pid, RETIRE)
        else:
            fresh.kill()
            fresh.join()

    def _start(self, index: int) -> WorkerProcess:
        worker = WorkerProcess(self.config, [self.sockets[index % len(self.sockets)]])
        worker.start()
        return worker


def _own_memory(pid: int | None) -> int:
    """Return the private resident bytes of a process; 0 if it is gone."""
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))
