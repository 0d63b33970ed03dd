"""The data types of an import: raw records, parsed articles, and unreadable records.

They do not depend on the database, so that worker processes can parse records.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from articles.batch.workers import RECORD_SECONDS
from articles.partial_dates import PartialDate, from_days

MAX_RECORD_BYTES = 20_000_000
MAX_REFERENCE_BYTES = 2000
BY_CHECKSUM = "urn:sha256:"


class RecordError(Exception):
    """A record cannot be read; the message is shown to the archivist."""


class SkippedError(Exception):
    """A record is left out on purpose. kind: what it is, in the plural; reason: shown to the archivist."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file as a whole. date_orders: "dmy", "mdy" or "ymd" by column and separator."""

    date_orders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebCapture:
    """How a page was captured from the web: its address, when, and the HTTP headers of the answer.

    is_text: somebody has made plain text of it; known: what the feed that links to it says, by field.
    """

    url: str
    captured_at: datetime | None = None
    http_headers: str = ""
    is_text: bool = False
    known: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as found in its file.

    where: for messages, "news.jsonl, line 3"; reference: the ``file://`` URI, with ``#3`` for the third
    record of a file with several; stem: the file's name without folders and extensions; fields: the cells by
    column name, if the format's splitter has already parsed them; encoding: of bytes that are not UTF-8;
    capture: of a page in a web archive; head: of a table, the line that names the columns.
    """

    format: str
    raw: bytes
    where: str
    reference: str
    stem: str
    fields: Mapping[str, object] | None = None
    encoding: str = ""
    facts: FileFacts = FileFacts()
    capture: WebCapture | None = None
    head: bytes = b""

    @property
    def sha256(self) -> str:
        """SHA-256 of the raw bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def is_whole_file(self) -> bool:
        """Whether the record is an entire file, or an entire page, and not one of several in a file."""
        return not is_part(self.reference)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of the input that could not be read: where, why, and its bytes if known.

    format, head: as of a RawRecord.
    """

    where: str
    reason: str
    raw: bytes = b""
    format: str = ""
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of the input that is left out on purpose: where, its kind in the plural, and perhaps why."""

    where: str
    kind: str
    reason: str = ""
    raw: bytes = b""


def is_part(reference: str) -> bool:
    """Whether a reference means one of several records in a file, such as ``file:///a/news.csv#3``."""
    return reference.startswith("file:") and reference.rpartition("#")[2].isdecimal()


#: What is found in an input.
Found = RawRecord | Unreadable | Skipped


@dataclass(frozen=True, slots=True)
class Dated:
    """When an article was published: the day and moment, or a partial date.

    words: the date as written, if it is not a full date; reason: why not.
    """

    day: date | None = None
    moment: datetime | None = None
    partial: PartialDate | None = None
    words: str = ""
    reason: str = ""


UNDATED = Dated()


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of its item a record is, as its publisher numbers and dates it.

    number: 0 if it has none; moment: when it was made; is_canceled: the publisher withdraws the item.
    """

    number: int = 0
    moment: datetime | None = None
    is_canceled: bool = False


FIRST = Edition()


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """The columns of a record: those a value was taken from, and the others, with whether they are filled."""

    used: frozenset[str] = frozenset()
    unused: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One cleaned article, with the original it was read from.

    reference: identifies the article at its origin; parser: format and version; cleaning: notes on the
    cleaning steps; source: the publication's name, or ""; is_exported: the reference comes from an export;
    cleared: fields without a value, if the import clears these; assumed: fields missing from the record;
    published_until, date_is_approximate: as in Article; date_text: the words of a date that is not a full
    one, and date_problem: why they could not be read; captured_at: if not now, and http_headers: of a page
    from the web; attachments: how many were left out of a message; edition: which version of an item of a
    wire service it is.
    """

    headline: str
    raw: bytes
    media_type: str
    reference: str
    parser: str
    standfirst: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    caption: str = ""
    published_on: date | None = None
    published_until: date | None = None
    date_is_approximate: bool = False
    published_at: datetime | None = None
    date_text: str = ""
    date_problem: str = ""
    url: str = ""
    source: str = ""
    language: str = "en"
    section: str = ""
    cleaning: tuple[str, ...] = ()
    is_sample: bool = False
    is_exported: bool = False
    cleared: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()
    columns: ColumnUse = ColumnUse()
    captured_at: datetime | None = None
    http_headers: str = ""
    attachments: int = 0
    edition: Edition = FIRST

    @property
    def date(self) -> PartialDate | None:
        """The date of publication, as far as it is known."""
        return from_days(self.published_on, self.published_until, approximate=self.date_is_approximate)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of an import.

    source: the publication for records that name none, or for all of them if has_one_source; samples: mark
    the articles as samples; seconds: the CPU time limit for a small record; clear: clear an article's fields
    that are empty in the record; since: leave out articles with an earlier date.
    How to read the files, if the archivist says so: columns: the column for a field; date_order: "dmy", "mdy"
    or "ymd"; encoding: a name such as "cp1250".
    kept: cleaning steps, by their notes, that are left out (see cleaning/clean.py).
    """

    source: str = ""
    samples: bool = False
    extract: bool = True
    seconds: float = RECORD_SECONDS
    clear: bool = False
    since: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    encoding: str = ""
    has_one_source: bool = False
    kept: frozenset[str] = frozenset()

    @property
    def reads_again(self) -> bool:
        """Whether known records are read again: they may mean something else than the last time."""
        return self.clear or bool(self.columns or self.date_order or self.encoding)


AS_IT_IS = ReadOptions()
