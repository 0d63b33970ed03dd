"""An inverted index of frequent words, beside the columns.

PostgreSQL's index stores positions in the table, not ids, so that reading the ids of a word in one sixth of a
million articles takes 46,000 pages. Here they are lists of rows: packed into one array for the base, in the
file of the columns, and plain pairs for the tail.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Bytes, Ints, Mask

_BLOCK = 256  # rows whose numbers differ only in the lowest byte
ARRAYS = ("names", "counts", "begins", "data", "tenths")
#: Scores from this many tenths on are not stored exactly.
MOST_TENTHS = 255


def packed_size(count: int, total: int) -> int:
    """Return the bytes of a packed list of ``count`` out of ``total`` rows."""
    return min(_sizes(count, total))


def _sizes(count: int, total: int) -> tuple[int, int, int]:
    """Return the size as a bitmap, as one byte for each row of a block, and as four bytes for each row."""
    return -(-total // 8), 2 * -(-total // _BLOCK) + count, 4 * count


def pack(rows: Ints, total: int) -> Bytes:
    """Pack sorted rows in the smallest of the three forms."""
    form = int(np.argmin(_sizes(len(rows), total)))
    if form == 0:
        bits = np.zeros(total, bool)
        bits[rows] = True
        return np.packbits(bits)
    if form == 1:
        blocks = np.bincount(rows // _BLOCK, minlength=-(-total // _BLOCK)).astype("<u2")
        return np.concatenate([blocks.view(np.uint8), (rows % _BLOCK).astype(np.uint8)])
    return rows.astype("<u4").view(np.uint8)


def unpack(data: Bytes, count: int, total: int) -> Ints:
    """Return the sorted rows of a packed list."""
    form = int(np.argmin(_sizes(count, total)))
    if form == 0:
        return np.flatnonzero(np.unpackbits(data, count=total))
    if form == 1:
        number = -(-total // _BLOCK)
        # Arrays in a file may be unaligned.
        blocks = np.frombuffer(data[: 2 * number].tobytes(), "<u2")
        firsts = np.repeat(np.arange(number, dtype=np.int64) * _BLOCK, blocks)
        firsts += data[2 * number :]
        return firsts
    return np.frombuffer(data.tobytes(), "<u4").astype(np.int64)


@dataclass(frozen=True, eq=False)
class Postings:
    """Packed row lists of a segment of ``total`` rows, two for each word: anywhere, and in the headline.

    names: the lexemes in UTF-8, separated by newlines. List number n has ``counts[n]`` rows in
    ``data[begins[n]:begins[n + 1]]``. tenths: for each row of the headline lists, one list after another, ten
    times the score of the article for the word alone, which is a sum of weights in tenths.
    """

    names: Bytes
    counts: Ints
    begins: Ints
    data: Bytes
    tenths: Bytes
    total: int

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The lexemes."""
        text = self.names.tobytes().decode()
        return tuple(text.split("\n")) if text else ()

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.vocabulary)}

    def __contains__(self, word: str | None) -> bool:
        return word in self._numbers

    @property
    def nbytes(self) -> int:
        """The bytes of all lists."""
        return self.data.nbytes + self.tenths.nbytes

    def rows(self, word: str, *, headline: bool) -> Ints:
        """Return the sorted rows with a word. Raises KeyError for a word without postings."""
        number, data = self._list(word, headline)
        return unpack(data, int(self.counts[number]), self.total)

    def mask(self, word: str, *, headline: bool) -> Mask:
        """Return the rows with a word as a mask. Raises KeyError for a word without postings."""
        number, data = self._list(word, headline)
        if int(np.argmin(_sizes(int(self.counts[number]), self.total))) == 0:
            return np.unpackbits(data, count=self.total).view(bool)
        mask = np.zeros(self.total, bool)
        mask[unpack(data, int(self.counts[number]), self.total)] = True
        return mask

    def scores(self, word: str, rows: Ints) -> NDArray[np.float32]:
        """Return the scores of rows for a word alone; NaN if it is not in the headline or scores too high."""
        listed, tenths = self.rows(word, headline=True), self.headline_tenths(word)
        scores = np.full(len(rows), np.nan, np.float32)
        if len(listed):
            places = np.minimum(np.searchsorted(listed, rows), len(listed) - 1)
            known = (listed[places] == rows) & (tenths[places] < MOST_TENTHS)
            scores[known] = tenths[places[known]] / np.float32(10)
        return scores

    def headline_tenths(self, word: str) -> Bytes:
        """Return ten times the scores of the rows with a word in the headline, at most MOST_TENTHS."""
        end = int(self._tenths_ends[self._numbers[word]])
        return self.tenths[end - int(self.counts[2 * self._numbers[word] + 1]) : end]

    @cached_property
    def _tenths_ends(self) -> Ints:
        return np.cumsum(self.counts[1::2])

    def _list(self, word: str, headline: bool) -> tuple[int, Bytes]:
        number = 2 * self._numbers[word] + headline
        return number, self.data[int(self.begins[number]) : int(self.begins[number + 1])]


