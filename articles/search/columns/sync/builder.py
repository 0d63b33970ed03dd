"""Columns made from the database, or from columns with a long tail, and kept in a file where possible."""

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
from articles.search.columns.sync.frequent_words import find_word, frequent_words
from articles.search.columns.sync.loader import read_all
from newsarchive.embedded import EmbeddedPostgresError
from newsarchive.embedded.file_locks import open_lock, take

logger = logging.getLogger(__name__)


@contextmanager
def writing(folder: Path) -> Iterator[bool]:
    """Whether nobody else of this machine makes columns now; nobody will until the end of the block.

    The kernel gives the lock back when its holder dies. In a folder that cannot be written to, everybody
    makes columns of his own.
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


def known_files(folder: Path, identity: str, useless: Collection[UUID] = ()) -> list[column_files.Found]:
    """The files of columns that can be used, the newest first; ``useless`` ones have been tried."""
    found = [file for file in column_files.find(folder, identity) if file.token not in useless]
    known = changelog.registered([file.token for file in found]) if found else set()
    return [file for file in found if file.token in known]


def build(folder: Path, identity: str, small: int, useless: Collection[UUID] = ()) -> Snapshot | None:
    """Columns of the whole archive as it is now; None where somebody else makes or has made them.

    Raises IdsOutOfRangeError.
    """
    with writing(folder) as mine:
        if not mine or known_files(folder, identity, useless):
            return None
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_current_snapshot()::text, pg_is_in_recovery()")
                text, standby = cursor.fetchone() or ("", False)
            parts = list(read_all())
        snapshot = Snapshot.of(make_segment(parts), Position.read(text, standby=standby))
        return keep(folder, snapshot, identity, small)


def compact(folder: Path, snapshot: Snapshot, identity: str, small: int) -> Snapshot | None:
    """The same columns without a tail and with lists of frequent words; None where somebody else is at it."""
    with writing(folder) as mine:
        if not mine:
            return None
        compacted = snapshot.compacted(frequent_words(len(snapshot)), find_word)
        return keep(folder, compacted, identity, small)


def keep(folder: Path, snapshot: Snapshot, identity: str, small: int) -> Snapshot | None:
    """The columns in a file that other processes find, or where there can be none, as they are.

    There is none for a small archive, on a standby, for a role that may only read, in a folder that cannot
    be written to. None where the database has forgotten what changed since the columns were read. Call it
    while holding the writers' lock.
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
        os.utime(folder, ns=(now, now))  # others look again when it changes
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
