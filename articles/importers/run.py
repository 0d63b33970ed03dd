"""Run an import, from paths to summary."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile
from typing import IO

from django.utils import timezone

from articles.batch.interrupt import Interruption
from articles.batch.progress import FATAL_ERRORS, SHOWN, Say
from articles.batch.workers import Workers
from articles.batch.writer_lock import writing_alone
from articles.extraction.attempt import EXTRACTING
from articles.extraction.store.surnames import link_surnames
from articles.importers.inputs import FoundInputs, Origin, find
from articles.importers.opened import OpenedFile
from articles.importers.record import Found, RawRecord, ReadOptions, Skipped, Unreadable
from articles.importers.runs.options import stored
from articles.importers.runs.preview import first_records
from articles.importers.runs.recorder import Recorder
from articles.importers.store.writer import ArticleWriter
from articles.importers.summary import Summary, printable
from articles.importers.tasks import READING, Read, Result, Task, UnchangedFile, all_records
from articles.models import Capture, ImportRun, Status
from articles.stories.grouping import group_new
from newsarchive.failures import sentence

BATCH = 400  # records
BATCH_BYTES = 4_000_000
_FETCHED = 5  # records of a batch that come slowly
_PARALLEL = 2_000_000  # bytes on disk, above which several processes pay off

Fail = Callable[[Found, Unreadable], None]


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
    limit: int | None = None,
    fetched: Iterable[Found] = (),
    failures: IO[str] | None = None,
    say: Say = lambda _: None,
    progress: Callable[[Summary, int, int], None] = lambda *_: None,
    run: ImportRun | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Import every record in the given files and folders, and keep a record of the run in the database.

    format_name: one of FORMATS, or None to detect it per file; limit: the most records to read; fetched:
    further records, from the web; failures: receives a line of JSON for each failed record; progress: called
    after each batch with the summary so far, the bytes read and the total; run: one that waits or was
    interrupted, else a new one is made (samples have none); stop: whether to stop after the current batch.
    Raises InputError if a path does not exist.
    """
    inputs = find(paths)
    summary = _begun(inputs)
    tracker = Tracker(sum(_size(origin) for origin in inputs.origins))
    raw = all_records(inputs, format_name, options, tracker.open)
    if run is None and not options.samples:
        kept = stored(options, format_name, limit)
        run = ImportRun(paths=list(paths), options=kept, begun_at=timezone.now())
    with (
        writing_alone(say),
        Interruption() as interruption,
        closing(_readers(tracker.total, inputs.origins)) as readers,
        _recorded(run, summary) as recorder,
    ):
        found = chain(raw, takewhile(lambda _: not interruption.requested, fetched))
        tasks = _tasks(first_records(found, limit), options, tracker, _FETCHED if fetched else BATCH)
        fail = partial(_fail, summary, failures, recorder)
        for position in _written(readers, tasks, _writer(readers, options, run), summary, fail):
            if recorder:
                recorder.update(summary)
            progress(summary, position, tracker.total)
            if interruption.requested or stop():
                summary.finished = False
                break
        _settle(options)
    return summary


def _begun(inputs: FoundInputs) -> Summary:
    summary = Summary()
    for where, reason in inputs.skipped:
        summary.skip("links or special files", where, reason)
    return summary


def _writer(readers: Workers, options: ReadOptions, run: ImportRun | None) -> ArticleWriter:
    extract = partial(readers.run, EXTRACTING) if options.extract else None
    return ArticleWriter(extract, reads_again=options.reads_again, run=run)


def _written(
    readers: Workers, tasks: Iterable[Task], store: ArticleWriter, summary: Summary, fail: Fail
) -> Iterator[int]:
    """Read and write one task after another, and yield the position in the input after each, in bytes."""
    for task, results in readers.map(READING, tasks):
        _count(summary, task.chunk, results, store, fail)
        yield task.position


def _settle(options: ReadOptions) -> None:
    """Do what needs all the new articles: group similar ones, and link surnames."""
    for _ in group_new():
        pass
    if options.extract:
        link_surnames()


