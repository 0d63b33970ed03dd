"""Functions that tests run in a process with columns, with its state."""

import hashlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from django.db import Error, connection, transaction

from articles.search.columns.column_counting import ColumnCounting
from articles.search.columns.storage import column_files
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync import changelog
from articles.search.columns.sync.store import ColumnStore
from articles.search.query.selection import Selection
from tests.search.columns import corpora
from tests.search.columns.corpora import Archive
from tests.search.columns.process import ProcessState
from tests.search.columns.questions import ask, request_of
from tests.search.columns.support import contents, look, published

T = TypeVar("T")
_PATIENCE = 60.0  # seconds until the columns are built


def digest(held: Mapping[int, object]) -> str:
    """Return a digest that is equal for equal articles."""
    return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()


def held(state: ProcessState) -> str:
    """Return a digest of the columns at the next query, after waiting for them."""
    return digest(contents(_waiting(state, look)))


def glance(state: ProcessState) -> bool:
    """Query once, without waiting; return whether there are columns."""
    return look(state.store) is not None


def settled(state: ProcessState) -> str:
    """Return the digest after waiting for a file with postings that has all but a few articles."""

    def in_file(store: ColumnStore) -> Snapshot | None:
        found = look(store)
        store.wait()
        most = store._tail or 0
        if found is None or found.token is None or found.base.words is None or len(found.tail) > most:
            return None
        return found

    return digest(contents(_waiting(state, in_file)))


def compare(state: ProcessState, seed: int, questions: int = 3) -> str:
    """Assert that the columns equal SQL, in one transaction, whatever happens meanwhile; return a digest."""

    def compared(store: ColumnStore) -> str | None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            snapshot = store.current()
            return None if snapshot is None else _compared(state, snapshot, random.Random(seed), questions)

    return _waiting(state, compared)


def _compared(state: ProcessState, snapshot: Snapshot, chance: random.Random, questions: int) -> str:
    there = contents(snapshot)
    assert there == published()
    for _ in range(questions):
        ask(ColumnCounting(snapshot, state.caches), Selection(request_of(chance)), chance)
    return digest(there)


def _waiting(state: ProcessState, what: Callable[[ColumnStore], T | None]) -> T:
    until = time.monotonic() + _PATIENCE
    while (found := what(state.store)) is None:
        assert time.monotonic() < until, "no columns"
        state.store.wait(0.01)
    return found


def write_on(_state: ProcessState, seed: int) -> None:
    """Change the archive from now on, a few times in each transaction."""
    threading.Thread(target=_write_on, args=(random.Random(seed),), daemon=True).start()


def _write_on(chance: random.Random) -> None:
    while True:
        connection.close_if_unusable_or_obsolete()
        with suppress(Error), transaction.atomic():  # a lock conflict, or the server is down
            for _ in range(chance.randint(1, 4)):
                corpora.change(Archive.read(chance))
            transaction.set_rollback(chance.random() < 0.2)


def _die(*_arguments: object, **_options: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal arrives at once


def _before(module: Any, name: str) -> None:
    setattr(module, name, _die)


def _after(module: Any, name: str) -> None:
    before = getattr(module, name)
    setattr(module, name, lambda *arguments, **options: _die(before(*arguments, **options)))


#: The stages of writing a file of columns.
MOMENTS: dict[str, Callable[[], None]] = {
    "before the file is on the disk": lambda: _before(os, "fsync"),
    "before the file has its name": lambda: _after(os, "fsync"),
    "before the file is registered": lambda: _after(column_files, "write"),
    "before the registration is committed": lambda: _after(changelog, "register"),
    "before old files are deleted": lambda: _before(column_files, "tidy"),
    "before others are told": lambda: _after(column_files, "tidy"),
}


def die_when(_state: ProcessState, moment: str) -> None:
    """From now on, kill the process when it reaches this stage of building columns."""
    MOMENTS[moment]()
