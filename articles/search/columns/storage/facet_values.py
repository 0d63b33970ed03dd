"""The values of one facet in columns: one at most for each article, or any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from articles.search.arrays import Ints, Mask, spans
from articles.search.facet_types import FACET_TYPES

_ROWS_AT_ONCE = 32_768  # rows whose gathered values fit in the processor's cache


class RowSet:
    """A set of rows of a segment, as a mask and as row numbers, each computed once."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    @cached_property
    def rows(self) -> Ints:
        """The sorted row numbers."""
        return np.flatnonzero(self.mask)

    @cached_property
    def others(self) -> Ints:
        """The sorted row numbers of all other rows."""
        return np.flatnonzero(~self.mask)


@dataclass(frozen=True, eq=False)
class FacetColumn:
    """The values of one facet for every row, as codes.

    A code is a position in ``ids``, which are sorted. ``totals`` is the number of rows with each code.
    """

    PARTS: ClassVar[tuple[str, ...]]

    codes: Ints
    ids: Ints
    totals: Ints

    @classmethod
    def make(cls, parts: Iterable[tuple[Ints, Ints]], order: Ints) -> "FacetColumn":
        """Make the column of rows, permuted by ``order``.

        Each part has the values of its rows, one row after another, and the number of values of each row.
        """
        each = list(parts)
        values = np.concatenate([np.empty(0, np.int32), *(values for values, _ in each)])
        lengths = np.concatenate([np.empty(0, np.int64), *(lengths for _, lengths in each)])
        return cls._make(*_coded(values), lengths, order)

    @classmethod
    def _make(cls, ids: Ints, codes: Ints, lengths: Ints, order: Ints) -> "FacetColumn":
        raise NotImplementedError

    def count(self, chosen: RowSet) -> Ints:
        """Count the rows with each code among the chosen ones."""
        if 2 * len(chosen.rows) > len(chosen.mask):
            return self.totals - self._count(chosen.others)
        return self._count(chosen.rows)

    def _count(self, rows: Ints) -> Ints:
        raise NotImplementedError

    def gather(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the codes of ``rows``, one row after another, and the number of codes of each row."""
        raise NotImplementedError

    def count_alone(self, rows: Ints, pks: Iterable[int]) -> Ints:
        """Count the rows with each of these ids that have no other of them; 0 for all other codes."""
        return np.bincount(self.alone(rows, pks)[1], minlength=len(self.ids))

    def alone(self, rows: Ints, pks: Iterable[int]) -> tuple[Ints, Ints]:
        """Return the positions in ``rows`` that have one of these ids and no other, and the ids' codes."""
        codes, lengths = self.gather(rows)
        wanted = np.isin(self.ids, np.fromiter(pks, np.int64))[codes] if len(self.ids) else np.empty(0, bool)
        places = np.repeat(np.arange(len(rows)), lengths)[wanted]
        # An array may hold a value twice: each pair of row and code counts once.
        places, codes = np.divmod(np.unique(places * len(self.ids) + codes[wanted]), max(len(self.ids), 1))
        alone = np.bincount(places, minlength=len(rows))[places] == 1
        return places[alone], codes[alone]

    def rows_with(self, *pks: int) -> Mask:
        """Return the rows with any of the values of these ids; many ids cost about as much as two."""
        wanted = np.unique(np.array(pks, np.int64))
        codes = np.searchsorted(self.ids, wanted)
        inside = codes < len(self.ids)
        return self._rows_with(codes[inside][self.ids[codes[inside]] == wanted[inside]])

    def _rows_with(self, codes: Ints) -> Mask:
        raise NotImplementedError

    def _among(self, codes: Ints) -> Mask:
        """Return which of ``self.codes`` are among these codes."""
        if len(codes) == 1:
            same: Mask = self.codes == codes[0]
            return same
        wanted = np.zeros(len(self.ids) + 1, bool)
        wanted[codes] = True
        return wanted[self.codes]


@dataclass(frozen=True, eq=False)
class SingleValued(FacetColumn):
    """At most one value: row r has ``codes[r]``, which is ``len(ids)`` for none."""

    PARTS = ("codes", "ids", "totals")

    @classmethod
    def _make(cls, ids: Ints, codes: Ints, lengths: Ints, order: Ints) -> "SingleValued":
        every = np.full(len(lengths), len(ids), _small(len(ids) + 1))
        every[lengths > 0] = codes
        return cls(every[order], ids, np.bincount(codes, minlength=len(ids)))

    def _count(self, rows: Ints) -> Ints:
        return np.bincount(self.codes[rows], minlength=len(self.ids) + 1)[:-1]

    def gather(self, rows: Ints) -> tuple[Ints, Ints]:
        codes = self.codes[rows]
        has_one = codes < len(self.ids)
        return codes[has_one], has_one.astype(np.int64)

    def _rows_with(self, codes: Ints) -> Mask:
        return self._among(codes)


@dataclass(frozen=True, eq=False)
class MultiValued(FacetColumn):
    """Any number of values: row r has ``codes[offsets[r]:offsets[r + 1]]``."""

    PARTS = ("offsets", "codes", "ids", "totals")

    offsets: Ints

    @classmethod
    def _make(cls, ids: Ints, codes: Ints, lengths: Ints, order: Ints) -> "MultiValued":
        unsorted = cls(codes, ids, ids, _offsets(lengths))
        codes, lengths = unsorted.gather(order)
        return cls(codes, ids, np.bincount(codes, minlength=len(ids)), _offsets(lengths))

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
        starts = self.offsets[rows].astype(np.int64)
        lengths = self.offsets[rows + 1] - starts
        return self.codes[spans(starts, lengths)], lengths

    def _rows_with(self, codes: Ints) -> Mask:
        mask = np.zeros(len(self.offsets) - 1, bool)
        if len(codes):
            places = np.flatnonzero(self._among(codes))
            places = places.astype(self.offsets.dtype)  # otherwise, all offsets would be converted
            mask[np.searchsorted(self.offsets, places, side="right") - 1] = True
        return mask


def column_type(facet: str) -> type[SingleValued] | type[MultiValued]:
    """Return the column class of a facet, or of stories."""
    return MultiValued if facet in FACET_TYPES and FACET_TYPES[facet].several else SingleValued


def _coded(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values, sorted, and for each value its position among them."""
    most = int(values.max(initial=0))
    if len(values) and values.min() >= 0 and most < 4 * len(values) + 1_000_000:
        used = np.zeros(most + 1, bool)  # no need to sort small values
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
