"""Answers that are kept for the next time, within a bound of bytes, the latest used the longest."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A cache that threads may share."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What was kept under a key."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, nbytes: int) -> None:
        """Keep a value of about so many bytes, instead of the one before."""
        with self._lock:
            _, before = self._entries.pop(key, (None, 0))
            self._bytes += nbytes - before
            self._entries[key] = value, nbytes
            while self._bytes > self._most:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed

    @property
    def nbytes(self) -> int:
        """Bytes of everything kept."""
        return self._bytes
