"""Raw records become articles with what extraction finds in them. Runs in any process, without a database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from articles.batch.workers import Job, limited
from articles.extraction.annotations import Document, Extraction
from articles.extraction.attempt import ENDED, seconds_for, try_extract
from articles.importers.cleaning.binary import binary_kind
from articles.importers.cleaning.normalise import decode
from articles.importers.formats import FORMATS, detect, parse
from articles.importers.inputs import Opened, Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable
from articles.importers.unpacking import DAMAGE

_HEAD = 1000  # bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A record that could be read.

    extraction: None where it was not asked for, or failed: trouble then says how.
    """

    record: ArticleRecord
    sha256: str
    where: str
    extraction: Extraction | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that the archive has, byte for byte; there is no need to read it."""


Result = Read | Seen | Unreadable


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk of records for a reading process.

    known: checksums that the archive has, whose records need no extraction; files: those among them
    that it has from files; position: how far the input was read when the chunk was cut, in bytes.
    """

    chunk: list[RawRecord | Unreadable]
    options: ReadOptions
    known: frozenset[str]
    files: frozenset[str]
    position: int


def records(
    origin: Origin, format_name: str | None, opened_file: Callable[[Opened], None]
) -> Iterator[RawRecord | Unreadable]:
    """The records of one file, one after the other; what cannot be read is an Unreadable among them."""
    count = 0
    try:
        with closing(Opened(origin)) as opened:
            opened_file(opened)
            start = opened.peek()
            # Check only the beginning: damage in one place does not spoil a file of many records.
            if kind := binary_kind(start, _HEAD):
                raise RecordError(f"it seems to be {kind}, not text")
            name, encoding = format_name or detect(origin, start), decode(start)[1]
            if name in {"jsonl", "csv"} and encoding.startswith(("utf-16", "utf-32")):
                raise RecordError("it is encoded in UTF-16; save it as UTF-8")
            for record in FORMATS[name].split(opened.stream, origin):
                if opened.damage and not _is_whole(record, encoding):
                    yield _damaged(origin, opened.damage, count)
                    return
                yield record
                count += 1
    except RecordError as error:
        yield Unreadable(origin.name, str(error))
    except DAMAGE as error:
        yield _damaged(origin, str(error), count)
    except OSError as error:
        yield Unreadable(origin.name, f"the file cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  (whatever is wrong with one file must not stop the rest)
        yield Unreadable(origin.name, f"it could not be read: {type(error).__name__}: {error}")


def _is_whole(record: RawRecord | Unreadable, encoding: str) -> bool:
    """Whether a record of a damaged file can be read; the first that cannot shows where the damage begins."""
    if isinstance(record, Unreadable) or (encoding == "utf-8" and decode(record.raw)[1] != encoding):
        return False
    try:
        parse(record, ReadOptions())
    except RecordError:
        return False
    return True


def _damaged(origin: Origin, problem: str, count: int) -> Unreadable:
    text = f"the packed file is damaged or cut short ({problem}); {count} records could be read"
    return Unreadable(origin.name, text)


def read_task(task: Task, start: int = 0) -> Iterator[Result]:
    """The results for the records of a task from ``start`` on. Ends the process if one takes too long."""
    for raw in task.chunk[start:]:
        if isinstance(raw, Unreadable):
            yield raw
            continue
        with limited(seconds_for(len(raw.raw), task.options.seconds)):
            result = _read(raw, task)
        yield result


def _lost(task: Task, number: int, by_time: bool) -> Result:
    record = task.chunk[number]
    seconds = seconds_for(len(record.raw), task.options.seconds)
    reason = f"reading it took longer than {seconds:.0f} seconds" if by_time else ENDED
    return Unreadable(record.where, reason, record.raw)


READING = Job(read_task, lambda task: len(task.chunk), _lost)


def _read(raw: RawRecord, task: Task) -> Result:
    sha256 = raw.sha256
    if raw.is_whole_file and sha256 in task.files:
        return Seen()
    try:
        record = parse(raw, task.options)
    except RecordError as error:
        return Unreadable(raw.where, str(error), raw.raw)
    except Exception as error:  # noqa: BLE001  (whatever is wrong with one record must not stop the rest)
        return Unreadable(raw.where, f"it could not be read: {type(error).__name__}: {error}", raw.raw)
    if not task.options.extract or sha256 in task.known:
        return Read(record, sha256, raw.where)
    extraction, trouble = try_extract(Document.of(record))
    return Read(record, sha256, raw.where, extraction, trouble)
