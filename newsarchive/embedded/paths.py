"""Where the server's socket lives, and its log."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from newsarchive.embedded.errors import EmbeddedPostgresError
from newsarchive.embedded.identity import Identity

PORT = 5432  # no TCP port: only the ending of the socket's name
_SOCKET = f".s.PGSQL.{PORT}"
_SOCKET_LOCK = f"{_SOCKET}.lock"
_LONGEST = 103  # bytes of a socket's address on macOS; Linux has 107
LOG_KEPT = 10_000_000  # bytes that a log may have before the next start begins a new one
_ROOM = 32_000_000  # bytes: PostgreSQL's write-ahead log grows by files of 16 MB
_PLAIN = re.compile(r"[A-Za-z0-9/._+-]+")


def socket_directory(run_dir: Path) -> Path:
    """``run_dir`` itself, or a stand-in under /tmp if its name is too long or too odd for a socket.

    Every process finds the same one for the same folder. /tmp rather than $TMPDIR, since that may
    differ from one command to the next.
    """
    name = str(run_dir)
    if len(name) + 1 + len(_SOCKET_LOCK) <= _LONGEST and _PLAIN.fullmatch(name):
        return run_dir
    stand_in = f"newsarchive-{hashlib.sha256(name.encode()).hexdigest()[:20]}"
    return Path("/tmp") / stand_in  # noqa: S108  (private_directory checks whose it is)


def private_directory(path: Path, identity: Identity) -> None:
    """Make sure that the folder exists, that nobody but the server's owner can enter it, and that it is free.

    What a dead server left there would keep a new one out as soon as its number is another process's.

    Raises EmbeddedPostgresError if somebody else made it first: what they put there is not to be trusted.
    """
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (identity.uid, os.geteuid()):
        raise EmbeddedPostgresError(
            f"{path} belongs to another user, so the database cannot listen there. "
            "Have it removed, or set DATA_DIR to a folder with a short, plain name."
        )
    path.chmod(0o700)
    identity.give(path)
    for name in (_SOCKET, _SOCKET_LOCK):
        (path / name).unlink(missing_ok=True)


def rotate(log: Path) -> None:
    """Put a log that has grown large aside, in the place of the one before it."""
    if log.exists() and log.stat().st_size > LOG_KEPT:
        log.replace(log.with_name(f"{log.name}.1"))


def tail(log: Path, begin: int, lines: int = 15) -> str:
    """The last lines of what was written to the log after its first ``begin`` bytes."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(begin)
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    return ""


def is_full(folder: Path) -> bool:
    """Whether the folder's disk has too little room for PostgreSQL."""
    with suppress(OSError):
        disk = os.statvfs(folder)
        return disk.f_bavail * disk.f_frsize < _ROOM or (disk.f_files > 0 and disk.f_favail == 0)
    return False
