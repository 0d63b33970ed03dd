"""Raw records become articles with what extraction finds in them. Runs in any process, without a database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from lzma import LZMAError
from zlib import error as ZlibError  # noqa: N812  (it is an exception)

from articles.extraction.records import Document, Extraction
from articles.importers.formats import FORMATS, detect, parse
from articles.importers.inputs import Opened, Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError, Unreadable

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


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
            name = format_name or detect(origin, opened)
            if name in {"jsonl", "csv"} and opened.peek().startswith(_UTF_16):
                raise RecordError("it is encoded in UTF-16; save it as UTF-8")
            for record in FORMATS[name].split(opened.stream, origin):
                yield record
                count += 1
    except RecordError as error:
        yield Unreadable(origin.name, str(error))
    except (EOFError, LZMAError, ZlibError) as error:
        yield Unreadable(
            origin.name, f"the packed file is damaged or cut short ({error}); {count} records could be read"
        )
    except OSError as error:
        yield Unreadable(origin.name, f"the file cannot be read: {error.strerror or error}")


def read_task(task: Task) -> list[Result]:
    """What each record of the task holds, in the same order."""
    return [
        _read(raw, task) if isinstance(raw, RawRecord) else raw  # an Unreadable passes through
        for raw in task.chunk
    ]


def parts_of(task: Task) -> list[Task]:
    """The task cut into tasks of one record."""
    return [replace(task, chunk=[record]) for record in task.chunk]


def lost_with(task: Task) -> list[Result]:
    """The result of a task that ended its process."""
    return [
        Unreadable(
            record.where, "reading it ended the process that read it; it may be far too large", record.raw
        )
        for record in task.chunk
    ]


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


def try_extract(document: Document) -> tuple[Extraction | None, str]:
    """What the document names, or None and why: an article is worth keeping without its entities."""
    from articles.extraction import extract  # noqa: PLC0415  (its word lists take a while to load)

    try:
        return extract(document), ""
    except Exception as error:  # noqa: BLE001  (extraction promises to raise nothing)
        return None, f"{type(error).__name__}: {error}"


Texts = list[tuple[int, Document]]
Extractions = list[tuple[Extraction | None, str]]


def extract_texts(texts: Texts) -> Extractions:
    """What each of these texts, given with their articles' ids, names; in order."""
    return [try_extract(document) for _, document in texts]
