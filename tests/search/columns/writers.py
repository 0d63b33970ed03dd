"""Concurrent writers to the archive, each with its own connection."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, connections, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from tests.search.columns import corpora
from tests.search.columns.corpora import Archive

T = TypeVar("T")
_PATIENCE = "50ms"  # the lock timeout, after which a writer does something else


class Writer:
    """A writer whose transactions stay open as long as the test wants."""

    def __init__(self, seed: int, server: Mapping[str, Any] | None = None) -> None:
        """server: the DATABASES settings, if it is not the suite's."""
        self.chance = random.Random(seed)
        self.open = False  # whether a transaction is open
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.do(_connect, {**connection.settings_dict, **(server or {}), "OPTIONS": {}})

    def do(self, what: Callable[..., T], *arguments: Any) -> T:
        """Run a function on this connection and return its result."""
        return self._thread.submit(what, *arguments).result(timeout=60)

    def change(self) -> None:
        """Make a change, in the open transaction or in a new one."""
        self.open = True
        self.do(_change, self.chance)

    def end(self, *, well: bool | None = None) -> None:
        """Commit or roll back; by default, roll back one time in five."""
        well = self.chance.random() < 0.8 if well is None else well
        self.do(transaction.commit if well else transaction.rollback)
        self.open = False

    def leave(self) -> None:
        """Disconnect; an open transaction is rolled back."""
        self.do(_disconnect)
        self._thread.shutdown()


def _connect(settings: dict[str, Any]) -> None:
    own = connections.create_connection("default")
    own.settings_dict = settings
    connections["default"] = own
    transaction.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [_PATIENCE])
        cursor.execute("SET synchronous_commit = off")  # these tests do not crash the server
    transaction.commit()


def _disconnect() -> None:
    connection.close()


def _change(chance: random.Random) -> None:
    try:
        with transaction.atomic():  # a savepoint
            corpora.change(Archive.read(chance))
            connection.check_constraints()  # not only on commit, where it could wait for others
    except IntegrityError:
        pass  # another writer has deleted the entity or source
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise


@contextmanager
def writers(number: int, seed: int, server: Mapping[str, Any] | None = None) -> Iterator[Sequence[Writer]]:
    """Start ``number`` writers, until the end of the block."""
    every = [Writer(seed * number + each, server) for each in range(number)]
    try:
        yield every
    finally:
        for each in every:
            each.leave()
