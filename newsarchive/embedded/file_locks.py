"""File locks, which the kernel releases when the last process that holds them dies."""

import fcntl
import os
from pathlib import Path

from newsarchive.embedded.errors import EmbeddedPostgresError


def open_lock(path: Path) -> int:
    """Open a lock file without locking it. The caller closes it."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data folder {path.parent.parent} cannot be used: {path.name} gives "
            f"'{error.strerror}'. It may belong to another user; run the archive as that user, or set "
            "DATA_DIR to a folder of your own."
        ) from error


def take(lock: int) -> bool:
    """Try to lock exclusively; return False at once if another process holds the lock."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(lock: int) -> None:
    """Lock in shared mode."""
    fcntl.flock(lock, fcntl.LOCK_SH)


def is_free(path: Path) -> bool:
    """Whether no process holds the lock."""
    lock = open_lock(path)
    try:
        return take(lock)
    finally:
        os.close(lock)
