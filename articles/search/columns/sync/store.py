"""The columns of one process: loaded or built, and kept fresh for every search."""

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
from articles.search.columns.sync.changelog import LogHead
from articles.search.columns.sync.loader import IdsOutOfRangeError, read_ids, read_small
from articles.search.columns.sync.word_vectors import read_pairs

SMALL = 5_000  # articles; up to this many are read within a search, and no file is written
_LEAST_TAIL, _MOST_TAIL, _TAIL_SHARE = 2_000, 20_000, 20

logger = logging.getLogger(__name__)


class ColumnStore:
    """The columns of one process. Thread-safe.

    folder: the files of columns, shared by all processes of this machine. small: up to this many articles,
    the archive is read within a search. tail: the number of changed articles that triggers a new base, by
    default a twentieth of the base, within limits.
    """

    def __init__(self, folder: Path, *, small: int = SMALL, tail: int | None = None) -> None:
        self.history = History()
        self._folder = folder
        self._small = small
        self._tail = tail
        self._lock = threading.Lock()
        self._state: Snapshot | None = None
        self._begun = float("-inf")  # when the database query for the state began
        self._server: tuple[Any, ...] = ()
        self._identity = ""
        self._listed = 0  # the folder's modification time when it was last read
        self._offered: Snapshot | None = None
        self._useless: set[UUID] = set()  # files older than the log
        self._background = Background()

    def current(self) -> Snapshot | None:
        """Return the columns with everything committed by now, and the current transaction's own changes.

        Return None if SQL has to count: the columns are being built, or cannot be. One database query, and a
        few more after changes.
        """
        arrived = time.monotonic()
        # A transaction that has already begun may have changes of its own.
        alone = len(connection.atomic_blocks) <= 1
        with self._lock:
            if alone and self._begun >= arrived:
                return self._state  # another thread has checked while this one waited
            begun = time.monotonic()
            head = changelog.read_head(self._state.position if self._state else None, self._identity)
            if head.private:
                return self._private(head)
            self._state, self._begun = self._advanced(head), begun
            return self._state

    def _follows(self, state: Snapshot | None, head: LogHead) -> bool:
        """Return whether the log can bring the columns up to date."""
        return (
            state is not None
            and head.changed is not None
            and head.server == self._server
            and head.complete_from <= state.position.oldest
            and head.position.next >= state.position.next
        )

    def _private(self, head: LogHead) -> Snapshot | None:
        """Return columns for the current transaction alone."""
        state = self._state
        if state is None or not self._follows(state, head):
            return self._read_small(head, private=True)
        ids = head.changed or ()
        return replace(apply_changes(state, ids), revision=None)

    def _read_small(self, head: LogHead, *, private: bool) -> Snapshot | None:
        read = read_small(self._small)
        if read is None:
            return None
        snapshot = Snapshot.of(make_segment([read[0]]), Position.read(read[1], standby=head.standby))
        return replace(snapshot, revision=None if private else self.history.restart())

    def _advanced(self, head: LogHead) -> Snapshot | None:
        """Return the current columns, None if they are not available within a search."""
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
            state = replace(apply_changes(state, head.changed), revision=self.history.add(head.changed))
        state = replace(state, position=head.position)
        self._compact(state)
        return state

    def _newer(self, state: Snapshot | None) -> Snapshot | None:
        """Return columns built by this process's background thread or by another process, if any."""
        offered, self._offered = self._offered, None
        if offered is None:
            offered = self._from_file(state)
        if offered is None:
            return None
        if state is not None and state.position.has_seen(offered.position):
            # The changes since this process last checked are among those since these columns were read.
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
                if file.path.exists():  # otherwise it has just been replaced
                    logger.warning("%s is damaged and is not used", file.path)
                    file.path.unlink(missing_ok=True)
        return None

    def _begin(self, head: LogHead) -> Snapshot | None:
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
        """Wait until no background work is running."""
        self._background.wait(seconds)


def apply_changes(state: Snapshot, changed: Collection[int]) -> Snapshot:
    """Return the columns after articles changed, as they are in the database now."""
    ids = list(changed)
    return state.changed(ids, read_ids(ids), read_pairs(ids, state.pairs.vocabulary))


column_store = ColumnStore(settings.DATA_DIR / "columns")
