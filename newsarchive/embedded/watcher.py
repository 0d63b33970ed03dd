"""Watches the database server while the archive is served, and restarts it if it dies."""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from newsarchive.embedded.errors import EmbeddedPostgresError, NoRoomError
from newsarchive.embedded.launcher import EmbeddedPostgres
from newsarchive.embedded.paths import is_full

LOOK = 0.25  # seconds between two checks
TRIES = 8  # consecutive failed or short-lived starts before it gives up
STEADY = 30.0  # seconds after which a start counts as successful
LONGEST_PAUSE = 2.0  # seconds between two tries
REMINDER = 60.0  # seconds between two messages about a disk that stays full


class Watcher:
    """Keeps the server of one folder running, in its own thread, until its ``with`` block ends.

    It reports events to ``say``. After too many failed or short-lived starts in a row, it sets ``failure``
    and calls ``give_up``. It never gives up because of a full disk, but waits for space.
    """

    def __init__(self, data_dir: Path, say: Callable[[str], None], give_up: Callable[[], object]) -> None:
        self.failure = ""
        self._ended = threading.Event()
        self._server = EmbeddedPostgres(data_dir, self._tell, cancelled=self._ended.is_set)
        self._say, self._give_up = say, give_up
        self._thread = threading.Thread(target=self._watch, name="database-watcher", daemon=True)
        self._tries = 0
        self._reminded = -REMINDER

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        started = time.monotonic()
        while not self._ended.wait(LOOK):
            if self._server.is_alive():
                if time.monotonic() - started > STEADY:
                    self._tries = 0
                continue
            self._tell("The database has stopped. Starting it again ...")
            problem = self._bring_back()
            if self._ended.is_set():
                return
            if problem:
                self.failure = (
                    f"The database could not be kept running: {TRIES} starts in a row failed. {problem}"
                )
                self._give_up()
                return
            started = time.monotonic()

    def _bring_back(self) -> str:
        """Try to start the server until it runs. Returns "", or the problem after too many tries."""
        begin, problem = time.monotonic(), f"Its log is {self._server.log}."
        while not self._ended.is_set():
            if is_full(self._server.data_dir):
                self._tries = 0
            if self._tries == TRIES:
                return problem
            self._tries += 1
            tried, pause = time.monotonic(), min(0.2 * 2**self._tries, LONGEST_PAUSE)
            try:
                self._server.revive()
            except NoRoomError:
                self._tries, pause = 0, LONGEST_PAUSE
                self._remind()
            except (EmbeddedPostgresError, OSError) as error:
                problem = str(error)
            else:
                self._reminded = -REMINDER
                self._tell(f"The database is back after {time.monotonic() - begin:.1f} s.")
                return ""
            # A start with a long recovery before it fails must not keep the machine busy all the time.
            self._ended.wait(max(pause, time.monotonic() - tried))
        return ""

    def _remind(self) -> None:
        if time.monotonic() - self._reminded >= REMINDER:
            self._reminded = time.monotonic()
            self._tell(
                f"The disk that holds {self._server.data_dir} is full, so the database cannot start. "
                "It will start again by itself once there is space."
            )

    def _tell(self, sentence: str) -> None:
        with contextlib.suppress(OSError):  # nobody may be listening any more
            self._say(sentence)
