"""Progress of a long run: a bar on a terminal, otherwise an occasional line."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from articles.batch.workers import WorkersError
from newsarchive.failures import DATABASE_ERRORS

SHOWN = 20  # failures listed individually


#: Errors that end a run early. Articles stored before then stay stored.
FATAL_ERRORS = (*DATABASE_ERRORS, OSError, WorkersError)


Say = Callable[[str], None]


_EVERY = 10.0  # seconds between lines when the output is not a terminal


class Meter:
    """A progress bar on a terminal, otherwise an occasional line; nothing if ``quiet``.

    step(done, of, count): the amount done and the total, in any unit, and the number of ``things`` so far.
    """

    def __init__(self, stream: TextIO, things: str, *, quiet: bool) -> None:
        self._console = Console(file=stream, quiet=quiet, highlight=False)
        self._things = things
        self._began = self._last = time.monotonic()
        self._bar: Progress | None = None
        if self._console.is_terminal and not quiet:
            self._bar = Progress(
                BarColumn(),
                TaskProgressColumn(),
                TextColumn("{task.fields[said]}"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=None, said="")

    def __enter__(self) -> "Meter":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def step(self, done: int, of: int, count: int) -> None:
        """Update the display."""
        now = time.monotonic()
        said = f"{count:,} {self._things}, {count / max(now - self._began, 0.001):,.0f} per second"
        if self._bar:
            self._bar.update(self._task, completed=done, total=of or None, said=said)
        elif now - self._last > _EVERY:
            self._last = now
            self._console.print(said, soft_wrap=True)

    def say(self, sentence: str) -> None:
        """Print a sentence, above the bar if there is one."""
        self._console.print(escape(sentence), soft_wrap=True)

    @property
    def seconds(self) -> float:
        """Seconds since the meter was created."""
        return time.monotonic() - self._began
