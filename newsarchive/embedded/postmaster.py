"""Finds a cluster's processes from its files, which may be stale or damaged."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from newsarchive.embedded.errors import EmbeddedPostgresError

_PID_LINE, _STATUS_LINE = 0, 7
_MOST = 4096  # bytes to read; a postmaster.pid has about a hundred


def read_status(cluster: Path) -> str:
    """Return "starting", "ready", "stopping" or "standby", or "" if it is not known yet."""
    return _line(cluster, _STATUS_LINE)


def running_pid(cluster: Path) -> int | None:
    """Return the pid of the server's main process, after checking it; None if it is not running."""
    named = _line(cluster, _PID_LINE)
    if re.fullmatch(r"[0-9]{1,9}", named) and _serves(int(named), cluster):
        return int(named)
    # The file may be damaged or gone while the server runs. Its other processes are titled "postgres: …".
    mains = (process.pid for process in _processes(cluster) if not _title(process).startswith("postgres:"))
    return next(mains, None)


def end_left_behind(cluster: Path) -> None:
    """Kill remaining processes of a server whose main process is dead. Open transactions are rolled back."""
    if running_pid(cluster) is None:
        for process in _processes(cluster):
            with suppress(psutil.Error):
                process.kill()


def clear_stale_file(cluster: Path) -> None:
    """Remove a dead server's postmaster.pid, even if another process now has its pid.

    PostgreSQL itself refuses to start while a process with that pid exists. Raises EmbeddedPostgresError
    if another program has started a server on this cluster.
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
    """Return the beginning of a file as text, or "" if it cannot be read."""
    with suppress(OSError):
        if path.is_file():  # opening a FIFO would wait for its writer
            with path.open("rb") as file:
                return file.read(_MOST).decode(errors="replace")
    return ""


def _processes(cluster: Path) -> Iterator[psutil.Process]:
    """Yield the PostgreSQL processes whose working directory is the cluster."""
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
    """Whether the process is a PostgreSQL server of this cluster."""
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if not _is_postgres(process):
            return False
        with suppress(psutil.AccessDenied):
            return Path(process.cwd()) == cluster
        return True  # another user's PostgreSQL, whose folder we cannot see: assume it is
    return False
