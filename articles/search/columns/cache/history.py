"""The articles that changed at each revision, so that cached results can be updated."""

from collections import deque
from collections.abc import Iterable

MOST_IDS = 50_000  # kept; results from earlier revisions are computed again


class History:
    """The recent revisions of a process's columns and their changes."""

    def __init__(self) -> None:
        self.revision = 0
        self._since = 0  # the oldest revision whose later changes are all known
        self._changes: deque[tuple[int, frozenset[int]]] = deque()
        self._ids = 0

    def add(self, ids: Iterable[int]) -> int:
        """Add a revision in which these articles changed, and return its number."""
        changed = frozenset(ids)
        self.revision += 1
        self._changes.append((self.revision, changed))
        self._ids += len(changed)
        while self._ids > MOST_IDS:
            self._since, oldest = self._changes.popleft()
            self._ids -= len(oldest)
        return self.revision

    def restart(self) -> int:
        """Add a revision in which anything may have changed, and return its number."""
        self.revision += 1
        self._since = self.revision
        self._changes.clear()
        self._ids = 0
        return self.revision

    def between(self, earlier: int, later: int) -> frozenset[int] | None:
        """Return the articles that changed after one revision, up to another; None if that is not known."""
        if earlier < self._since:
            return None
        return frozenset().union(*(ids for number, ids in list(self._changes) if earlier < number <= later))
