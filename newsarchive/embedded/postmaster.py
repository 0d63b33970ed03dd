"""What a cluster's own files say, and how far they can be believed."""

from contextlib import suppress
from pathlib import Path

import psutil

from newsarchive.embedded.errors import EmbeddedPostgresError

_PID_LINE, _STATUS_LINE = 0, 7


def read_status(cluster: Path) -> str:
    """``starting``, ``ready``, ``stopping``, ``standby``, or nothing if the server has not said so yet."""
    return _line(cluster, _STATUS_LINE)


def running_pid(cluster: Path) -> int | None:
    """The server's process, proved to be one; None if there is no such process."""
    pid = _line(cluster, _PID_LINE)
    return int(pid) if pid.isdigit() and _serves(int(pid), cluster) else None


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
        try:
            found = (folder / "PG_VERSION").read_text().strip()
        except OSError:
            continue
        if found != major:
            raise EmbeddedPostgresError(
                f"{folder} was written by PostgreSQL {found}; this archive brings PostgreSQL {major}, which "
                f"cannot read it. Dump it with PostgreSQL {found}'s pg_dump, move the folder away, start "
                "again, and load the dump with psql; or set DATA_DIR to another folder. "
                "docs/operations.md has the commands."
            )


def _line(cluster: Path, number: int) -> str:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()[number].strip()
    except (OSError, IndexError):
        return ""


def _serves(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL that works in the cluster's folder."""
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if process.name() != "postgres":
            return False
        with suppress(psutil.AccessDenied):
            return Path(process.cwd()) == cluster
        return True  # a PostgreSQL of somebody else's that hides its folder: better believed
    return False
