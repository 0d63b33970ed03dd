"""An inverted index of frequent words, beside the columns.

PostgreSQL's index stores positions in the table, not ids, so that reading the ids of a word in one sixth of a
million articles takes 46,000 pages, and it does not say where in the text a word is. Here are both: the rows
that have a word, and its positions in each of them. They are packed by partitions of the rows, so that
building and searching need little memory at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Bytes, Ints, Mask, spans
from articles.search.columns.storage.packing import (
    is_bitmap,
    pack,
    pack_positions,
    unpack,
    unpack_positions,
)
from articles.search.columns.storage.word_pairs import MOST_TENTHS, WordPairs, ZoneEnds

PARTITION_ROWS = 32_768
_ARRAYS = ("counts", "begins", "data", "tenths", "position_begins", "positions", "flat_zone_ends")


@dataclass(frozen=True, eq=False)
class Partition:
    """The postings of ``total`` rows, numbered from 0, for words numbered as in Postings.

    Each word has two packed lists of rows, anywhere and in the headline: list number n has ``counts[n]`` rows
    in ``data[begins[n]:begins[n + 1]]``. tenths: for each row of the headline lists, one list after another,
    ten times the score of the article for the word alone, which is a sum of weights in tenths. The positions
    of word n are packed in ``positions[position_begins[n]:position_begins[n + 1]]``. flat_zone_ends: three
    numbers for each row, see WordPairs.
    """

    counts: Ints
    begins: Ints
    data: Bytes
    tenths: Bytes
    position_begins: Ints
    positions: Bytes
    flat_zone_ends: NDArray[np.uint16]

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self.flat_zone_ends) // 3

    @property
    def zone_ends(self) -> ZoneEnds:
        """The last positions of headline, lead and names of each row."""
        ends: ZoneEnds = self.flat_zone_ends.reshape(-1, 3)
        return ends

    def rows(self, number: int, *, headline: bool) -> Ints:
        """Return the sorted rows with a word."""
        place = 2 * number + headline
        return unpack(self._list(place), int(self.counts[place]), self.total)

    def mask(self, number: int, *, headline: bool) -> Mask:
        """Return the rows with a word as a mask."""
        place = 2 * number + headline
        if is_bitmap(int(self.counts[place]), self.total):
            return np.unpackbits(self._list(place), count=self.total).view(bool)
        mask = np.zeros(self.total, bool)
        mask[self.rows(number, headline=headline)] = True
        return mask

    def _list(self, place: int) -> Bytes:
        return self.data[int(self.begins[place]) : int(self.begins[place + 1])]

    def headline_tenths(self, number: int) -> Bytes:
        """Return ten times the scores of the rows with a word in the headline, at most MOST_TENTHS."""
        end = int(self._tenths_ends[number])
        return self.tenths[end - int(self.counts[2 * number + 1]) : end]

    @cached_property
    def _tenths_ends(self) -> Ints:
        return np.cumsum(self.counts[1::2])

    def occurrences(self, number: int, among: Mask | None = None) -> tuple[Ints, Ints, Ints]:
        """Return the rows with a word, its number of positions in each, and all positions."""
        rows = self.rows(number, headline=False)
        packed = self.positions[int(self.position_begins[number]) : int(self.position_begins[number + 1])]
        if among is None:
            return rows, *unpack_positions(packed)
        wanted = np.flatnonzero(among[rows])
        return rows[wanted], *unpack_positions(packed, wanted)

    def scores(self, number: int, rows: Ints) -> NDArray[np.float32]:
        """Return the scores of rows for a word alone; NaN if it is not in the headline or scores too high."""
        listed, tenths = self.rows(number, headline=True), self.headline_tenths(number)
        scores = np.full(len(rows), np.nan, np.float32)
        if len(listed):
            places = np.minimum(np.searchsorted(listed, rows), len(listed) - 1)
            known = (listed[places] == rows) & (tenths[places] < MOST_TENTHS)
            scores[known] = tenths[places[known]] / np.float32(10)
        return scores

    def pairs(self, vocabulary: tuple[str, ...], ids: Ints) -> WordPairs:
        """Return the pairs of the rows; ``ids`` are those of the articles, -1 for rows to leave out."""
        parts = []
        for number in range(len(vocabulary)):
            rows, counts, positions = self.occurrences(number, ids >= 0)
            tenths = np.zeros(self.total, np.uint8)
            tenths[self.rows(number, headline=True)] = self.headline_tenths(number)
            codes = np.full(len(rows), number, np.uint16)
            parts.append((codes, ids[rows], tenths[rows], counts, positions))
        here = np.flatnonzero(ids >= 0)
        here = here[np.argsort(ids[here])]
        if not parts:
            return WordPairs(vocabulary, articles=ids[here], zone_ends=self.zone_ends[here])
        codes, every, tenths, counts, positions = map(np.concatenate, zip(*parts, strict=True))
        return WordPairs(vocabulary, codes, every, tenths, counts, positions, ids[here], self.zone_ends[here])


def make_partition(pairs: WordPairs, ids: Ints) -> Partition:
    """Pack the pairs of the rows with these ids."""
    total, order = len(ids), np.argsort(ids)
    rows = order[np.searchsorted(ids, pairs.ids, sorter=order)]
    by_word = np.argsort(pairs.codes.astype(np.int64) * total + rows)
    ends = np.cumsum(pairs.counts, dtype=np.int64)
    lists, counts, tenths, packed = [], [], [np.empty(0, np.uint8)], []
    borders = np.searchsorted(pairs.codes[by_word], np.arange(len(pairs.vocabulary) + 1))
    for begin, end in pairwise(borders):
        each = by_word[begin:end]
        times = pairs.counts[each].astype(np.int64)
        packed.append(pack_positions(times, pairs.positions[spans(ends[each] - times, times)]))
        titled = each[pairs.tenths[each] > 0]
        tenths.append(pairs.tenths[titled])
        for found in (rows[each], rows[titled]):
            counts.append(len(found))
            lists.append(pack(found, total))
    zone_ends = np.zeros((total, 3), np.uint16)
    zone_ends[order[np.searchsorted(ids, pairs.articles, sorter=order)]] = pairs.zone_ends
    begins, data = _joined(lists)
    position_begins, positions = _joined(packed)
    return Partition(
        *(np.array(counts, np.int64), begins, data, np.concatenate(tenths)),
        *(position_begins, positions, zone_ends.reshape(-1)),
    )


def _joined(parts: Sequence[Bytes]) -> tuple[Ints, Bytes]:
    """Return where each part begins, and the end, and all parts as one array."""
    begins = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(each) for each in parts], out=begins[1:])
    return begins, np.concatenate([np.empty(0, np.uint8), *parts])


@dataclass(frozen=True, eq=False)
class Postings:
    """The postings of a segment of ``total`` rows: of all its partitions, which have the same words.

    names: the lexemes in UTF-8, separated by newlines.
    """

    names: Bytes
    partitions: tuple[Partition, ...]

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The lexemes."""
        text = self.names.tobytes().decode()
        return tuple(text.split("\n")) if text else ()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each lexeme."""
        return {word: number for number, word in enumerate(self.vocabulary)}

    def __contains__(self, word: object) -> bool:
        return word in self.numbers

    def mask(self, word: str, *, headline: bool) -> Mask:
        """Return the rows with a word as a mask. Raises KeyError for a word without postings."""
        number = self.numbers[word]
        masks = [each.mask(number, headline=headline) for each in self.partitions]
        return np.concatenate([np.empty(0, bool), *masks])

    def scores(self, word: str, rows: Ints) -> NDArray[np.float32]:
        """Return the scores of rows for a word alone; NaN if it is not in the headline or scores too high."""
        scores = np.full(len(rows), np.nan, np.float32)
        places = rows // PARTITION_ROWS
        for place in np.unique(places):
            here = places == place
            partition = self.partitions[place]
            scores[here] = partition.scores(self.numbers[word], rows[here] % PARTITION_ROWS)
        return scores


def make_postings(vocabulary: Sequence[str], ids: Ints, find: Callable[[Ints], WordPairs]) -> Postings:
    """Build the postings of the rows with these ids; ``find`` returns the pairs of some of them."""
    names = np.frombuffer("\n".join(vocabulary).encode(), np.uint8)
    parts = np.split(ids, range(PARTITION_ROWS, len(ids), PARTITION_ROWS))
    return Postings(names, tuple(make_partition(find(each), each) for each in parts))


def arrays_of(words: Postings) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield every array with its name, as from_arrays() expects them."""
    yield "names", words.names
    for number, partition in enumerate(words.partitions):
        for part in _ARRAYS:
            yield f"{number}.{part}", getattr(partition, part)


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Postings:
    """Build postings from named arrays. Raises KeyError if one is missing."""
    partitions = (len(arrays) - 1) // len(_ARRAYS)
    return Postings(
        arrays["names"],
        tuple(
            Partition(**{part: arrays[f"{number}.{part}"] for part in _ARRAYS})
            for number in range(partitions)
        ),
    )