@dataclass(frozen=True, eq=False)
class WordRows:
    """The sorted rows with a word, anywhere and in the headline; tenths: ten times the headline scores."""

    anywhere: Ints
    headline: Ints
    tenths: Bytes


def make_postings(vocabulary: Iterable[str], total: int, find: Callable[[str], WordRows]) -> Postings:
    """Build the postings of the words; ``find`` returns the rows of one."""
    names = list(vocabulary)
    lists, counts, tenths = [np.empty(0, np.uint8)], [], [np.empty(0, np.uint8)]
    for word in names:
        found = find(word)
        for rows in (found.anywhere, found.headline):
            counts.append(len(rows))
            lists.append(pack(rows, total))
        tenths.append(found.tenths)
    begins = np.zeros(len(lists), np.int64)
    np.cumsum([len(each) for each in lists[1:]], out=begins[1:])
    text = np.frombuffer("\n".join(names).encode(), np.uint8)
    return Postings(
        text, np.array(counts, np.int64), begins, np.concatenate(lists), np.concatenate(tenths), total
    )


@dataclass(frozen=True, eq=False)
class WordPairs:
    """The postings of a few articles: article ``ids[n]`` has the word ``vocabulary[codes[n]]``.

    ``tenths[n]`` is ten times the article's score for it if it is in the headline, else 0.
    """

    vocabulary: tuple[str, ...] = ()
    codes: Ints = field(default_factory=lambda: np.empty(0, np.uint16))
    ids: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    tenths: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.vocabulary)}

    def with_word(self, word: str, *, headline: bool) -> Ints:
        """Return the unsorted ids of the articles with a word. Raises KeyError for an unknown word."""
        return self.scored(word, headline=headline)[0]

    def scored(self, word: str, *, headline: bool) -> tuple[Ints, Bytes]:
        """Return the same ids, and ten times their scores where the word is in the headline."""
        found = self.codes == self._numbers[word]
        if headline:
            found &= self.tenths > 0
        return self.ids[found], self.tenths[found]

    def changed(self, gone: Ints, present: "WordPairs") -> "WordPairs":
        """Return the pairs after ``gone`` changed; ``present`` has the pairs of those now published."""
        return concat_pairs(self.vocabulary, [self._kept(~np.isin(self.ids, gone)), present])

    def _kept(self, which: Mask) -> "WordPairs":
        return WordPairs(self.vocabulary, self.codes[which], self.ids[which], self.tenths[which])


def concat_pairs(vocabulary: tuple[str, ...], parts: Iterable[WordPairs]) -> WordPairs:
    """Concatenate the pairs of different articles."""
    every = [WordPairs(vocabulary), *parts]
    return WordPairs(
        vocabulary,
        np.concatenate([each.codes for each in every]),
        np.concatenate([each.ids for each in every]),
        np.concatenate([each.tenths for each in every]),
    )
