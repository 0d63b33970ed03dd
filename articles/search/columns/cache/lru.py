"""Answers that are kept for the next time, within a bound of bytes, the latest used the longest."""

import threading
from collections.abc import Hashable
from operator import itemgetter
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ByteLRU(Generic[K, V]):
    """A cache that threads may share."""

    def __init__(self, most_bytes: int) -> None:
        self._entries: LRUCache[K, tuple[V, int]] = LRUCache(most_bytes, getsizeof=itemgetter(1))
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What was kept under a key."""
        with self._lock:
            entry = self._entries.get(key)
            return entry[0] if entry else None

    def put(self, key: K, value: V, nbytes: int) -> None:
        """Keep a value of about so many bytes, instead of the one before; nothing if it is too large."""
        with self._lock:
            self._entries.pop(key, None)
            if nbytes <= self._entries.maxsize:
                self._entries[key] = value, nbytes
