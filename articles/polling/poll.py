"""Polls feeds: fetches what is new, imports it, and keeps account of how it went."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.db import Error
from django.utils import timezone

from articles.importers.record import Found
from articles.importers.run import import_paths
from articles.importers.runs.options import stored
from articles.importers.summary import Summary
from articles.importers.web.answers import Answer, FetchError
from articles.importers.web.entries import Entry, EntryReader
from articles.importers.web.fetcher import Fetcher
from articles.locking import Lock, advisory_lock, advisory_unlock
from articles.models import FeedText, ImportRun, SourceFeed
from articles.polling.read_feed import FeedNow, entry_reader, options_for, read_feed

MOST_NEW = 50  # entries that one poll imports; the next one continues
_MOST_SEEN = 1000  # fingerprints of entries that have left the feed
_JITTER = timedelta(minutes=1)  # timers are not exact
_STATE = (
    *("etag", "last_modified", "seen", "arrivals", "polled_at", "next_poll_at", "new_at"),
    *("failures", "problem"),
)


@dataclass(slots=True)
class PollOutcome:
    """What a poll brought. problem: why it failed, or ""; notes: what else could not be fetched or read."""

    feed: SourceFeed
    created: int = 0
    updated: int = 0
    failed: int = 0
    problem: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """What to import of a feed, for which entries, and what is left for the next poll."""

    records: list[Found] = field(default_factory=list)
    done: list[Entry] = field(default_factory=list)
    left: int = 0
    notes: list[str] = field(default_factory=list)


@contextmanager
def polling_alone() -> Iterator[bool]:
    """Tell whether no one else is polling, and keep others from it for the block."""
    mine = advisory_lock(Lock.POLLING, wait=False, session=True)
    try:
        yield mine
    finally:
        if mine:
            with suppress(Error):  # if the connection is lost, so is the lock
                advisory_unlock(Lock.POLLING)


def poll_all(feeds: Iterable[SourceFeed], fetcher: Fetcher) -> Iterator[PollOutcome]:
    """Poll feeds one after the other. Call it with ``polling_alone``."""
    began = timezone.now()
    for feed in feeds:
        yield poll(feed, fetcher, began)


def due_feeds() -> Iterable[SourceFeed]:
    """Return the feeds whose time has come."""
    return SourceFeed.objects.due(timezone.now() + _JITTER).select_related("source")


def poll(feed: SourceFeed, fetcher: Fetcher, began: datetime) -> PollOutcome:
    """Poll one feed. began: when the round began, from which the next one is counted."""
    outcome = PollOutcome(feed)
    try:
        with entry_reader(feed, fetcher) as reader:
            now = read_feed(feed, fetcher, reader)
            batch = _batch(feed, now, reader)
    except FetchError as error:
        return _failed(outcome, began, str(error), error.wait)
    except Error:
        raise
    except Exception as error:  # noqa: BLE001  (one feed must not stop the rest)
        return _failed(outcome, began, f"it could not be polled: {type(error).__name__}: {error}")
    summary = _import(feed, batch.records) if batch.records else Summary()
    outcome.notes = [*now.troubles, *batch.notes, *(f"{where}: {why}" for where, why in summary.failures)]
    outcome.created, outcome.updated = summary.counts["created"], summary.counts["updated"]
    outcome.failed = len(now.troubles) + summary.failed
    outcome.problem = summary.stopped
    if not summary.finished:
        if not outcome.problem:
            raise KeyboardInterrupt
        return outcome  # the database or the disk failed
    if now.answer is not None:
        _remember(feed, now, batch, now.answer)
    if summary.counts["created"]:
        feed.new_at = timezone.now()
        feed.note_arrivals([_published(entry) for entry in batch.done])
    feed.note_success(began, outcome.notes[0] if outcome.notes else "")
    _save(feed)
    return outcome


def _import(feed: SourceFeed, records: list[Found]) -> Summary:
    options = options_for(feed)
    run = ImportRun(paths=[feed.url], options=stored(options), begun_at=timezone.now())
    return import_paths([], options, fetched=records, run=run)


def _failed(outcome: PollOutcome, began: datetime, problem: str, wait: float = 0) -> PollOutcome:
    outcome.problem = problem
    outcome.feed.note_failure(began, problem, wait)
    _save(outcome.feed)
    return outcome


def _batch(feed: SourceFeed, now: FeedNow, reader: EntryReader) -> _Batch:
    """Return what to import. An entry whose page cannot be fetched at the moment waits for the next poll."""
    batch = _Batch(left=max(0, len(now.new) - MOST_NEW))
    for entry in now.new[:MOST_NEW]:
        try:
            record = reader.full(entry) if feed.text == FeedText.PAGE else entry.raw
        except FetchError as error:
            batch.notes.append(f"{entry.record.url}: {error}")
            if error.is_temporary:
                batch.left += 1
                continue
            record = reader.summary(entry)
        batch.records.append(record)
        batch.done.append(entry)
    return batch


def _remember(feed: SourceFeed, now: FeedNow, batch: _Batch, answer: Answer) -> None:
    """Remember what was imported. While something is left, the next poll must not be told "not modified"."""
    feed.etag = "" if batch.left else answer.header("ETag")[:500]
    feed.last_modified = "" if batch.left else answer.header("Last-Modified")[:100]
    there = {entry.fingerprint for entry in now.entries}
    imported = {entry.fingerprint for entry in batch.done}
    gone = [each for each in feed.seen if each not in there]
    kept = [each for each in feed.seen if each in there]
    feed.seen = [*gone[-_MOST_SEEN:], *kept, *sorted(imported)]


def _published(entry: Entry) -> datetime:
    """Return when an entry was published, or else now."""
    record, now = entry.record, timezone.now()
    if record.published_at:
        return min(record.published_at, now)
    if record.published_on:
        return min(datetime.combine(record.published_on, time(), UTC), now)
    return now


def _save(feed: SourceFeed) -> None:
    """Save what the poll found out; an editor may have changed or deleted the feed in the meantime."""
    same = SourceFeed.objects.filter(pk=feed.pk, url=feed.url)
    same.update(**{name: getattr(feed, name) for name in _STATE})
