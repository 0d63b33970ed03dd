"""Articles as columns: what is counted of them, in arrays sorted by day and id."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search.columns.words import ARRAYS as WORD_ARRAYS
from articles.search.columns.words import Words
from articles.search.request import FACETS

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]

# A key holds day and id of an article, so that the order of keys is the order of pages. A day is Python's
# proleptic ordinal, 0 for none.
ID_BITS = 40
MOST_ID = 2**ID_BITS - 1
UNDATED = 0
LAST_DAY = date.max.toordinal()
_ROWS_AT_ONCE = 32_768  # what is gathered of so many rows stays in the processor's cache
_SPARSE = 8  # a table from id to row may be as many times longer than there are rows
_NONE = -1
_PACKED = 100_000  # rows from which on it pays to keep masks
_MOST_PACKED = 64  # masks, an eighth of a byte a row each


class Chosen:
    """Some rows of a segment, as a mask and as numbers, each made once."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    @cached_property
    def rows(self) -> Ints:
        """Their numbers, in order."""
        return np.flatnonzero(self.mask)

    @cached_property
    def others(self) -> Ints:
        """The numbers of all other rows, in order."""
        return np.flatnonzero(~self.mask)


@dataclass(frozen=True, eq=False)
class Lists:
    """The values of one facet for every row: row r has ``codes[offsets[r]:offsets[r + 1]]``.

    A code is a place in ``ids``, which is sorted; ``totals`` counts each code over all rows.
    """

    offsets: Ints
    codes: Ints
    ids: Ints
    totals: Ints

    def count(self, chosen: "Chosen") -> Ints:
        """How many of the chosen rows have each code."""
        if 2 * len(chosen.rows) > len(chosen.mask):
            return self.totals - self._count(chosen.others)
        return self._count(chosen.rows)

    def _count(self, rows: Ints) -> Ints:
        counts = np.zeros(len(self.ids), np.int64)
        if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
            counts += self._bincount(self.codes[self.offsets[rows[0]] : self.offsets[rows[-1] + 1]])
            return counts
        for begin in range(0, len(rows), _ROWS_AT_ONCE):
            counts += self._bincount(self.gather(rows[begin : begin + _ROWS_AT_ONCE])[0])
        return counts

    def _bincount(self, codes: Ints) -> Ints:
        return np.bincount(codes, minlength=len(self.ids))

    def gather(self, rows: Ints) -> tuple[Ints, Ints]:
        """All codes of ``rows`` one after another, and how many each row has."""
        starts = self.offsets[rows].astype(np.int64)
        lengths = self.offsets[rows + 1] - starts
        ends = np.cumsum(lengths)
        places = np.repeat(starts - ends + lengths, lengths)
        places += np.arange(len(places))
        return self.codes[places], lengths

    def rows_with(self, pk: int) -> Mask:
        """The rows that have the value of this id."""
        mask = np.zeros(len(self.offsets) - 1, bool)
        code = int(np.searchsorted(self.ids, pk))
        if code < len(self.ids) and self.ids[code] == pk:
            places = np.flatnonzero(self.codes == code)
            places = places.astype(self.offsets.dtype)  # else all offsets would be converted
            mask[np.searchsorted(self.offsets, places, side="right") - 1] = True
        return mask


@dataclass(frozen=True, eq=False)
class Segment:
    """Published articles in the order of ``keys``, and their values by facet. Never changed once made.

    ``rows_by_id`` maps an id to its row, -1 where there is none; it is empty where ids lie too far apart.
    ``words`` are the lists of frequent words, once they have been made.
    """

    keys: NDArray[np.int64]
    lists: Mapping[str, Lists]
    rows_by_id: NDArray[np.int32]
    words: Words | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for _, array in arrays_of(self))

    def ids(self, rows: Ints) -> NDArray[np.int64]:
        """The article ids of rows."""
        ids: NDArray[np.int64] = self.keys[rows] & MOST_ID
        return ids

    def rows(self, ids: Ints) -> Ints:
        """The rows of those of ``ids`` that are here, in the order of the ids."""
        rows = self.rows_of(ids)
        here: Ints = rows[rows != _NONE]
        return here

    def rows_of(self, ids: Ints) -> Ints:
        """The row of each of ``ids``, -1 where it is not here."""
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
        """Which rows are those of ``ids``."""
        mask = np.zeros(len(self.keys), bool)
        mask[self.rows(ids)] = True
        return mask

    def rows_with(self, facet: str, pk: int) -> Mask:
        """The rows that have a value of a facet. Masks of frequent values are kept, as bits."""
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
        """How many rows come before ``day``: those without a date, and those of earlier days."""
        return int(np.searchsorted(self.keys, day << ID_BITS))

    @cached_property
    def months(self) -> tuple[tuple[date, ...], Ints]:
        """The first day of every month that has rows, and where each begins, with the end of the last."""
        days = self.keys[self.place_of(1) :] >> ID_BITS
        different = days[np.flatnonzero(np.diff(days, prepend=UNDATED))]  # np.unique would sort them again
        firsts = sorted({date.fromordinal(int(day)).replace(day=1) for day in different})
        places = [self.place_of(first.toordinal()) for first in firsts]
        return tuple(firsts), np.array([*places, len(self)], np.int64)


