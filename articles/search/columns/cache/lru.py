"""A least-recently-used cache with a limit in bytes."""

import threading
from collections.abc import Hashable
from operator import itemgetter
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ByteLRU(Generic[K, V]):
    """A thread-safe LRU cache of at most ``most_bytes``."""

    def __init__(self, most_bytes: int) -> None:
        self._entries: LRUCache[K, tuple[V, int]] = LRUCache(most_bytes, getsizeof=itemgetter(1))
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return the value of a key, None if it is not cached."""
        with self._lock:
            entry = self._entries.get(key)
            return entry[0] if entry else None

    def put(self, key: K, value: V, nbytes: int) -> None:
        """Store a value of about ``nbytes``, replacing the previous one. If too large, it is dropped."""
        with self._lock:
            self._entries.pop(key, None)
            if nbytes <= self._entries.maxsize:
                self._entries[key] = value, nbytes
