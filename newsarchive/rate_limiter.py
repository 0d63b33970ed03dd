"""How many requests a client may make, in a table that all processes of this machine share.

The table is a file mapped into memory: the limit costs the database nothing, and a request that is refused
costs next to nothing. It holds no addresses, only keyed hashes of them.
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

_ENTRY = struct.Struct("<Qd")  # hash of a client, and the moment when all it has used is given back
_WAYS = 4  # entries of one place of the table: so many clients with the same place are told apart
_PLACES = 16_384  # 65,536 clients at a time in one megabyte


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds, all at once or spread out."""

    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may go on; seconds until all of the allowance is there again, and until the next
    request may come (0: at once)."""

    allowed: bool
    remaining: int
    reset: int
    wait: int


class Limiter:
    """Counts requests by client with the generic cell rate algorithm (ITU-T I.371): one moment a client.

    A client that has been quiet may use its whole allowance at once; it comes back evenly. Where the file
    cannot be written to, each process counts for itself. When more clients come than there is room for, the
    one that has been quiet longest is forgotten.
    """

    def __init__(self, path: Path, secret: str) -> None:
        self._path = path
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._lock = threading.Lock()

    def take(self, client: str, rate: Rate, now: float | None = None) -> Verdict:
        """Count one request of a client. ``now``: seconds since 1970, where it is not the present."""
        now = time.time() if now is None else now
        digest = hashlib.blake2b(
            f"{rate.requests}/{rate.seconds} {client}".encode(), key=self._secret, digest_size=16
        ).digest()
        # 0 stands for an entry that nobody has.
        place, mark = (
            int.from_bytes(digest[:8], "little") % _PLACES,
            int.from_bytes(digest[8:], "little") or 1,
        )
        with self._locked():
            offset, given_back = self._find(place, mark)
            # A clock that was set back must lock nobody out.
            start = min(max(given_back, now), now + rate.seconds)
            each = rate.seconds / rate.requests
            used = start + each - now
            if used > rate.seconds + each * 1e-6:
                return Verdict(False, 0, math.ceil(start - now), max(1, math.ceil(used - rate.seconds)))
            _ENTRY.pack_into(self._table, offset, mark, start + each)
        return Verdict(True, int((rate.seconds - used) / each + 1e-6), math.ceil(used), 0)

    def _find(self, place: int, mark: int) -> tuple[int, float]:
        """Where the client's entry is, or is to be, and the moment in it."""
        oldest, least = 0, math.inf
        for way in range(_WAYS):
            offset = (place * _WAYS + way) * _ENTRY.size
            known, moment = _ENTRY.unpack_from(self._table, offset)
            if known == mark:
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
            fcntl.flock(self._file, fcntl.LOCK_EX)  # the kernel gives it back when a process dies
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    @cached_property
    def _file(self) -> int | None:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(file, _PLACES * _WAYS * _ENTRY.size)
        except OSError as error:
            logger.warning("Each process is limiting requests on its own: %s", error)
            return None
        return file

    @cached_property
    def _table(self) -> mmap.mmap:
        return mmap.mmap(-1 if self._file is None else self._file, _PLACES * _WAYS * _ENTRY.size)


def client_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network that a line with IPv6 has to itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
