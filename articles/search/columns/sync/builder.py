"""Build columns from the database, or compact those with a long tail, and save them if possible."""

import logging
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from articles.search.columns.storage import column_files
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import make_segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync import changelog
from articles.search.columns.sync.frequent_words import frequent_words, reader_of
from articles.search.columns.sync.loader import read_all
from newsarchive.embedded import EmbeddedPostgresError
from newsarchive.embedded.file_locks import open_lock, take

logger = logging.getLogger(__name__)


@contextmanager
def column_lock(folder: Path) -> Iterator[bool]:
    """Take the writers' lock of this machine until the block ends; yield whether it was free.

    The kernel releases the lock when its holder dies. If the folder is not writable, every process builds its
    own columns.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open_lock(folder / "lock")
    except (OSError, EmbeddedPostgresError):
        yield True
        return
    try:
        yield take(lock)
    finally:
        os.close(lock)


def known_files(folder: Path, identity: str, useless: Collection[UUID] = ()) -> list[column_files.ColumnFile]:
    """Return the usable files of columns, newest first; ``useless`` ones have been tried."""
    found = [file for file in column_files.find(folder, identity) if file.token not in useless]
    known = changelog.registered([file.token for file in found]) if found else set()
    return [file for file in found if file.token in known]


def build(folder: Path, identity: str, small: int, useless: Collection[UUID] = ()) -> Snapshot | None:
    """Build the columns of the whole archive; return None if another process is building or has built them.

    Raises IdsOutOfRangeError.
    """
    with column_lock(folder) as mine:
        if not mine or known_files(folder, identity, useless):
            return None
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_current_snapshot()::text, pg_is_in_recovery()")
                text, standby = cursor.fetchone() or ("", False)
            parts = list(read_all())
        snapshot = Snapshot.of(make_segment(parts), Position.read(text, standby=standby))
        return save(folder, snapshot, identity, small)


def compact(folder: Path, snapshot: Snapshot, identity: str, small: int) -> Snapshot | None:
    """Return the columns without a tail and with postings; None if another process is compacting."""
    with column_lock(folder) as mine:
        if not mine:
            return None
        words = frequent_words(snapshot.ids())
        new = [word for word in words if word not in snapshot.pairs.vocabulary]
        return save(folder, snapshot.compacted(words, reader_of(new)), identity, small)


def save(folder: Path, snapshot: Snapshot, identity: str, small: int) -> Snapshot | None:
    """Save the columns in a file for all processes, and return them mapped from it.

    Without a file (a small archive, a standby, a read-only role or folder), return them as they are. Return
    None if the change log no longer reaches back to them. Call it only with the writers' lock.
    """
    if not changelog.may_register(identity):
        return snapshot
    file = None
    try:
        if len(snapshot.base) > small:
            file = column_files.write(folder, snapshot.base, identity, snapshot.position)
            snapshot = replace(snapshot, base=column_files.read(file), token=file.token)
        with transaction.atomic():
            replaced = [
                old.token for old in column_files.find(folder, identity) if old.token != snapshot.token
            ]
            changelog.register(snapshot.position, identity, snapshot.token, replaced)
        column_files.tidy(folder, identity, snapshot.token)
        now = time.time_ns()
        os.utime(folder, ns=(now, now))  # other processes check this time
    except changelog.OutdatedError:
        if file is not None:
            file.path.unlink(missing_ok=True)
        return None
    except (OSError, DatabaseError, column_files.DamagedError) as error:
        logger.warning("The columns are kept in memory alone: %s", error)
        if file is not None:
            file.path.unlink(missing_ok=True)
        return replace(snapshot, token=None)
    return snapshot
