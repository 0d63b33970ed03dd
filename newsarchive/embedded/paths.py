"""The server's socket folder, its log, and the room on its disk."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from newsarchive.embedded.errors import EmbeddedPostgresError
from newsarchive.embedded.identity import Identity

PORT = 5432  # not a TCP port, only the suffix of the socket's name
_SOCKET = f".s.PGSQL.{PORT}"
_SOCKET_LOCK = f"{_SOCKET}.lock"
_LONGEST = 103  # bytes of a socket's path on macOS; 107 on Linux
LOG_KEPT = 10_000_000  # bytes; a larger log is rotated at the next start
_ROOM = 32_000_000  # bytes of free space needed: the write-ahead log grows by files of 16 MB
_PLAIN = re.compile(r"[A-Za-z0-9/._+-]+")


def socket_directory(run_dir: Path) -> Path:
    """Return ``run_dir``, or a folder under /tmp if its path is too long or has unusual characters.

    Every process gets the same result for the same folder. Not in $TMPDIR, which may differ between
    commands.
    """
    name = str(run_dir)
    if len(name) + 1 + len(_SOCKET_LOCK) <= _LONGEST and _PLAIN.fullmatch(name):
        return run_dir
    stand_in = f"newsarchive-{hashlib.sha256(name.encode()).hexdigest()[:20]}"
    return Path("/tmp") / stand_in  # noqa: S108  (private_directory checks whose it is)


def private_directory(path: Path, identity: Identity) -> None:
    """Create the folder, make it accessible only to the server's owner, and remove stale sockets.

    A dead server's lock file would keep a new server from starting once its pid is used by another process.

    Raises EmbeddedPostgresError if somebody else owns the folder, since it could not be trusted.
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
    """Rename a large log, replacing the one rotated before."""
    if log.exists() and log.stat().st_size > LOG_KEPT:
        log.replace(log.with_name(f"{log.name}.1"))


def tail(log: Path, begin: int, lines: int = 15) -> str:
    """Return the last lines written to the log after its first ``begin`` bytes."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(begin)
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    return ""


def last_event(log: Path, begin: int) -> str:
    """Return the last thing the server did, past the lines about clients that it turned away."""
    lines = tail(log, begin, lines=100).splitlines()
    return next((line for line in reversed(lines) if "LOG:" in line), "")


def is_full(folder: Path) -> bool:
    """Whether the folder's disk has too little room for PostgreSQL."""
    with suppress(OSError):
        disk = os.statvfs(folder)
        return disk.f_bavail * disk.f_frsize < _ROOM or (disk.f_files > 0 and disk.f_favail == 0)
    return False