def arrays_of(segment: Segment) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array of a segment with its name, as from_arrays() takes them."""
    yield "keys", segment.keys
    yield "rows_by_id", segment.rows_by_id
    for name, lists in segment.lists.items():
        for part in ("offsets", "codes", "ids", "totals"):
            yield f"{name}.{part}", getattr(lists, part)
    if segment.words is not None:
        for part in WORD_ARRAYS:
            yield f"words.{part}", getattr(segment.words, part)


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Segment:
    """The segment of these arrays. Raises KeyError where one is missing."""
    lists: dict[str, Lists] = {
        name: Lists(**{part: arrays[f"{name}.{part}"] for part in ("offsets", "codes", "ids", "totals")})
        for name in FACETS
    }
    words = None
    if "words.data" in arrays:
        words = Words(**{part: arrays[f"words.{part}"] for part in WORD_ARRAYS}, total=len(arrays["keys"]))
    return Segment(arrays["keys"], lists, arrays["rows_by_id"], words)


@dataclass(frozen=True)
class Part:
    """Rows to make a segment of: their keys, and for every facet the values and how many each row has."""

    keys: NDArray[np.int64]
    values: Mapping[str, tuple[Ints, Ints]]


def part_of(segment: Segment, mask: Mask | None = None) -> Part:
    """The rows of a segment, or those in ``mask``."""
    rows = np.arange(len(segment)) if mask is None else np.flatnonzero(mask)
    values: dict[str, tuple[Ints, Ints]] = {}
    for name, lists in segment.lists.items():
        codes, lengths = lists.gather(rows)
        values[name] = lists.ids[codes] if len(lists.ids) else codes, lengths
    return Part(segment.keys[rows], values)


def make_segment(parts: Sequence[Part]) -> Segment:
    """One segment of all rows of ``parts``, of which no two have the same id."""
    keys = np.concatenate([np.empty(0, np.int64), *(part.keys for part in parts)])
    order = np.argsort(keys)
    lists: dict[str, Lists] = {
        name: _make_lists([part.values[name] for part in parts], order) for name in FACETS
    }
    return Segment(keys[order], lists, _table(keys[order]))


def _make_lists(parts: Iterable[tuple[Ints, Ints]], order: Ints) -> Lists:
    each = list(parts)
    values = np.concatenate([np.empty(0, np.int32), *(values for values, _ in each)])
    lengths = np.concatenate([np.empty(0, np.int64), *(lengths for _, lengths in each)])
    ids, codes = _coded(values)
    unsorted = Lists(_offsets(lengths), codes, ids, ids)
    codes, lengths = unsorted.gather(order)
    return Lists(_offsets(lengths), codes, ids, np.bincount(codes, minlength=len(ids)))


def _coded(values: Ints) -> tuple[Ints, Ints]:
    """The values that occur, sorted, and for each value its place among them."""
    most = int(values.max(initial=0))
    if len(values) and values.min() >= 0 and most < 4 * len(values) + 1_000_000:
        used = np.zeros(most + 1, bool)  # without sorting, where values are small
        used[values] = True
        ids = np.flatnonzero(used)
        table = np.empty(most + 1, _small(len(ids)))
        table[ids] = np.arange(len(ids))
        return ids, table[values]
    ids, codes = np.unique(values, return_inverse=True)
    return ids.astype(np.int64), codes.astype(_small(len(ids)))


def _small(most: int) -> type[np.unsignedinteger[Any]]:
    return np.uint16 if most <= 2**16 else np.uint32


def _offsets(lengths: Ints) -> Ints:
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets.astype(np.uint32) if offsets[-1] < 2**32 else offsets


def _table(keys: NDArray[np.int64]) -> NDArray[np.int32]:
    ids = keys & MOST_ID
    most = int(ids.max(initial=0))
    if most > _SPARSE * len(ids) + 10_000:
        return np.empty(0, np.int32)
    table = np.full(most + 1, _NONE, np.int32)
    table[ids] = np.arange(len(ids))
    return table
