"""Articles as columns: the data to count, in arrays sorted by day and id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Ints, Mask
from articles.search.columns.storage import postings
from articles.search.columns.storage.facet_values import FacetColumn, column_type
from articles.search.columns.storage.postings import Postings
from articles.search.facet_types import FACETS

# A key combines the day and id of an article, so that sorted keys are in page order. A day is Python's
# proleptic ordinal, 0 for undated; for a date that is not a full one, its first day.
ID_BITS = 40
MOST_ID = 2**ID_BITS - 1
UNDATED = 0
LAST_DAY = date.max.toordinal()
LONGEST_MONTH = 30  # days from its first to its last
_SPARSE = 8  # the table from id to row may be this many times longer than the rows
_NONE = -1
_PACKED = 100_000  # rows from which caching masks pays off
_MOST_PACKED = 64  # cached masks, one bit for each row
_WORDS = "words."
STORY = "story"  # a column like those of facets, of which no facet is shown
_LISTS = (*FACETS, STORY)


@dataclass(frozen=True, eq=False)
class Segment:
    """Published articles sorted by ``keys``, and their values by facet. Immutable.

    rows_by_id: the row of each id, -1 for none; empty if the ids are too sparse. partial: the sorted rows
    whose date is not a full one. lasts: its last day, for each of them. words: the postings of frequent
    words, once built.
    """

    keys: NDArray[np.int64]
    lists: Mapping[str, FacetColumn]
    rows_by_id: NDArray[np.int32]
    partial: NDArray[np.int32]
    lasts: NDArray[np.int32]
    words: Postings | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """The bytes of all arrays."""
        return sum(array.nbytes for _, array in arrays_of(self))

    def ids(self, rows: Ints) -> NDArray[np.int64]:
        """Return the article ids of rows."""
        ids: NDArray[np.int64] = self.keys[rows] & MOST_ID
        return ids

    def rows(self, ids: Ints) -> Ints:
        """Return the rows of those ``ids`` that are in the segment, in the order of the ids."""
        rows = self.rows_of(ids)
        here: Ints = rows[rows != _NONE]
        return here

    def rows_of(self, ids: Ints) -> Ints:
        """Return the row of each of ``ids``, -1 if it is not in the segment."""
        rows = np.full(len(ids), _NONE, np.int32)
        if not len(self.keys) or not len(ids):
            return rows
        if len(self.rows_by_id):
            inside = (ids >= 0) & (ids < len(self.rows_by_id))
            rows[inside] = self.rows_by_id[ids[inside]]
            return rows
        known, order = self._sorted_ids
        places = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        return np.where(known[places] == ids, order[places], _NONE)

    @cached_property
    def _sorted_ids(self) -> tuple[Ints, Ints]:
        every = self.keys & MOST_ID
        order = np.argsort(every)
        return every[order], order

    def mask(self, ids: Ints) -> Mask:
        """Return the mask of the rows of ``ids``."""
        mask = np.zeros(len(self.keys), bool)
        mask[self.rows(ids)] = True
        return mask

    def rows_with(self, facet: str, pk: int) -> Mask:
        """Return the rows with a value of a facet. Masks of frequent values are cached as bits."""
        bits = self._frequent.get((facet, pk))
        if bits is not None:
            return np.unpackbits(bits, count=len(self)).view(bool)
        mask = self.lists[facet].rows_with(pk)
        if (
            len(self) > _PACKED
            and len(self._frequent) < _MOST_PACKED
            and np.count_nonzero(mask) * 100 > len(self)
        ):
            self._frequent[facet, pk] = np.packbits(mask)
        return mask

    @cached_property
    def _frequent(self) -> dict[tuple[str, int], NDArray[np.uint8]]:
        return {}

    def place_of(self, day: int) -> int:
        """Return the number of rows before ``day``: undated ones, and those of earlier days."""
        return int(np.searchsorted(self.keys, day << ID_BITS))

    @cached_property
    def stories(self) -> Ints:
        """The number of the story of each row, from 1; 0 for an article that no other tells."""
        column = self.lists[STORY]
        numbers: Ints = (column.codes.astype(np.int32) + 1) % (len(column.ids) + 1)
        return numbers

    @cached_property
    def alone(self) -> Mask:
        """The rows of articles whose story no other article tells."""
        alone: Mask = self.stories == 0
        return alone

    @cached_property
    def months(self) -> tuple[tuple[date, ...], Ints]:
        """The first day of every month with rows, and its first row, followed by the number of rows."""
        days = self.keys[self.place_of(1) :] >> ID_BITS
        different = days[np.flatnonzero(np.diff(days, prepend=UNDATED))]  # np.unique would sort them again
        firsts = sorted({date.fromordinal(int(day)).replace(day=1) for day in different})
        places = [self.place_of(first.toordinal()) for first in firsts]
        return tuple(firsts), np.array([*places, len(self)], np.int64)

    @cached_property
    def longer(self) -> tuple[Ints, Ints, Ints]:
        """The rows whose date is longer than a month, with its first and its last day."""
        firsts = self.keys[self.partial] >> ID_BITS
        longer = self.lasts - firsts > LONGEST_MONTH
        return self.partial[longer], firsts[longer], self.lasts[longer].astype(np.int64)


def arrays_of(segment: Segment) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield every array of a segment with its name, as from_arrays() expects them."""
    yield "keys", segment.keys
    yield "rows_by_id", segment.rows_by_id
    yield "partial", segment.partial
    yield "lasts", segment.lasts
    for name, lists in segment.lists.items():
        for part in lists.PARTS:
            yield f"{name}.{part}", getattr(lists, part)
    if segment.words is not None:
        for name, array in postings.arrays_of(segment.words):
            yield f"{_WORDS}{name}", array


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Segment:
    """Build a segment from named arrays. Raises KeyError if one is missing."""
    lists: dict[str, FacetColumn] = {}
    for name in _LISTS:
        kind = column_type(name)
        lists[name] = kind(**{part: arrays[f"{name}.{part}"] for part in kind.PARTS})
    of_words = {name.removeprefix(_WORDS): each for name, each in arrays.items() if name.startswith(_WORDS)}
    words = postings.from_arrays(of_words) if of_words else None
    return Segment(
        arrays["keys"], lists, arrays["rows_by_id"], arrays["partial"], arrays["lasts"], words=words
    )


