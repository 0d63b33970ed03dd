"""What a cluster's own files say, and how far they can be believed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from newsarchive.embedded.errors import EmbeddedPostgresError

_PID_LINE, _STATUS_LINE = 0, 7
_MOST = 4096  # bytes; a real postmaster.pid has about a hundred


def read_status(cluster: Path) -> str:
    """``starting``, ``ready``, ``stopping``, ``standby``, or nothing if the server has not said so yet."""
    return _line(cluster, _STATUS_LINE)


def running_pid(cluster: Path) -> int | None:
    """The server's process, proved to be one; None if there is no such process."""
    named = _line(cluster, _PID_LINE)
    if re.fullmatch(r"[0-9]{1,9}", named) and _serves(int(named), cluster):
        return int(named)
    # The file may be damaged or gone while the server runs. A server's other processes are "postgres: …".
    mains = (process.pid for process in _processes(cluster) if not _title(process).startswith("postgres:"))
    return next(mains, None)


def end_left_behind(cluster: Path) -> None:
    """Kill what is left of a server whose main process is dead. Uncommitted changes are rolled back."""
    if running_pid(cluster) is None:
        for process in _processes(cluster):
            with suppress(psutil.Error):
                process.kill()


def clear_stale_file(cluster: Path) -> None:
    """Remove a postmaster.pid that a dead server left, even if its number is somebody else's by now.

    PostgreSQL itself refuses to start while a process of that number lives. Raises
    EmbeddedPostgresError if a server is found that was started on this cluster by other means.
    """
    pid = running_pid(cluster)
    if pid is not None:
        raise EmbeddedPostgresError(
            f"Another program has started PostgreSQL on {cluster} (process {pid}). Stop that one first."
        )
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def refuse_other_versions(data_dir: Path, cluster: Path, major: str) -> None:
    """Raise EmbeddedPostgresError if the data folder holds only a cluster that we cannot read."""
    for folder in [cluster] if cluster.exists() else [data_dir, *sorted(data_dir.glob("postgres-*"))]:
        found = _beginning(folder / "PG_VERSION").strip()
        # PostgreSQL itself refuses a damaged PG_VERSION, and says so.
        if re.fullmatch(r"[0-9.]{1,8}", found) and found != major:
            raise EmbeddedPostgresError(
                f"{folder} was written by PostgreSQL {found}; this archive uses PostgreSQL {major}, which "
                f"cannot read it. Dump it with PostgreSQL {found}'s pg_dump, move the folder away, start "
                "again, and load the dump with psql; or set DATA_DIR to another folder. "
                "docs/operations.md has the commands."
            )


def _line(cluster: Path, number: int) -> str:
    lines = _beginning(cluster / "postmaster.pid").splitlines()
    return lines[number].strip() if number < len(lines) else ""


def _beginning(path: Path) -> str:
    """The beginning of a file, whatever is in it; "" if it cannot be read."""
    with suppress(OSError):
        if path.is_file():  # opening a FIFO would wait for its writer
            with path.open("rb") as file:
                return file.read(_MOST).decode(errors="replace")
    return ""


def _processes(cluster: Path) -> Iterator[psutil.Process]:
    """Every PostgreSQL process that runs in the cluster's folder."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if _is_postgres(process) and Path(process.cwd()) == cluster:
                yield process


def _title(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return "".join(process.cmdline()[:1])
    return "postgres: gone"


def _is_postgres(process: psutil.Process) -> bool:
    return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL that works in the cluster's folder."""
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if not _is_postgres(process):
            return False
        with suppress(psutil.AccessDenied):
            return Path(process.cwd()) == cluster
        return True  # a PostgreSQL of somebody else's that hides its folder: better believed
    return False
