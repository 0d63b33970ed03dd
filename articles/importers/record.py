"""What travels through an import: a raw record, what a parser makes of it, and why one could not be read.

Plain values without a database beneath them, so that other processes can read records.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from articles.batch.workers import RECORD_SECONDS

MAX_RECORD_BYTES = 20_000_000
MAX_REFERENCE_BYTES = 2000
BY_CHECKSUM = "urn:sha256:"


class RecordError(Exception):
    """One record that could not be read; the message is a sentence for the archivist."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it stands in its file.

    where: for messages, "news.jsonl, line 3"; reference: the ``file://`` URI, with ``#3`` for the
    third record of a file that holds several; stem: the file's name without folders and endings;
    fields: the cells by column name, where the format's own reader has split them already.
    """

    format: str
    raw: bytes
    where: str
    reference: str
    stem: str
    fields: Mapping[str, object] | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def is_whole_file(self) -> bool:
        """Whether the record is all its file holds."""
        return "#" not in self.reference


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place in the input that gave no record: which, why, and the bytes there as far as known."""

    where: str
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article, clean, with the original it was read from.

    reference: what identifies the article at its origin; parser: format and version;
    cleaning: what was taken off or moved, in words; source: the publication's name, or "";
    is_exported: the reference came with the record, as an export writes it; cleared: fields without a
    value in the record, if the import is told to clear them; assumed: fields that the record does not have.
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
    published_at: datetime | None = None
    url: str = ""
    source: str = ""
    language: str = "en"
    section: str = ""
    cleaning: tuple[str, ...] = ()
    is_sample: bool = False
    is_exported: bool = False
    cleared: frozenset[str] = frozenset()
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """source: the publication of records that name none; samples: mark what is read as sample articles;
    seconds: the computing time that a small record may take; clear: whether a field
    without a value in a record is cleared in its article.
    """

    source: str = ""
    samples: bool = False
    extract: bool = True
    seconds: float = RECORD_SECONDS
    clear: bool = False
