"""Parse raw records and extract their entities. Runs in worker processes, without a database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from articles.batch.workers import Job, Loss, time_limit
from articles.extraction.annotations import Document, Extraction
from articles.extraction.attempt import ENDED, seconds_for, try_extract
from articles.importers.archives import is_archive, members
from articles.importers.cleaning import encodings
from articles.importers.cleaning.binary import ARCHIVES, binary_kind
from articles.importers.cleaning.encodings import decode
from articles.importers.formats import FORMATS, detect, parse
from articles.importers.inputs import FoundInputs, Origin
from articles.importers.opened import Member, Opened, OpenedFile
from articles.importers.record import (
    AS_IT_IS,
    BY_CHECKSUM,
    ArticleRecord,
    Found,
    RawRecord,
    ReadOptions,
    RecordError,
    Skipped,
    SkippedError,
    Unreadable,
)
from articles.importers.survey import survey
from articles.importers.unpacking import DAMAGE, BombError
from articles.stories.fingerprints import fingerprint

_HEAD = 1000  # bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed record. extraction: None if skipped or failed; trouble: why it failed.

    fingerprint: of its text, to find articles with nearly the same one.
    """

    record: ArticleRecord
    sha256: str
    where: str
    extraction: Extraction | None = None
    trouble: str = ""
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """A file or page that the archive already has, byte for byte, so it is not parsed."""


Result = Read | UnchangedFile | Unreadable | Skipped


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk of records for a worker process.

    known: checksums already in the archive, whose records need no extraction; files: those of them that came
    from files; captures: all of them with their references; position: bytes of input read when the chunk was
    completed.
    """

    chunk: list[Found]
    options: ReadOptions
    known: frozenset[str]
    files: frozenset[str]
    position: int
    captures: frozenset[tuple[str, str]] = frozenset()


def all_records(
    inputs: FoundInputs,
    format_name: str | None,
    options: ReadOptions,
    opened_file: Callable[[OpenedFile], None] = lambda _: None,
) -> Iterator[Found]:
    """Yield the records of all files, with an Unreadable for each one that cannot be read."""
    for each in inputs.unreadable:
        yield Unreadable(*each)
    for origin in inputs.origins:
        yield from records(origin, format_name, opened_file, options)


def records(
    origin: Origin,
    format_name: str | None,
    opened_file: Callable[[OpenedFile], None],
    options: ReadOptions = AS_IT_IS,
) -> Iterator[Found]:
    """Yield the records of one file, with an Unreadable for each one that cannot be read."""

    def open_it() -> OpenedFile:
        opened = OpenedFile(origin)
        opened_file(opened)
        return opened

    yield from records_of(origin, open_it, format_name, options)


def records_of(
    origin: Origin, open_it: Callable[[], Opened], format_name: str | None, options: ReadOptions
) -> Iterator[Found]:
    """Yield the records of an input that ``open_it`` opens, with an Unreadable for what cannot be read."""
    count = 0
    try:
        with closing(open_it()) as opened:
            for record in _inside(opened, origin, format_name, options):
                yield record
                count += isinstance(record, RawRecord)
    except (RecordError, BombError) as error:
        yield Unreadable(origin.name, str(error))
    except DAMAGE as error:
        yield _damaged(origin, str(error), count)
    except OSError as error:
        yield Unreadable(origin.name, f"the file cannot be read: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001  (one bad file must not stop the rest)
        yield Unreadable(origin.name, f"it could not be read: {type(error).__name__}: {error}")


def _inside(opened: Opened, origin: Origin, format_name: str | None, options: ReadOptions) -> Iterator[Found]:
    start = opened.start()
    # Check only the beginning: a file of many records is still useful if damaged in one place.
    kind = binary_kind(start, _HEAD)
    if is_archive(start) and kind in ARCHIVES:
        found, is_text = _of_members(opened, origin, format_name, options), False
    elif format_name == "warc" or (format_name is None and _is_web_archive(opened, origin)):
        yield from FORMATS["warc"].split(opened.by_record, origin, options)
        return
    elif kind:
        raise RecordError(f"it seems to be {kind}, not text")
    else:
        found, is_text = _of_format(opened, origin, format_name, options), decode(start)[1] == "utf-8"
    opened.check()
    count = 0
    for record in found:
        if opened.damage and not _is_whole(record, origin.uri, is_utf_8=is_text):
            break
        yield record
        count += isinstance(record, RawRecord)
    if opened.damage:
        yield _damaged(origin, opened.damage, count)


def _is_web_archive(opened: Opened, origin: Origin) -> bool:
    return opened.is_web_archive or origin.ending in FORMATS["warc"].endings


def _of_members(
    opened: Opened, origin: Origin, format_name: str | None, options: ReadOptions
) -> Iterator[Found]:
    for member in members(opened, origin):
        if isinstance(member, Member):
            yield from records_of(member.origin, partial(_itself, member.opened), format_name, options)
        else:
            yield member


def _itself(opened: Opened) -> Opened:
    return opened


def _of_format(
    opened: Opened, origin: Origin, format_name: str | None, options: ReadOptions
) -> Iterator[Found]:
    name = format_name or detect(origin, opened.peek())
    facts = survey(opened, origin, name, options)
    for record in FORMATS[name].split(opened.stream, origin, options):
        if isinstance(record, RawRecord) and origin.is_stdin and record.reference == origin.uri:
            record = replace(record, reference=BY_CHECKSUM + record.sha256)  # noqa: PLW2901  (it has no name)
        if isinstance(record, RawRecord) and facts.date_orders:
            record = replace(record, facts=facts)  # noqa: PLW2901  (the file's facts belong to it)
        yield record


def _is_whole(record: Found, whole_file: str, *, is_utf_8: bool) -> bool:
    """Whether a record of a damaged file can be read. The first one that cannot marks the damage.

    whole_file: the reference of a record that is the file itself, and so has the damage in it.
    """
    if isinstance(record, Skipped):
        return True
    if isinstance(record, Unreadable) or (is_utf_8 and not encodings.is_utf_8(record.raw)):
        return False
    try:
        parse(record, AS_IT_IS)
    except RecordError:
        return False
    except SkippedError:
        return True
    return record.reference != whole_file


def _damaged(origin: Origin, problem: str, count: int) -> Unreadable:
    text = f"the compressed file is damaged or incomplete ({problem}); {count} records could be read"
    return Unreadable(origin.name, text)


def read_task(task: Task, start: int = 0) -> Iterator[Result]:
    """Yield the results for a task's records from ``start`` on. Kills the process if one takes too long."""
    for raw in task.chunk[start:]:
        if isinstance(raw, Unreadable | Skipped):
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
    is_known = sha256 in task.files if raw.capture is None else (sha256, raw.reference) in task.captures
    if raw.is_whole_file and is_known and not task.options.reads_again:
        return UnchangedFile()
    try:
        record = parse(raw, task.options)
    except RecordError as error:
        return Unreadable(raw.where, str(error), raw.raw)
    except SkippedError as error:
        return Skipped(raw.where, error.kind, error.reason)
    except Exception as error:  # noqa: BLE001  (one bad record must not stop the rest)
        return Unreadable(raw.where, f"it could not be read: {type(error).__name__}: {error}", raw.raw)
    since, day = task.options.since, record.published_on
    if since and day and day < since:
        return Skipped(raw.where, f"articles from before {since.isoformat()}")
    if sha256 in task.known:
        return Read(record, sha256, raw.where)
    extraction, trouble = try_extract(Document.of(record)) if task.options.extract else (None, "")
    return Read(record, sha256, raw.where, extraction, trouble, fingerprint(record.body))
