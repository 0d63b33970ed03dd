"""A least-recently-used cache with a limit in bytes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LRUCache(Generic[K, V]):
    """A thread-safe LRU cache of at most ``most_bytes``."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return the value of a key, None if it is not cached."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, nbytes: int) -> None:
        """Store a value of about ``nbytes`` bytes, replacing the previous one."""
        with self._lock:
            _, before = self._entries.pop(key, (None, 0))
            self._bytes += nbytes - before
            self._entries[key] = value, nbytes
            while self._bytes > self._most:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed

    @property
    def nbytes(self) -> int:
        """The bytes of all cached values."""
        return self._bytes
