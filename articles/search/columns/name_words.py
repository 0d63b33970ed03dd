"""The words of names, sorted, so that the names with some words are found without reading all names.

Reading the names of 174,000 entities takes 3 ms for each text to find, and a search box asks for several at
every key. Looking up sorted words takes microseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Bytes, Ints, Mask

_KEY = 8  # bytes of a word and what follows it, as one integer
_LETTERS = np.ones(256, bool)  # what words are made of; all bytes of letters that are not ASCII are
_LETTERS[[byte for byte in range(128) if not chr(byte).isalnum()]] = False
_END = ord("\n")
#: How well words fit a name: somewhere in it, at its beginning, at its end, or the whole name.
INSIDE, BEGINS, ENDS, WHOLE = range(4)


@dataclass(frozen=True, eq=False)
class NameWords:
    """Every word of every name.

    ids: of the things that have names. begins: where the names of each start in ``text``, and the end of the
    last. text: the folded names in UTF-8, each followed by a newline. keys: the first bytes of each word and
    of what follows it, sorted; places: where these words start. gaps: where the text has neither a letter
    nor a digit.
    """

    ids: Ints
    begins: Ints
    text: Bytes
    keys: NDArray[np.uint64]
    places: Ints
    gaps: Ints

    @classmethod
    def of(cls, ids: Ints, begins: Ints, text: Bytes) -> "NameWords":
        """Sort the words of these names."""
        letters = _LETTERS[text]
        starts = np.flatnonzero(letters & ~np.concatenate([[False], letters[:-1]])).astype(np.int32)
        keys = np.zeros(len(starts), np.uint64)
        for number in range(_KEY):
            keys <<= np.uint64(8)
            keys |= text.take(starts + number, mode="clip").astype(np.uint64) if len(text) else keys
        order = np.argsort(keys, kind="stable")
        return cls(ids, begins, text, keys[order], starts[order], np.flatnonzero(~letters).astype(np.int32))

    @classmethod
    def of_names(cls, names: Iterable[tuple[int, str]]) -> "NameWords":
        """Sort the words of (id, folded names, each followed by a newline)."""
        each = [(pk, text.encode()) for pk, text in names]
        ids = np.array([pk for pk, _ in each], np.int64)
        begins = np.array([0, *accumulate(len(text) for _, text in each)], np.int64)
        return cls.of(ids, begins, np.frombuffer(b"".join(text for _, text in each), np.uint8))

    def find(self, words: str, *, unfinished: bool = False) -> tuple[Ints, Ints]:
        """Return the ids with these folded words in a name, next to each other, and how well each fits.

        unfinished: the last word may only be the beginning of one.
        """
        needle = words.encode()
        starts = self._starts(needle)
        ends = starts + len(needle)
        if unfinished:
            ends = self.gaps.take(np.searchsorted(self.gaps, ends), mode="clip")
        else:
            whole = ~_LETTERS[self._at(ends)]
            starts, ends = starts[whole], ends[whole]
        if not len(starts):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        owners = np.searchsorted(self.begins, starts, side="right") - 1
        fits = np.full(len(self.ids), -1, np.int8)
        np.maximum.at(fits, owners, self._fits(starts, ends))
        found = np.flatnonzero(fits >= 0)
        return self.ids[found], fits[found]

    def _starts(self, needle: bytes) -> Ints:
        """Return where a word starts with which ``needle`` begins, in any order."""
        if not needle or _END in needle:
            return np.empty(0, np.int64)
        bounds = [int.from_bytes(needle[:_KEY].ljust(_KEY, filler), "big") for filler in (b"\0", b"\xff")]
        begin = np.searchsorted(self.keys, np.uint64(bounds[0]))
        end = np.searchsorted(self.keys, np.uint64(bounds[1]), side="right")
        starts = self.places[begin:end]
        for number, byte in enumerate(needle[_KEY:], _KEY):
            starts = starts[self._at(starts + number) == byte]
        return starts

    def _at(self, places: Ints) -> Bytes:
        """Return the bytes at places; beyond the text there is only its last newline."""
        return self.text.take(places, mode="clip")

    def _fits(self, starts: Ints, ends: Ints) -> Ints:
        first: Mask = (starts == 0) | (self._at(starts - 1) == _END)
        last: Mask = self._at(ends) == _END
        return first * np.int8(BEGINS) + last * np.int8(ENDS)  # WHOLE is both, INSIDE neither
