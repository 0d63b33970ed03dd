"""The order in which whoever changes articles and entities takes locks, and what to do when it fails.

1. The archive lock: shared by all who write what articles name, exclusive for those who rename, merge, make
   or delete an entity by hand. It comes before any row lock.
2. Articles, in the order of their ids (``annotate.lock_articles``).
3. The lock on new people (``namesakes.lock_new_people``).
4. Entities, in the order of their names or ids, and then the rows that depend on both.

Entities are named by articles in any number and any order, so row locks alone cannot keep a merge, which
begins with entities, and an import, which begins with articles, from waiting for each other.
"""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

LOCK = 0x61726368697665
ATTEMPTS = 5
# Deadlock, serialization failure, lock timeout, statement timeout: the database answers, but others are
# in the way.
_IN_THE_WAY = {"40P01", "40001", "55P03", "57014"}
# Worth another attempt at once: the two that PostgreSQL itself names so, and a row that someone else
# made or took away since it was looked for.
_WORTH_RETRYING = {"40P01", "40001", "23505", "23503"}


def share_archive() -> None:
    """Until the transaction ends, nobody renames, merges or deletes entities."""
    _lock("pg_advisory_xact_lock_shared")


def own_archive() -> None:
    """Until the transaction ends, nobody else changes what articles name, or entities."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])


def state_of(error: Exception) -> str:
    """The SQLSTATE of a database error, "" where the server did not give one."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def in_the_way(error: Exception) -> bool:
    """Whether the database answered that others hold what was needed, or that it took too long."""
    return isinstance(error, DatabaseError) and state_of(error) in _IN_THE_WAY


def retried(do: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Run a whole transaction again where it failed only because of others.

    Inside another transaction nothing can be run again: the outermost one is retried, if it says so.
    """

    @wraps(do)
    def run(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        for attempt in range(1, ATTEMPTS):
            try:
                return do(*args, **kwargs)
            except DatabaseError as error:
                if connection.in_atomic_block or state_of(error) not in _WORTH_RETRYING:
                    raise
            time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  (no secret)
        return do(*args, **kwargs)

    return run
