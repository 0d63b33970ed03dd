"""The entries of a feed, and the pages that they link to."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from articles.batch.workers import Workers
from articles.importers.record import (
    ArticleRecord,
    Found,
    RawRecord,
    ReadOptions,
    Skipped,
    Unreadable,
    WebCapture,
)
from articles.importers.tasks import READING, Read, Result, Task
from articles.importers.web.addresses import parse_address
from articles.importers.web.answers import Answer, FetchError
from articles.importers.web.documents import records_in
from articles.importers.web.fetcher import PAGE_TYPES, Fetcher

_SUMMARY = 1500  # characters that a summary has at most
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading)\W*$", re.IGNORECASE)
_KNOWN = ("byline", "section", "published_on", "published_at")
_CONTENT = (*_KNOWN, "reference", "headline", "standfirst", "body", "caption", "url", "date_text", "language")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed, as found and as read."""

    raw: RawRecord
    record: ArticleRecord

    @property
    def fingerprint(self) -> str:
        """A checksum of what it says, without what changes by itself, such as a number of comments."""
        said = [str(getattr(self.record, name)) for name in _CONTENT]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

    @property
    def is_summary(self) -> bool:
        """Whether its text seems to be only a summary."""
        body = self.record.body
        return len(body) < _SUMMARY or bool(_CUT.search(body[-100:]))


class EntryReader:
    """Reads entries in a process of its own, with the limits of an import. Close it after use."""

    def __init__(self, fetcher: Fetcher, options: ReadOptions) -> None:
        self._fetcher = fetcher
        self._options = replace(options, extract=False)
        self._workers = Workers(1)

    def close(self) -> None:
        """Stop the process."""
        self._workers.close()

    def entries(self, answer: Answer) -> Iterator[Entry | Unreadable | Skipped]:
        """Yield the entries of a feed, and what cannot be read."""
        found = list(records_in(answer, self._options, "feed"))
        for record, result in zip(found, self._read(found), strict=True):
            if isinstance(record, RawRecord) and isinstance(result, Read):
                yield Entry(record, result.record)
            elif isinstance(result, Unreadable | Skipped):
                yield result

    def full(self, entry: Entry) -> RawRecord:
        """Return the page that an entry links to, if the entry is a summary and the page has more text.

        Raises FetchError if the page cannot be fetched.
        """
        if not entry.is_summary or not entry.record.url:
            return entry.raw
        answer = self._fetcher.fetch(entry.record.url, types=PAGE_TYPES)
        known = {name: getattr(entry.record, name) for name in _KNOWN}
        for page in records_in(answer, self._options):
            if isinstance(page, RawRecord) and page.capture is not None:
                (read,) = self._read([page])
                if isinstance(read, Read) and len(read.record.body) > len(entry.record.body):
                    return replace(page, capture=replace(page.capture, known=known))
        return self.summary(entry)

    def summary(self, entry: Entry) -> RawRecord:
        """Return an entry in place of its page. A later version may be the page, so it has its address."""
        try:
            address = parse_address(entry.record.url).url
        except FetchError:
            return entry.raw
        return replace(entry.raw, capture=WebCapture(address))

    def with_pages(self, answer: Answer) -> Iterator[Found]:
        """Yield the entries of a feed, with pages instead of summaries where that is possible."""
        for entry in self.entries(answer):
            if not isinstance(entry, Entry):
                yield entry
                continue
            try:
                yield self.full(entry)
            except FetchError as error:
                yield Skipped(entry.record.url, "linked pages that could not be fetched", str(error))
                yield self.summary(entry)

    def _read(self, found: list[Found]) -> list[Result]:
        return self._workers.run(READING, Task(found, self._options, frozenset(), frozenset(), 0))
