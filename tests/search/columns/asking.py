"""What tests ask of a process with columns. It runs there, with the mind that the process has."""

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
from articles.search.columns.sync.store import Store
from articles.search.query.selection import Selection
from tests.search.columns import corpora
from tests.search.columns.corpora import Archive
from tests.search.columns.process import Mind
from tests.search.columns.questions import ask, request_of
from tests.search.columns.support import contents, look, published

T = TypeVar("T")
_PATIENCE = 30.0  # seconds until columns are there


def digest(held: Mapping[int, object]) -> str:
    """The same for the same articles."""
    return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()


def held(mind: Mind) -> str:
    """A digest of what the process has at its next look, after waiting for columns."""
    return digest(contents(_waiting(mind, look)))


def glance(mind: Mind) -> bool:
    """Look once, without waiting. Whether there are columns."""
    return look(mind.store) is not None


def settled(mind: Mind) -> str:
    """The same, after waiting for a file, with lists of words, of all but a few articles."""

    def in_file(store: Store) -> Snapshot | None:
        found = look(store)
        store.wait()
        most = store._tail or 0
        if found is None or found.token is None or found.base.words is None or len(found.tail) > most:
            return None
        return found

    return digest(contents(_waiting(mind, in_file)))


def compare(mind: Mind, seed: int, questions: int = 3) -> str:
    """Assert that columns hold what SQL finds and answer as it does, both as of one moment, whatever
    happens meanwhile. A digest of that."""

    def compared(store: Store) -> str | None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            snapshot = store.current()
            return None if snapshot is None else _compared(mind, snapshot, random.Random(seed), questions)

    return _waiting(mind, compared)


def _compared(mind: Mind, snapshot: Snapshot, chance: random.Random, questions: int) -> str:
    there = contents(snapshot)
    assert there == published()
    for _ in range(questions):
        ask(ColumnCounting(snapshot, mind.caches), Selection(request_of(chance)), chance)
    return digest(there)


def _waiting(mind: Mind, what: Callable[[Store], T | None]) -> T:
    until = time.monotonic() + _PATIENCE
    while (found := what(mind.store)) is None:
        assert time.monotonic() < until, "no columns"
        mind.store.wait(0.01)
    return found


def write_on(_mind: Mind, seed: int) -> None:
    """Change the archive from now on, a few things in each transaction."""
    threading.Thread(target=_write_on, args=(random.Random(seed),), daemon=True).start()


def _write_on(chance: random.Random) -> None:
    while True:
        connection.close_if_unusable_or_obsolete()
        with suppress(Error), transaction.atomic():  # others are in the way, or the server is away
            for _ in range(chance.randint(1, 4)):
                corpora.change(Archive.read(chance))
            transaction.set_rollback(chance.random() < 0.2)


def _die(*_arguments: object, **_options: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal comes in at once


def _before(module: Any, name: str) -> None:
    setattr(module, name, _die)


def _after(module: Any, name: str) -> None:
    before = getattr(module, name)
    setattr(module, name, lambda *arguments, **options: _die(before(*arguments, **options)))


#: Moments in the making of a file of columns.
MOMENTS: dict[str, Callable[[], None]] = {
    "before the file is on the disk": lambda: _before(os, "fsync"),
    "before the file has its name": lambda: _after(os, "fsync"),
    "before the file is registered": lambda: _after(column_files, "write"),
    "before the registration is committed": lambda: _after(changelog, "register"),
    "before old files are deleted": lambda: _before(column_files, "tidy"),
    "before others are told": lambda: _after(column_files, "tidy"),
}


def die_when(_mind: Mind, moment: str) -> None:
    """From now on, making columns is death, at the moment of that name."""
    MOMENTS[moment]()
