"""One writer at a time: imports and extractions wait for each other."""

import contextlib
import time
from collections.abc import Callable, Iterator

from django.db import Error

from articles.locking import Lock, advisory_lock, advisory_unlock

_PAUSE = 0.3  # seconds between attempts


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
        # If the connection is lost, so is the lock.
        with contextlib.suppress(Error):
            advisory_unlock(Lock.WRITER)


def _try_lock() -> bool:
    return advisory_lock(Lock.WRITER, wait=False, session=True)
