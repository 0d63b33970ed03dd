"""The archive's advisory locks, the order in which articles and entities are locked, and retries for
transactions that fail.

1. The archive lock: shared by everything that writes what articles name, exclusive for whoever renames,
   merges, adds or deletes an entity by hand. It comes before any row lock.
2. Articles, in the order of their ids (``annotate.lock_articles``).
3. The lock on new people (``person_matching.lock_new_people``).
4. Entities, in the order of their names or ids, and then the rows that depend on both.

An article names any number of entities in any order. With row locks alone, a merge, which begins with
entities, and an import, which begins with articles, could wait for each other.
"""

import random
import time
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, connection

from newsarchive.failures import sqlstate

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

ATTEMPTS = 5
# Deadlock, serialization failure, lock timeout, statement timeout: the database works, but other
# transactions are in the way.
_IN_THE_WAY = {"40P01", "40001", "55P03", "57014"}
# Worth retrying at once: the two that PostgreSQL says to retry, and a row that someone else has inserted
# or deleted since we looked for it.
_WORTH_RETRYING = {"40P01", "40001", "23505", "23503"}


class Lock(IntEnum):
    """The advisory locks: numbers that only have to differ, each a word in ASCII."""

    ARCHIVE = 0x61726368697665  # what articles name, and entities
    NEW_PEOPLE = 0x70656F706C65  # making people
    WRITER = 0x6E657773_61726368  # importing and extracting
    MIGRATION = 0x6E657773
    WORDS = 0x776F726473  # collecting the words of all articles


def advisory_lock(
    lock: Lock, *, shared: bool = False, wait: bool = True, session: bool = False, using: Any = connection
) -> bool:
    """Hold a lock until the transaction ends, or for the ``session`` until advisory_unlock().

    It also ends with the connection. Without ``wait``, returns False if somebody else holds it.
    """
    attempt, scope, mode = "" if wait else "try_", "" if session else "xact_", "_shared" if shared else ""
    with using.cursor() as cursor:
        cursor.execute(f"SELECT pg_{attempt}advisory_{scope}lock{mode}(%s)", [lock])
        return wait or cursor.fetchone() == (True,)


def advisory_unlock(lock: Lock, using: Any = connection) -> None:
    """Give up a lock that this session holds."""
    with using.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def share_archive() -> None:
    """Until the transaction ends, nobody renames, merges or deletes entities."""
    advisory_lock(Lock.ARCHIVE, shared=True)


def own_archive() -> None:
    """Until the transaction ends, nobody else changes what articles name, or entities."""
    advisory_lock(Lock.ARCHIVE)


def in_the_way(error: Exception) -> bool:
    """Whether a statement failed because of other transactions, or because it took too long."""
    return isinstance(error, DatabaseError) and sqlstate(error) in _IN_THE_WAY


def retried(do: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Retry a whole transaction that failed only because of other transactions.

    Inside another transaction, nothing is retried here: only the outermost decorated function retries.
    """

    @wraps(do)
    def run(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        for attempt in range(1, ATTEMPTS):
            try:
                return do(*args, **kwargs)
            except DatabaseError as error:
                if connection.in_atomic_block or sqlstate(error) not in _WORTH_RETRYING:
                    raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  (no secret)
        return do(*args, **kwargs)

    return run
