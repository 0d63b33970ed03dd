"""What an import shows while it runs and when it has ended."""

import time
from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from articles.importers.run import Summary

_EVERY = 10.0  # seconds between two lines where there is no terminal


class Meter:
    """A progress bar on a terminal, a line now and then elsewhere, nothing where ``quiet``.

    step(done, of, count): how much of the whole is done, in any unit, and how many ``things`` that was.
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
        """Show how far things are."""
        now = time.monotonic()
        said = f"{count:,} {self._things}, {count / max(now - self._began, 0.001):,.0f} a second"
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
        """Since this was made."""
        return time.monotonic() - self._began


def report(summary: Summary, seconds: float) -> str:
    """What an import did, as a small table with its rate."""
    rows = [_row(name, summary.counts[name]) for name in ("created", "updated", "unchanged", "failed")]
    if summary.changed:
        rows[1] += f" ({_changed(summary)})"
    if deleted := summary.counts["deleted"]:
        rows.append(f"{_row('skipped', deleted)} deleted")
    if summary.skipped:
        rows.append(f"{_row('skipped', len(summary.skipped))} links or special files")
    rate = summary.total / max(seconds, 0.001)
    return "\n".join([*rows, f"{summary.total:,} records in {seconds:.1f} s, {rate:,.0f} a second"])


def _row(name: str, number: int) -> str:
    return f"{name:<10}{number:>10,}"


def _changed(summary: Summary) -> str:
    """The fields that changed, the most frequent first; with numbers after several updates."""
    several = summary.counts["updated"] > 1
    fields = summary.changed.most_common()
    return ", ".join(f"{name} {number:,}" if several else name for name, number in fields)
