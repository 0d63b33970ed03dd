"""PostgreSQL settings for this machine, which the server shares with other programs."""

import contextlib
import os
import sys
from pathlib import Path

MEGABYTE = 1024 * 1024
_CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),  # version 1 of control groups
)
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (only measured)


def machine_memory() -> int:
    """Return the bytes of memory of the machine, or of its container if that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in _CONTAINER_LIMITS:
        with contextlib.suppress(OSError, ValueError):  # not in a container, or its limit is the word "max"
            memory = min(memory, int(limit.read_text()))
    return memory


def settings_for(memory: int) -> dict[str, str]:
    """Return PostgreSQL settings for a machine with ``memory`` bytes; sizes are in megabytes."""

    def share(divisor: int, least: int, most: int) -> str:
        return f"{max(least, min(most, memory // divisor // MEGABYTE))}MB"

    return {
        # An eighth instead of the usual quarter: the web server's columns need memory too.
        "shared_buffers": share(8, 32, 4096),
        "effective_cache_size": share(2, 128, 1024 * 1024),
        "work_mem": share(256, 4, 64),
        "maintenance_work_mem": share(32, 64, 1024),
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_connections": "100",
        "log_line_prefix": "'%m [%p] '",
        "log_checkpoints": "off",
        "dynamic_shared_memory_type": _shared_memory_type(),
        # After a crash: one call for the whole disk instead of one for each of a thousand files.
        "recovery_init_sync_method": "syncfs" if sys.platform == "linux" else "fsync",
    }


def _shared_memory_type() -> str:
    """Return "mmap" if /dev/shm is small: containers often have 64 MB, too little for a parallel query."""
    if not _SHARED_MEMORY.is_dir():
        return "posix"
    status = os.statvfs(_SHARED_MEMORY)
    return "posix" if status.f_blocks * status.f_frsize >= 256 * MEGABYTE else "mmap"


def as_configuration(settings: dict[str, str]) -> str:
    """Format the settings as a configuration file."""
    head = "# Rewritten at every start. Put your own settings in postgresql.conf, below its\n"
    head += "# include line, or use ALTER SYSTEM; both override this file.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in settings.items())
