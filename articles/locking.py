"""Advisory locks, the order in which to lock articles and entities, and retries for failed transactions.

1. The archive lock, before any row lock: shared for code that writes the entities of articles, exclusive
   for editors who rename, merge, add or delete an entity.
2. Articles, by id (``annotate.lock_articles``).
3. The lock on new people (``person_matching.lock_new_people``).
4. Entities, by name or id, and then the rows that depend on both.

An article names any number of entities in any order. With row locks alone, a merge, which locks entities
first, and an import, which locks articles first, could deadlock.
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
# transactions block this one.
_CONFLICTS = {"40P01", "40001", "55P03", "57014"}
# Worth retrying at once: the two that PostgreSQL says to retry, and unique and foreign key violations: since
# we looked, someone else has inserted or deleted the row.
_RETRYABLE = {"40P01", "40001", "23505", "23503"}


class Lock(IntEnum):
    """Keys of the advisory locks: distinct numbers, each a word in ASCII."""

    ARCHIVE = 0x61726368697665  # entities and their links to articles
    NEW_PEOPLE = 0x70656F706C65  # adding people
    WRITER = 0x6E657773_61726368  # importing and extracting
    MIGRATION = 0x6E657773
    POLLING = 0x706F6C6C  # polling feeds
    WORDS = 0x776F726473  # collecting the vocabulary
    STORIES = 0x73746F72696573  # finding articles that tell the same story


def advisory_lock(
    lock: Lock, *, shared: bool = False, wait: bool = True, session: bool = False, using: Any = connection
) -> bool:
    """Take a lock until the transaction ends or, if ``session``, until advisory_unlock().

    It also ends with the connection. Without ``wait``, return False if another connection holds it.
    """
    attempt, scope, mode = "" if wait else "try_", "" if session else "xact_", "_shared" if shared else ""
    with using.cursor() as cursor:
        cursor.execute(f"SELECT pg_{attempt}advisory_{scope}lock{mode}(%s)", [lock])
        return wait or cursor.fetchone() == (True,)


def advisory_unlock(lock: Lock, using: Any = connection) -> None:
    """Release a lock that this session holds."""
    with using.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def lock_archive_shared() -> None:
    """Until the transaction ends, keep others from renaming, merging or deleting entities."""
    advisory_lock(Lock.ARCHIVE, shared=True)


def lock_archive_exclusively() -> None:
    """Until the transaction ends, keep others from changing entities or their links to articles."""
    advisory_lock(Lock.ARCHIVE)


def is_lock_conflict(error: Exception) -> bool:
    """Whether a statement failed because of other transactions or a timeout."""
    return isinstance(error, DatabaseError) and sqlstate(error) in _CONFLICTS


def retried(do: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Decorate a function to retry its whole transaction if it failed because of other transactions.

    Nested calls do not retry: only the outermost decorated function does.
    """

    @wraps(do)
    def run(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        for attempt in range(1, ATTEMPTS):
            try:
                return do(*args, **kwargs)
            except DatabaseError as error:
                if connection.in_atomic_block or sqlstate(error) not in _RETRYABLE:
                    raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  (not a secret)
        return do(*args, **kwargs)

    return run
