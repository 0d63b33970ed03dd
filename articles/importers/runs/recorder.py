"""Keeps the record of an import run in the database up to date."""

import time
from collections import Counter
from contextlib import suppress

from django.db.models import Sum
from django.utils import timezone

from articles.importers.formats.wire.frames import frame_of
from articles.importers.record import Found, RawRecord, Unreadable
from articles.importers.runs.folders import folder_of
from articles.importers.summary import Summary, printable
from articles.locking import Lock, advisory_lock, advisory_unlock
from articles.models import ImportBatch, ImportFailure, ImportRun, RunState
from newsarchive.failures import DATABASE_ERRORS

MOST_FAILURES = 10_000  # kept; more are only counted
MOST_BYTES = 200_000_000  # of their records
_SHOWN_COLUMNS = 200
_EVERY = 5.0  # seconds between two updates


def settle() -> None:
    """Mark runs that were killed as interrupted. Only for the holder of the writer lock."""
    killed = ImportRun.objects.filter(state=RunState.RUNNING)
    killed.update(state=RunState.INTERRUPTED, ended_at=timezone.now())


def settle_killed() -> None:
    """Mark runs that were killed as interrupted, unless an import or extraction is at work."""
    if not ImportRun.objects.filter(state=RunState.RUNNING).exists():
        return
    if advisory_lock(Lock.WRITER, wait=False, session=True):
        try:
            settle()
        finally:
            advisory_unlock(Lock.WRITER)


class Recorder:
    """Records one run. Made under the writer lock, so that no other run is at work."""

    def __init__(self, run: ImportRun) -> None:
        settle()
        self.run = run
        self._began = self._saved = time.monotonic()
        self._spent = run.seconds
        self._failures: list[ImportFailure] = []
        self._kept = self._bytes = 0
        self._before = Counter[str]()
        if run.pk:  # it was interrupted before; its records are read again
            self._before = _counted(run)
            run.failures.all().delete()
        run.state, run.ended_at, run.problem = RunState.RUNNING, None, ""
        run.save()

    def fail(self, found: Found, failure: Unreadable) -> None:
        """Keep a failure, with the record if that is not too much."""
        self._kept += 1
        self._bytes += len(failure.raw)
        if self._kept > MOST_FAILURES:
            return
        raw = failure.raw if self._bytes <= MOST_BYTES else b""
        told = {"place": printable(self._place(failure.where)), "reason": printable(failure.reason)}
        kind = found if isinstance(found, RawRecord | Unreadable) else failure
        head = kind.head or (frame_of(found) if isinstance(found, RawRecord) else b"")
        self._failures.append(ImportFailure(run=self.run, format=kind.format, head=head, raw=raw, **told))

    def update(self, summary: Summary) -> None:
        """Store new failures, and every now and then the counts."""
        ImportFailure.objects.bulk_create(self._failures)
        self._failures.clear()
        if time.monotonic() - self._saved > _EVERY:
            self._save(summary)

    def end(self, summary: Summary) -> None:
        """Store how the run ended. If the database is away, the next run marks this one as interrupted."""
        run = self.run
        run.state = RunState.FINISHED if summary.finished else RunState.INTERRUPTED
        if summary.stopped:
            run.state, run.problem = RunState.FAILED, summary.stopped
        run.ended_at = timezone.now()
        with suppress(*DATABASE_ERRORS):
            self.update(summary)
            self._save(summary)

    def _place(self, where: str) -> str:
        """Return the name of an uploaded file without its folder, which editors do not know."""
        return where.removeprefix(f"{folder_of(self.run)}/")

    def _save(self, summary: Summary) -> None:
        self._saved = time.monotonic()
        run, counts = self.run, summary.counts + self._before
        # What the interrupted run has stored is unchanged now.
        counts["unchanged"] = max(0, counts["unchanged"] - self._before.total())
        run.counts, run.skipped = dict(+counts), dict(summary.skipped)
        run.unused = [[printable(name), share] for name, share in summary.columns.unused()[:_SHOWN_COLUMNS]]
        run.undated = summary.without_date
        run.undated_examples = [[self._place(where), *rest] for where, *rest in summary.undated]
        run.seconds = self._spent + self._saved - self._began
        run.save()


def _counted(run: ImportRun) -> Counter[str]:
    """Return how many articles a run has created and updated."""
    found = ImportBatch.objects.filter(run=run).aggregate(
        created=Sum("created__len", default=0), updated=Sum("updated__len", default=0)
    )
    return Counter(found)
