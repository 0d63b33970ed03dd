"""Which articles changed at which revision, so that what was kept of an earlier one can be renewed."""

from collections import deque
from collections.abc import Iterable

MOST_IDS = 50_000  # remembered; what is older than that is found anew


class History:
    """The changes of the last revisions of a process's columns."""

    def __init__(self) -> None:
        self.revision = 0
        self._since = 0  # the oldest revision whose successors are all remembered
        self._changes: deque[tuple[int, frozenset[int]]] = deque()
        self._ids = 0

    def add(self, ids: Iterable[int]) -> int:
        """The number of a new revision in which these articles changed."""
        changed = frozenset(ids)
        self.revision += 1
        self._changes.append((self.revision, changed))
        self._ids += len(changed)
        while self._ids > MOST_IDS:
            self._since, oldest = self._changes.popleft()
            self._ids -= len(oldest)
        return self.revision

    def restart(self) -> int:
        """The number of a new revision in which anything may have changed."""
        self.revision += 1
        self._since = self.revision
        self._changes.clear()
        self._ids = 0
        return self.revision

    def between(self, earlier: int, later: int) -> frozenset[int] | None:
        """The articles that changed after one revision, up to another; None where that is not known."""
        if earlier < self._since:
            return None
        return frozenset().union(*(ids for number, ids in list(self._changes) if earlier < number <= later))
