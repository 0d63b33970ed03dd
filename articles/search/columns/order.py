"""Pages of articles by date, out of a base and a tail that are each in order."""

from collections.abc import Sequence

import numpy as np

from articles.search.columns.arrays import Ints, Mask
from articles.search.columns.segment import MOST_ID, Segment
from articles.search.request import Sort


class Ordered:
    """The rows in ``masks`` of the segments, which lie in the order of their keys, as one list."""

    def __init__(self, segments: Sequence[Segment], masks: Sequence[Mask]) -> None:
        self._keys, self._rows = segments[0].keys, np.flatnonzero(masks[0])
        self._undated = int(np.searchsorted(self._rows, segments[0].place_of(1)))
        self._more = np.empty(0, np.int64)  # keys of the tail
        for segment, mask in zip(segments[1:], masks[1:], strict=True):
            self._more = segment.keys[mask]
            self._undated += int(np.count_nonzero(mask[: segment.place_of(1)]))
        # Where they stand among all rows: after so many of the base, and after each other.
        before = np.searchsorted(self._rows, np.searchsorted(self._keys, self._more))
        self._places = before + np.arange(len(self._more))

    def __len__(self) -> int:
        return len(self._rows) + len(self._more)

    def page(self, sort: Sort, offset: int, limit: int) -> list[int]:
        """Article ids from ``offset`` on, newest or oldest first; those without a date always last."""
        begin, end = min(offset, len(self)), min(offset + limit, len(self))
        if sort != "oldest":
            return self._ascending(len(self) - end, len(self) - begin)[::-1]
        dated = len(self) - self._undated
        first = self._ascending(min(begin, dated) + self._undated, min(end, dated) + self._undated)
        return first + self._ascending(max(begin - dated, 0), max(end - dated, 0))

    def _ascending(self, begin: int, end: int) -> list[int]:
        """Ids by key: those without a date, then the oldest first."""
        first, last = np.searchsorted(self._places, [begin, end])
        rows: Ints = self._rows[begin - first : end - last]
        keys = np.sort(np.concatenate([self._keys[rows], self._more[first:last]]))
        ids: list[int] = (keys & MOST_ID).tolist()
        return ids
