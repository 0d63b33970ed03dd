"""Parse raw records and extract their entities. Runs in worker processes, without a database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from articles.batch.workers import Job, Loss, time_limit
from articles.extraction.annotations import Document, Extraction
from articles.extraction.attempt import ENDED, seconds_for, try_extract
from articles.importers.cleaning.binary import binary_kind
from articles.importers.cleaning.encodings import decode, is_utf_8
from articles.importers.formats import FORMATS, detect, parse
from articles.importers.inputs import OpenedFile, Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable
from articles.importers.survey import survey
from articles.importers.unpacking import DAMAGE

_HEAD = 1000  # bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed record. extraction: None if skipped or failed; trouble: why it failed."""

    record: ArticleRecord
    sha256: str
    where: str
    extraction: Extraction | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """A file that the archive already has, byte for byte, so it is not parsed."""


Result = Read | UnchangedFile | Unreadable


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk of records for a worker process.

    known: checksums already in the archive, whose records need no extraction; files: those of them that came
    from files; position: bytes of input read when the chunk was completed.
    """

    chunk: list[RawRecord | Unreadable]
    options: ReadOptions
    known: frozenset[str]
    files: frozenset[str]
    position: int


def records(
    origin: Origin,
    format_name: str | None,
    opened_file: Callable[[OpenedFile], None],
    options: ReadOptions = ReadOptions(),
) -> Iterator[RawRecord | Unreadable]:
    """Yield the records of one file, with an Unreadable for each one that cannot be read."""
    count = 0
    try:
        with closing(OpenedFile(origin)) as opened:
            opened_file(opened)
            start = opened.peek()
            # Check only the beginning: a file of many records is still useful if damaged in one place.
            if kind := binary_kind(start, _HEAD):
                raise RecordError(f"it seems to be {kind}, not text")
            name, encoding = format_name or detect(origin, start), decode(start)[1]
            facts = survey(origin, name, options)
            for record in FORMATS[name].split(opened.stream, origin, options):
                if opened.damage and not _is_whole(record, encoding):
                    yield _damaged(origin, opened.damage, count)
                    return
                is_dated = isinstance(record, RawRecord) and facts.date_orders
                yield replace(record, facts=facts) if is_dated else record
                count += 1
    except RecordError as error:
        yield Unreadable(origin.name, str(error))
    except DAMAGE as error:
        yield _damaged(origin, str(error), count)
    except OSError as error:
        yield Unreadable(origin.name, f"the file cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  (one bad file must not stop the rest)
        yield Unreadable(origin.name, f"it could not be read: {type(error).__name__}: {error}")


def _is_whole(record: RawRecord | Unreadable, encoding: str) -> bool:
    """Whether a record of a damaged file can be read. The first one that cannot marks the damage."""
    if isinstance(record, Unreadable) or (encoding == "utf-8" and not is_utf_8(record.raw)):
        return False
    try:
        parse(record, ReadOptions())
    except RecordError:
        return False
    return True


def _damaged(origin: Origin, problem: str, count: int) -> Unreadable:
    text = f"the compressed file is damaged or incomplete ({problem}); {count} records could be read"
    return Unreadable(origin.name, text)


def read_task(task: Task, start: int = 0) -> Iterator[Result]:
    """Yield the results for a task's records from ``start`` on. Kills the process if one takes too long."""
    for raw in task.chunk[start:]:
        if isinstance(raw, Unreadable):
            yield raw
            continue
        with time_limit(seconds_for(len(raw.raw), task.options.seconds)):
            result = _read(raw, task)
        yield result


def _lost(task: Task, number: int, loss: Loss) -> Result:
    record = task.chunk[number]
    seconds = seconds_for(len(record.raw), task.options.seconds)
    reason = f"reading it took longer than {seconds:.0f} seconds" if loss == "timeout" else ENDED
    return Unreadable(record.where, reason, record.raw)


READING = Job(read_task, lambda task: len(task.chunk), _lost)


def _read(raw: RawRecord, task: Task) -> Result:
    sha256 = raw.sha256
    if raw.is_whole_file and sha256 in task.files and not task.options.reads_again:
        return UnchangedFile()
    try:
        record = parse(raw, task.options)
    except RecordError as error:
        return Unreadable(raw.where, str(error), raw.raw)
    except Exception as error:  # noqa: BLE001  (one bad record must not stop the rest)
        return Unreadable(raw.where, f"it could not be read: {type(error).__name__}: {error}", raw.raw)
    if not task.options.extract or sha256 in task.known:
        return Read(record, sha256, raw.where)
    extraction, trouble = try_extract(Document.of(record))
    return Read(record, sha256, raw.where, extraction, trouble)
