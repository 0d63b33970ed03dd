"""The shingles of a text, and its fingerprint: the few of them with the lowest hashes.

A shingle is three words in a row. Only letters and digits count, without case and accents, so other quotation
marks or line ends change nothing. If one text is part of another, the lowest hashes of the longer text that
lie in that part are also the lowest of the shorter one: so texts that share much share some of a fingerprint.
"""

import unicodedata
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Ints = NDArray[np.integer[Any]]

LENGTH = 16  # hashes of a fingerprint
LEAST_WORDS = 50  # of a text to compare; shorter ones are alike by chance
MOST_CHARACTERS = 50_000  # of a text that are compared
_ENOUGH = 3 * LENGTH * 2**64  # below this, divided by the number of shingles, there are nearly always enough
_LONG, _SHORT = 5, 3  # words of a shingle: few texts share one of five by chance
ACROSS = _SHORT - 1  # short shingles that begin in one part of a text and end in the next
_HALF = np.uint64(32)
_FACTOR = np.uint64(0xD6E8FEB86659FD93)
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_IDEOGRAPHS = (0x2E80, 0xA000), (0xF900, 0xFB00)  # and kana: each is a word


def fingerprint(text: str) -> bytes:
    """Return the fingerprint of a text: up to LENGTH hashes of 32 bits; none if the text is short."""
    words, _ = word_hashes(text)
    if len(words) < LEAST_WORDS:
        return b""
    hashes = _shingles(words, _LONG)
    lowest = hashes[hashes < np.uint64(min(_ENOUGH // len(hashes), 2**64 - 1))]  # faster than sorting all
    found = sorted(set((lowest >> np.uint64(32)).tolist()))
    if len(found) < LENGTH:  # a text of few phrases, often repeated
        found = sorted(set((hashes >> np.uint64(32)).tolist()))
    return np.array(found[:LENGTH], np.uint32).tobytes()


def ordered_shingles(words: Hashes) -> Hashes:
    """Return the shingles of a text in its order: the one at a place begins with the word there."""
    return _shingles(words, _SHORT)


def shingles(words: Hashes) -> Hashes:
    """Return the distinct shingles of a text, given the hashes of its words, as sorted hashes."""
    return np.unique(ordered_shingles(words))


def word_hashes(text: str) -> tuple[Hashes, Ints]:
    """Return the hash of each word, and where it begins."""
    text = text[:MOST_CHARACTERS]
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    values, is_single = _characters()
    powers, inverses = _powers()
    hashes = values.take(codes)
    is_word = hashes != 0
    begins = is_word.copy()
    begins[1:] &= ~is_word[:-1] if text.isascii() else ~is_word[:-1] | is_single[codes[1:]]
    places = begins.nonzero()[0]
    hashes *= powers[: len(hashes)]
    sums = np.cumsum(hashes)
    before = sums.take(places)
    before -= hashes.take(places)
    words = np.empty_like(before)
    words[:-1] = before[1:]
    words[-1:] = sums[-1:]
    words -= before
    words *= inverses.take(places)
    return words, places


def _shingles(words: Hashes, length: int) -> Hashes:
    """Return the hash of every run of so many words."""
    number = max(len(words) - length + 1, 0)
    hashes = np.zeros(number, np.uint64)
    for begin in range(length):
        hashes *= _FACTOR
        hashes += words[begin : begin + number]
    hashes ^= hashes >> _HALF
    hashes *= _FACTOR
    return hashes


@cache
def _characters() -> tuple[Hashes, NDArray[np.bool_]]:
    """Return a random number for each UTF-16 unit of a word, 0 for others, and which are words alone."""
    folded = np.zeros(2**16, np.uint64)
    for code in range(2**16):
        base = unicodedata.normalize("NFKD", chr(code).lower())[:1]
        if code >= 0xD800 and code < 0xE000:
            folded[code] = code
        elif base.isalnum():
            folded[code] = ord(base)
    numbers = folded * np.uint64(0x2545F4914F6CDD1D)
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    is_single = np.zeros(2**16, bool)
    for first, end in _IDEOGRAPHS:
        is_single[first:end] = True
    return numbers, is_single


@cache
def _powers() -> tuple[Hashes, Hashes]:
    inverse = pow(_BASE, -1, 2**64)
    size = 2 * MOST_CHARACTERS + 1
    every = [np.full(size, base, np.uint64) for base in (_BASE, inverse)]
    for powers in every:
        powers[0] = 1
    return np.cumprod(every[0]), np.cumprod(every[1])
