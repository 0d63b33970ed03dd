"""Pages of articles by date, merged from a base and a tail that are both sorted."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from articles.search.arrays import Ints, Mask
from articles.search.columns.storage.segment import ID_BITS, MOST_ID, UNDATED, Segment
from articles.search.request import Sort


class DateOrder:
    """The rows in ``masks`` of the segments, each sorted by key, as one sorted list.

    undated: how many have no date.
    """

    def __init__(self, segments: Sequence[Segment], masks: Sequence[Mask]) -> None:
        self._keys, self._rows = segments[0].keys, np.flatnonzero(masks[0])
        self.undated = int(np.searchsorted(self._rows, segments[0].place_of(1)))
        self._more = np.empty(0, np.int64)  # keys of the tail
        for segment, mask in zip(segments[1:], masks[1:], strict=True):
            self._more = segment.keys[mask]
            self.undated += int(np.count_nonzero(mask[: segment.place_of(1)]))
        # Their positions among all rows: after the smaller keys of the base and of the tail.
        before = np.searchsorted(self._rows, np.searchsorted(self._keys, self._more))
        self._places = before + np.arange(len(self._more))

    def __len__(self) -> int:
        return len(self._rows) + len(self._more)

    def page(self, sort: Sort, offset: int, limit: int) -> list[int]:
        """Return article ids from ``offset`` on, newest or oldest first, undated ones always last."""
        ids: list[int] = (self.keys(sort, offset, limit) & MOST_ID).tolist()
        return ids

    def keys(self, sort: Sort, offset: int, limit: int) -> Ints:
        """Return the keys of the same articles."""
        begin, end = min(offset, len(self)), min(offset + limit, len(self))
        if sort != "oldest":
            return self._ascending(len(self) - end, len(self) - begin)[::-1]
        dated = len(self) - self.undated
        first = self._ascending(min(begin, dated) + self.undated, min(end, dated) + self.undated)
        rest = self._ascending(max(begin - dated, 0), max(end - dated, 0))
        return np.concatenate([first, rest])

    def place_after(self, sort: Sort, day: date | None, pk: int) -> int:
        """Return the number of articles up to and including this day and id, in the list or not."""
        key = (day.toordinal() if day else UNDATED) << ID_BITS | min(pk, MOST_ID)
        if sort != "oldest":
            return len(self) - int(self.below(np.array([key]))[0])
        below = int(self.below(np.array([key + 1]))[0])
        return below - self.undated if day else len(self) - self.undated + below

    def below(self, keys: Ints) -> Ints:
        """Return the number of lower keys for each of ``keys``."""
        places: Ints = np.searchsorted(self._rows, np.searchsorted(self._keys, keys))
        return places + np.searchsorted(self._more, keys)

    def _ascending(self, begin: int, end: int) -> Ints:
        """Return keys in ascending order: undated ones first, then by date."""
        return self.merged(begin, end, np.empty(0, np.int64))

    def merged(self, begin: int, end: int, others: Ints) -> Ints:
        """Return the keys from ``begin`` up to ``end`` and other ones, in ascending order."""
        first, last = np.searchsorted(self._places, [begin, end])
        rows: Ints = self._rows[begin - first : end - last]
        keys: Ints = np.concatenate([self._keys[rows], self._more[first:last], others])
        keys.sort()
        return keys


def read_key(key: int) -> tuple[date | None, int]:
    """Split a key into the day (None if undated) and the id."""
    day = key >> ID_BITS
    return date.fromordinal(day) if day != UNDATED else None, key & MOST_ID
