"""Run an import, from paths to summary."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import IO

from articles.batch.interrupt import Interruption
from articles.batch.progress import FATAL_ERRORS, SHOWN, Say
from articles.batch.workers import Workers
from articles.batch.writer_lock import writing_alone
from articles.extraction.attempt import EXTRACTING
from articles.importers.inputs import Origin, find
from articles.importers.opened import OpenedFile
from articles.importers.record import Found, RawRecord, ReadOptions, Skipped, Unreadable
from articles.importers.store.writer import ArticleWriter
from articles.importers.summary import Summary, printable
from articles.importers.tasks import READING, Read, Result, Task, UnchangedFile, records
from articles.models import Capture
from articles.stories.grouping import group_new
from newsarchive.failures import sentence

BATCH = 200  # records
BATCH_BYTES = 4_000_000
_PARALLEL = 2_000_000  # bytes on disk, above which several processes pay off


@dataclass(slots=True)
class Tracker:
    """The reading position in the input, in bytes on disk."""

    total: int
    before: int = 0
    opened: OpenedFile | None = None

    def open(self, opened: OpenedFile) -> None:
        """Register the next file."""
        self.before = self.position
        self.opened = opened

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self.before + (self.opened.position if self.opened else 0)


def import_paths(
    paths: Sequence[str],
    options: ReadOptions,
    *,
    format_name: str | None = None,
    failures: IO[str] | None = None,
    say: Say = lambda _: None,
    progress: Callable[[Summary, int, int], None] = lambda *_: None,
) -> Summary:
    """Import every record in the given files and folders.

    format_name: one of FORMATS, or None to detect it per file; failures: receives a line of JSON for each
    failed record; progress: called after each batch with the summary so far, the bytes read and the total.
    Raises InputError if a path does not exist.
    """
    found = find(paths)
    origins = found.origins
    summary = Summary()
    for where, reason in found.skipped:
        summary.skip("links or special files", where, reason)
    tracker = Tracker(sum(_size(origin) for origin in origins))
    with (
        writing_alone(say),
        Interruption() as interruption,
        closing(_readers(tracker.total, origins)) as readers,
    ):
        raw = chain(
            (Unreadable(*each) for each in found.unreadable),
            (record for origin in origins for record in records(origin, format_name, tracker.open, options)),
        )
        extract = partial(readers.run, EXTRACTING) if options.extract else None
        store = ArticleWriter(extract, reads_again=options.reads_again)
        try:
            for task, results in readers.map(READING, _tasks(raw, options, tracker)):
                _count(summary, results, store, failures)
                progress(summary, task.position, tracker.total)
                if interruption.requested:
                    summary.finished = False
                    break
            for _ in group_new():
                pass
        except FATAL_ERRORS as error:
            summary.finished, summary.stopped = False, sentence(error)
    return summary


def _size(origin: Origin) -> int:
    with suppress(OSError):
        return origin.path.stat().st_size
    return 0


def _readers(size: int, origins: Sequence[Origin]) -> Workers:
    return Workers(None if size > _PARALLEL or len(origins) > BATCH else 1)


def _tasks(raw: Iterable[Found], options: ReadOptions, tracker: Tracker) -> Iterator[Task]:
    chunk: list[Found] = []
    size = 0
    for record in raw:
        chunk.append(record)
        size += len(record.raw)
        if len(chunk) >= BATCH or size >= BATCH_BYTES:
            yield _task(chunk, options, tracker.position)
            chunk, size = [], 0
    if chunk:
        yield _task(chunk, options, tracker.position)


def _task(chunk: list[Found], options: ReadOptions, position: int) -> Task:
    checksums = {record.sha256 for record in chunk if isinstance(record, RawRecord)}
    captures = Capture.objects.filter(sha256__in=checksums)
    known = set(captures.values_list("sha256", "reference"))
    files = frozenset(sha256 for sha256, reference in known if reference.startswith("file:"))
    return Task(chunk, options, frozenset(sha256 for sha256, _ in known), files, position, frozenset(known))


def _count(
    summary: Summary, results: Sequence[Result], store: ArticleWriter, failures: IO[str] | None
) -> None:
    reads = [read for read in results if isinstance(read, Read)]
    summary.counts["unchanged"] += sum(isinstance(result, UnchangedFile) for result in results)
    for result in results:
        if isinstance(result, Skipped):
            summary.skip(result.kind, result.where, result.reason)
    unreadable = [result for result in results if isinstance(result, Unreadable)]
    for read, outcome in zip(reads, store.write(reads), strict=True):
        summary.counts[outcome.kind] += 1
        summary.changed.update(outcome.changed)
        if read.record.attachments:
            summary.skipped["attachments of messages"] += read.record.attachments
        if read.trouble and len(summary.not_extracted) < SHOWN:
            summary.not_extracted.append((printable(read.where), printable(read.trouble)))
        if outcome.kind != "failed":
            _note_reading(summary, read)
        else:
            _fail(summary, Unreadable(read.where, outcome.reason, read.record.raw), failures)
    for failure in unreadable:
        summary.counts["failed"] += 1
        _fail(summary, failure, failures)


def _note_reading(summary: Summary, read: Read) -> None:
    record = read.record
    summary.columns.add(record.columns)
    if record.date_text:
        summary.without_date += 1
        if len(summary.undated) < SHOWN:
            what = (read.where, record.date_text, record.date_problem)
            summary.undated.append((printable(what[0]), printable(what[1]), printable(what[2])))


def _fail(summary: Summary, failure: Unreadable, failures: IO[str] | None) -> None:
    where, reason = printable(failure.where), printable(failure.reason)
    if len(summary.failures) < SHOWN:
        summary.failures.append((where, reason))
    if failures is not None:
        raw = failure.raw.decode("utf-8", errors="backslashreplace")
        json.dump({"where": where, "reason": reason, "raw": raw}, failures, ensure_ascii=False)
        failures.write("\n")