@dataclass(frozen=True)
class ArticleBatch:
    """Articles to make a segment of: their keys, and for every facet the values and their number for each.

    lasts: the last day of each date that is not a full one, 0 for the others.
    """

    keys: NDArray[np.int64]
    lasts: NDArray[np.int32]
    values: Mapping[str, tuple[Ints, Ints]]


def batch_of(segment: Segment, mask: Mask | None = None) -> ArticleBatch:
    """Return the rows of a segment, or those in ``mask``, as a batch."""
    rows = np.arange(len(segment)) if mask is None else np.flatnonzero(mask)
    values: dict[str, tuple[Ints, Ints]] = {}
    for name, lists in segment.lists.items():
        codes, lengths = lists.gather(rows)
        values[name] = lists.ids[codes] if len(lists.ids) else codes, lengths
    lasts = np.zeros(len(segment), np.int32)
    lasts[segment.partial] = segment.lasts
    return ArticleBatch(segment.keys[rows], lasts[rows], values)


def make_segment(parts: Sequence[ArticleBatch]) -> Segment:
    """Make one segment of all batches, which must not share an id."""
    keys = np.concatenate([np.empty(0, np.int64), *(part.keys for part in parts)])
    order = np.argsort(keys)
    lists: dict[str, FacetColumn] = {
        name: column_type(name).make([part.values[name] for part in parts], order) for name in _LISTS
    }
    lasts = np.concatenate([np.empty(0, np.int32), *(part.lasts for part in parts)])[order]
    partial = np.flatnonzero(lasts).astype(np.int32)
    return Segment(keys[order], lists, _table(keys[order]), partial, lasts[partial])


def _table(keys: NDArray[np.int64]) -> NDArray[np.int32]:
    ids = keys & MOST_ID
    most = int(ids.max(initial=0))
    if most > _SPARSE * len(ids) + 10_000:
        return np.empty(0, np.int32)
    table = np.full(most + 1, _NONE, np.int32)
    table[ids] = np.arange(len(ids))
    return table
