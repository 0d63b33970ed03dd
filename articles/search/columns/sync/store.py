"""One process's columns: loaded or built, and kept fresh, so that a search only has to ask for them."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from articles.search.columns.cache.history import History
from articles.search.columns.storage import column_files
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import make_segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync import changelog
from articles.search.columns.sync.background import Background
from articles.search.columns.sync.builder import build, compact, known_files
from articles.search.columns.sync.changelog import Head
from articles.search.columns.sync.frequent_words import read_pairs
from articles.search.columns.sync.loader import IdsOutOfRangeError, read_ids, read_small

SMALL = 5_000  # articles that are read anew within a search, and for which no file is written
_LEAST_TAIL, _MOST_TAIL, _TAIL_SHARE = 2_000, 20_000, 20

logger = logging.getLogger(__name__)


class Store:
    """The columns of one process. Threads may share it.

    folder: where files of columns lie, shared by all processes of this machine. small: up to how many
    articles an archive is read within a search. tail: how many changed articles make a new base
    worthwhile, by default a twentieth of the base, within bounds.
    """

    def __init__(self, folder: Path, *, small: int = SMALL, tail: int | None = None) -> None:
        self.history = History()
        self._folder = folder
        self._small = small
        self._tail = tail
        self._lock = threading.Lock()
        self._state: Snapshot | None = None
        self._begun = float("-inf")  # when the look at the database began that gave the state
        self._server: tuple[Any, ...] = ()
        self._identity = ""
        self._listed = 0  # the folder's time of change when it was looked into
        self._offered: Snapshot | None = None
        self._useless: set[UUID] = set()  # files that the log does not reach back to
        self._background = Background()

    def current(self) -> Snapshot | None:
        """The columns with everything that was committed when this was called, and what the transaction
        under way has changed itself. None where SQL has to count: they are being built, or cannot be.

        Asks the database once, and again for what changed.
        """
        arrived = time.monotonic()
        # A transaction that has begun before may have changed something itself.
        alone = len(connection.atomic_blocks) <= 1
        with self._lock:
            if alone and self._begun >= arrived:
                return self._state  # somebody looked while we waited
            begun = time.monotonic()
            head = changelog.read_head(self._state.position if self._state else None, self._identity)
            if head.private:
                return self._private(head)
            self._state, self._begun = self._advanced(head), begun
            return self._state

    def _follows(self, state: Snapshot | None, head: Head) -> bool:
        """Whether the columns can be brought up to date by what the log says."""
        return (
            state is not None
            and head.changed is not None
            and head.server == self._server
            and head.complete_from <= state.position.oldest
            and head.position.next >= state.position.next
        )

    def _private(self, head: Head) -> Snapshot | None:
        """Columns for the present transaction alone."""
        state = self._state
        if state is None or not self._follows(state, head):
            return self._read_small(head, private=True)
        ids = head.changed or ()
        return replace(after(state, ids), revision=None)

    def _read_small(self, head: Head, *, private: bool) -> Snapshot | None:
        read = read_small(self._small)
        if read is None:
            return None
        snapshot = Snapshot.of(make_segment([read[0]]), Position.read(read[1], standby=head.standby))
        return replace(snapshot, revision=None if private else self.history.restart())

    def _advanced(self, head: Head) -> Snapshot | None:
        """The columns as of now, None where they cannot be had within a search."""
        state = self._state
        if head.server != self._server:
            self._server, self._identity = head.server, changelog.read_identity()
            self._offered = state = None
        elif not self._follows(state, head):
            state = None
        if (newer := self._newer(state)) is not None:
            newest = changelog.read_head(newer.position, self._identity)
            if self._follows(newer, newest):
                state, head = newer, newest
            elif newer.token is not None:
                self._useless.add(newer.token)
        if state is None:
            return self._begin(head)
        if head.changed:
            state = replace(after(state, head.changed), revision=self.history.add(head.changed))
        state = replace(state, position=head.position)
        self._compact(state)
        return state

    def _newer(self, state: Snapshot | None) -> Snapshot | None:
        """Columns that this process's background or another process has made."""
        offered, self._offered = self._offered, None
        if offered is None:
            offered = self._from_file(state)
        if offered is None:
            return None
        if state is not None and state.position.has_seen(offered.position):
            # What changed since this process looked is among what changed since these were read.
            return replace(offered, revision=state.revision)
        return replace(offered, revision=self.history.restart())

    def _from_file(self, state: Snapshot | None) -> Snapshot | None:
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            return None
        if state is not None and changed == self._listed:
            return None
        self._listed = changed
        for file in known_files(self._folder, self._identity, self._useless):
            if state is not None and file.token == state.token:
                return None
            try:
                return Snapshot.of(column_files.read(file), file.position, file.token)
            except column_files.DamagedError:
                if file.path.exists():  # else somebody has just put a newer one in its place
                    logger.warning("%s is damaged and is not used", file.path)
                    file.path.unlink(missing_ok=True)
        return None

    def _begin(self, head: Head) -> Snapshot | None:
        try:
            if (snapshot := self._read_small(head, private=False)) is not None:
                return snapshot
        except IdsOutOfRangeError:
            return None
        self._in_background(lambda: build(self._folder, self._identity, self._small, self._useless))
        return None

    def _compact(self, state: Snapshot) -> None:
        base = len(state.base)
        most = self._tail or max(_LEAST_TAIL, min(_MOST_TAIL, base // _TAIL_SHARE))
        unlisted = state.base.words is None and base > self._small
        if unlisted or len(state.tail) > most or base - int(state.alive.sum()) > most:
            self._in_background(lambda: compact(self._folder, state, self._identity, self._small))

    def _in_background(self, work: Callable[[], Snapshot | None]) -> None:
        server = self._server

        def offer() -> None:
            made = work()
            with self._lock:
                if made is not None and server == self._server:
                    self._offered = made

        self._background.start(offer)

    def wait(self, seconds: float = 600) -> None:
        """Wait until no work is under way in the background."""
        self._background.wait(seconds)


def after(state: Snapshot, changed: Collection[int]) -> Snapshot:
    """The columns after articles changed, as the database has those now."""
    ids = list(changed)
    return state.changed(ids, read_ids(ids), read_pairs(ids, state.pairs.vocabulary))


shared = Store(settings.DATA_DIR / "columns")
