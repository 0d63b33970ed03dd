"""Processes with columns, for tests to ask and to kill.

They are forked from a process of Python's that has loaded Django and has no connection: to start one takes
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
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import Error, connection, connections

from articles.search.columns.column_counting import Caches
from articles.search.columns.sync.store import Store
from tests.search.columns.support import look

P = ParamSpec("P")
T = TypeVar("T")
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.search.columns.loaded", "tests.search.columns.asking"])
_PATIENCE = 60.0  # seconds to wait for an answer


@dataclass
class Mind:
    """What a process has. It looks at the database over and over, except while its lock is held."""

    store: Store
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.caches = Caches(self.store.history)

    def look_on(self) -> None:
        """Look until the process ends, whatever happens to the database."""
        while True:
            with self.lock:
                try:
                    look(self.store)
                except Error:
                    connection.close()
            time.sleep(0.002)


class Process:
    """A process with columns in ``folder``.

    options: those of Store. server: settings of its database, as Django's DATABASES has them, where it is
    not the suite's. restless: whether it looks at the database all the time, or when it is asked only.
    """

    def __init__(
        self,
        folder: Path,
        *,
        options: Mapping[str, int] | None = None,
        server: Mapping[str, Any] | None = None,
        restless: bool = True,
    ) -> None:
        settings = {**connection.settings_dict, **(server or {}), "OPTIONS": {}}
        self._pipe, other = _forking.Pipe()
        self._process = _forking.Process(
            target=_live, args=(other, settings, folder, {"small": 0, "tail": 3, **(options or {})}, restless)
        )
        self._process.start()
        other.close()

    def ask(self, what: Callable[Concatenate[Mind, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a function that the process calls with its mind.

        Raises AssertionError where the function raises anything, EOFError where the process is gone.
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
        """Until it has killed itself."""
        self._process.join(_PATIENCE)
        assert self._process.exitcode == -signal.SIGKILL

    def kill(self) -> None:
        """As kill -9 does, at whatever it is doing; nothing where it is dead."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _live(
    pipe: Connection, settings: dict[str, Any], folder: Path, options: dict[str, int], restless: bool
) -> None:
    connections.settings["default"].update(settings)
    mind = Mind(Store(folder, **options))
    if restless:
        threading.Thread(target=mind.look_on, daemon=True).start()
    with suppress(EOFError):
        while True:
            what, arguments = pipe.recv()
            connection.close_if_unusable_or_obsolete()  # as at every request
            try:
                with mind.lock:
                    answer = True, what(mind, *arguments)
            except Exception:  # noqa: BLE001  (the test fails with it)
                answer = False, traceback.format_exc()
                connection.close()
            pipe.send(answer)
    os._exit(0)
