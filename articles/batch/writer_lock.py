"""One writer at a time: imports and extractions wait for each other."""

import contextlib
import time
from collections.abc import Callable, Iterator

from django.db import Error, connection

_KEY = 0x6E657773_61726368  # "newsarch"
_PAUSE = 0.3  # seconds between two looks


@contextlib.contextmanager
def writing_alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold the archive's writer lock for the block; PostgreSQL drops it when this process dies."""
    if not _try_lock():
        say("Waiting for another import or extraction to finish …")
        while not _try_lock():
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        # A lost connection has lost the lock, too.
        with contextlib.suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_KEY])
        row = cursor.fetchone()
        return bool(row and row[0])