@contextmanager
def _recorded(run: ImportRun | None, summary: Summary) -> Iterator[Recorder | None]:
    """Record the run, however it ends. Errors that end it early are noted in the summary."""
    recorder = Recorder(run) if run else None
    try:
        yield recorder
    except FATAL_ERRORS as error:
        summary.finished, summary.stopped = False, sentence(error)
    except BaseException:
        summary.finished = False
        raise
    finally:
        if recorder:
            summary.run = recorder.run.pk
            recorder.end(summary)


def _size(origin: Origin) -> int:
    with suppress(OSError):
        return origin.path.stat().st_size
    return 0


def _readers(size: int, origins: Sequence[Origin]) -> Workers:
    return Workers(None if size > _PARALLEL or len(origins) > BATCH else 1)


def _tasks(raw: Iterable[Found], options: ReadOptions, tracker: Tracker, batch: int) -> Iterator[Task]:
    chunk: list[Found] = []
    size = 0
    for record in raw:
        chunk.append(record)
        size += len(record.raw)
        if len(chunk) >= batch or size >= BATCH_BYTES:
            yield _task(chunk, options, tracker.position)
            chunk, size = [], 0
    if chunk:
        yield _task(chunk, options, tracker.position)


def _task(chunk: list[Found], options: ReadOptions, position: int) -> Task:
    checksums = {record.sha256 for record in chunk if isinstance(record, RawRecord)}
    captures = Capture.objects.filter(sha256__in=checksums)
    rows = list(captures.values_list("sha256", "reference", "article__status"))
    # Files of withdrawn articles are read, so that they can be named.
    known = frozenset((sha256, name) for sha256, name, status in rows if status != Status.WITHDRAWN)
    files = frozenset(sha256 for sha256, reference in known if reference.startswith("file:"))
    return Task(chunk, options, frozenset(sha256 for sha256, *_ in rows), files, position, known)


def _count(
    summary: Summary, chunk: Sequence[Found], results: Sequence[Result], store: ArticleWriter, fail: Fail
) -> None:
    reads = [(found, read) for found, read in zip(chunk, results, strict=True) if isinstance(read, Read)]
    summary.counts["unchanged"] += sum(isinstance(result, UnchangedFile) for result in results)
    for result in results:
        if isinstance(result, Skipped):
            summary.skip(result.kind, result.where, result.reason)
    for (found, read), outcome in zip(reads, store.write([read for _, read in reads]), strict=True):
        if outcome.kind == "withdrawn":
            summary.leave_withdrawn(read.where)
        else:
            summary.counts[outcome.kind] += 1
        summary.changed.update(outcome.changed)
        if read.record.attachments:
            summary.skipped["attachments of messages"] += read.record.attachments
        if read.trouble and len(summary.not_extracted) < SHOWN:
            summary.not_extracted.append((printable(read.where), printable(read.trouble)))
        if outcome.kind != "failed":
            _note_reading(summary, read)
        else:
            fail(found, Unreadable(read.where, outcome.reason, read.record.raw))
    for found, result in zip(chunk, results, strict=True):
        if isinstance(result, Unreadable):
            summary.counts["failed"] += 1
            fail(found, result)


def _note_reading(summary: Summary, read: Read) -> None:
    record = read.record
    summary.columns.add(record.columns)
    if record.date_text and not record.published_on:
        summary.without_date += 1
        if len(summary.undated) < SHOWN:
            what = (read.where, record.date_text, record.date_problem)
            summary.undated.append((printable(what[0]), printable(what[1]), printable(what[2])))


def _fail(
    summary: Summary,
    failures: IO[str] | None,
    recorder: Recorder | None,
    found: Found,
    failure: Unreadable,
) -> None:
    if recorder:
        recorder.fail(found, failure)
    where, reason = printable(failure.where), printable(failure.reason)
    if len(summary.failures) < SHOWN:
        summary.failures.append((where, reason))
    if failures is not None:
        raw = failure.raw.decode("utf-8", errors="backslashreplace")
        json.dump({"where": where, "reason": reason, "raw": raw}, failures, ensure_ascii=False)
        failures.write("\n")
