"""Processes with columns, for tests to query and to kill.

They are forked from a Python process that has loaded Django and has no connection, so that each starts in
hundredths of a second.
"""

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import Error, connection, connections

from articles.batch.workers import stop_fork_server
from articles.search.columns.column_counting import SearchCaches
from articles.search.columns.sync.store import ColumnStore
from tests.search.columns.loaded import start
from tests.search.columns.support import look

P = ParamSpec("P")
T = TypeVar("T")
_forking = multiprocessing.get_context("forkserver")
_PATIENCE = 120.0  # seconds to wait for a result


@cache
def _preload() -> None:
    """Restart the fork server if tests of worker processes have started it with other modules."""
    stop_fork_server()
    _forking.set_forkserver_preload(["tests.search.columns.loaded", "tests.search.columns.asking"])


@dataclass
class ProcessState:
    """The state of a process. It queries the database in a loop, except while its lock is held."""

    store: ColumnStore
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.caches = SearchCaches(self.store.history)

    def poll(self) -> None:
        """Query in a loop until the process ends, whatever happens to the database."""
        while True:
            with self.lock:
                try:
                    look(self.store)
                except Error:
                    connection.close()
            time.sleep(0.002)


class Process:
    """A forked process with columns in ``folder``.

    options: for ColumnStore. server: the DATABASES settings, if it is not the suite's. restless: query the
    database all the time instead of on request.
    """

    def __init__(
        self,
        folder: Path,
        *,
        options: Mapping[str, int] | None = None,
        server: Mapping[str, Any] | None = None,
        restless: bool = True,
    ) -> None:
        _preload()
        settings = {**connection.settings_dict, **(server or {}), "OPTIONS": {}}
        self._pipe, other = _forking.Pipe()
        self._process = _forking.Process(
            target=start, args=(other, settings, folder, {"small": 0, "tail": 3, **(options or {})}, restless)
        )
        self._process.start()
        other.close()

    def ask(self, what: Callable[Concatenate[ProcessState, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the process, with its state, and return the result.

        Raises AssertionError if the function raises, EOFError if the process is dead.
        """
        assert not kwargs
        self._pipe.send((what, args))
        if not self._pipe.poll(_PATIENCE):
            raise TimeoutError(f"no answer to {what.__name__}")
        well, answer = self._pipe.recv()
        assert well, answer
        result: T = answer
        return result

    def wait_for_death(self) -> None:
        """Wait until the process has killed itself."""
        self._process.join(_PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        """Kill the process with SIGKILL, whatever it is doing; no effect if it is dead."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def live(
    pipe: Connection, settings: dict[str, Any], folder: Path, options: dict[str, int], restless: bool
) -> None:
    """Answer through the pipe until the parent closes it."""
    connections.settings["default"].update(settings)
    state = ProcessState(ColumnStore(folder, **options))
    if restless:
        threading.Thread(target=state.poll, daemon=True).start()
    with suppress(EOFError):
        while True:
            what, arguments = pipe.recv()
            connection.close_if_unusable_or_obsolete()  # as on every request
            try:
                with state.lock:
                    answer = True, what(state, *arguments)
            except Exception:  # noqa: BLE001  (it fails the test)
                answer = False, traceback.format_exc()
                connection.close()
            pipe.send(answer)
    os._exit(0)
