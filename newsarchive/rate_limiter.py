"""Rate limits per client, in a table shared by all processes of this machine.

The table is a memory-mapped file: checking a limit needs no database, and refusing a request costs almost
nothing. It stores keyed hashes instead of addresses.
"""

import fcntl
import hashlib
import ipaddress
import logging
import math
import mmap
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

logger = logging.getLogger(__name__)

_ENTRY = struct.Struct("<Qd")  # hash of a client, and when its full allowance is available again
_WAYS = 4  # entries per bucket
_BUCKETS = 16_384  # 65,536 clients at a time in one megabyte


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit of ``requests`` per ``seconds``, in a burst or spread out."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is allowed, and how many more are.

    reset: seconds until the full allowance is available; wait: seconds until the next request is allowed.
    """

    allowed: bool
    remaining: int
    reset: int
    wait: int


class Limiter:
    """Limits requests by client with the generic cell rate algorithm (ITU-T I.371): one timestamp per client.

    A client may use its whole allowance at once; it is refilled evenly. If the file cannot be written, each
    process counts for itself. If a bucket is full, the client that has been idle longest is forgotten.
    """

    def __init__(self, path: Path, secret: str) -> None:
        self._path = path
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._lock = threading.Lock()

    def take(self, client: str, rate: Rate, now: float | None = None) -> Verdict:
        """Count one request of a client. ``now``: seconds since 1970, by default the current time."""
        now = time.time() if now is None else now
        digest = hashlib.blake2b(
            f"{rate.requests}/{rate.seconds} {client}".encode(), key=self._secret, digest_size=16
        ).digest()
        bucket = int.from_bytes(digest[:8], "little") % _BUCKETS
        key = int.from_bytes(digest[8:], "little") or 1  # 0 marks a free entry
        with self._locked():
            offset, refilled = self._find(bucket, key)
            # A clock that was set back must not lock anyone out.
            start = min(max(refilled, now), now + rate.seconds)
            each = rate.seconds / rate.requests
            used = start + each - now
            if used > rate.seconds + each * 1e-6:
                return Verdict(False, 0, math.ceil(start - now), max(1, math.ceil(used - rate.seconds)))
            _ENTRY.pack_into(self._table, offset, key, start + each)
        return Verdict(True, int((rate.seconds - used) / each + 1e-6), math.ceil(used), 0)

    def _find(self, bucket: int, key: int) -> tuple[int, float]:
        """Return the offset of the client's entry, or of the one to replace, and its timestamp."""
        oldest, least = 0, math.inf
        for way in range(_WAYS):
            offset = (bucket * _WAYS + way) * _ENTRY.size
            known, moment = _ENTRY.unpack_from(self._table, offset)
            if known == key:
                return offset, moment if math.isfinite(moment) else 0.0
            if moment < least or not known:
                oldest, least = offset, moment if known else -math.inf
        return oldest, 0.0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock:
            if self._file is None:
                yield
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)  # the kernel releases it when a process dies
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    @cached_property
    def _file(self) -> int | None:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(file, _BUCKETS * _WAYS * _ENTRY.size)
        except OSError as error:
            logger.warning("Each process is limiting requests on its own: %s", error)
            return None
        return file

    @cached_property
    def _table(self) -> mmap.mmap:
        return mmap.mmap(-1 if self._file is None else self._file, _BUCKETS * _WAYS * _ENTRY.size)


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
