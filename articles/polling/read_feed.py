"""Reads a feed as it is now, and says which of its entries are new."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext

from articles.importers.record import ReadOptions, Skipped
from articles.importers.web.answers import Answer, FetchError
from articles.importers.web.documents import is_feed
from articles.importers.web.entries import Entry, EntryReader
from articles.importers.web.fetcher import Fetcher
from articles.models import SourceFeed

_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class FeedNow:
    """A feed as it is now. answer: None if it has not changed; entries: all that could be read.

    new: those that were not imported yet, in this version; troubles: why others cannot be read.
    """

    answer: Answer | None = None
    entries: list[Entry] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def options_for(feed: SourceFeed) -> ReadOptions:
    """Return how to import the articles of a feed: they belong to its source, whatever they say."""
    return ReadOptions(source=feed.source.name, has_one_source=True)


@contextmanager
def entry_reader(feed: SourceFeed, fetcher: Fetcher) -> Iterator[EntryReader]:
    """A reader for the entries of a feed."""
    with closing(EntryReader(fetcher, options_for(feed))) as reader:
        yield reader


def read_feed(feed: SourceFeed, fetcher: Fetcher, reader: EntryReader, *, again: bool = False) -> FeedNow:
    """Fetch a feed and read its entries. again: even if it has not changed. Raises FetchError."""
    answer = fetcher.fetch(feed.url, conditions={} if again else _conditions(feed))
    if answer.status == _NOT_MODIFIED:
        return FeedNow()
    if not is_feed(answer):
        raise FetchError(gettext("there is no feed at this address"))
    now = FeedNow(answer)
    seen = set(feed.seen)
    for entry in reader.entries(answer):
        if isinstance(entry, Entry):
            now.entries.append(entry)
            if entry.fingerprint not in seen:
                now.new.append(entry)
        elif not isinstance(entry, Skipped):
            now.troubles.append(f"{entry.where}: {entry.reason}")
    return now


def _conditions(feed: SourceFeed) -> dict[str, str]:
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in conditions.items() if value}
