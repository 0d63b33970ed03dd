"""Read search columns from PostgreSQL in bulk: the words of articles and their positions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.fulltext.vector import RANK_WEIGHTS
from articles.search.arrays import Bytes, Ints, ids_of, spans
from articles.search.columns.storage.word_pairs import (
    LAST_POSITION,
    MOST_TENTHS,
    ZONES,
    WordPairs,
    ZoneEnds,
    concat_pairs,
)

_AT_ONCE = 1_000  # articles read by one statement
_READ = """
    SELECT string_agg(int8send(id), ''), string_agg(int4send(octet_length(vector)), ''),
        string_agg(vector, '')
    FROM (
        SELECT id, tsvectorsend(search) AS vector FROM articles_article
        WHERE id = ANY(%s) AND status = 'published'
    ) article
"""
# A position has its weight in the two highest bits: D, C, B, A in the order of RANK_WEIGHTS.
_WEIGHT_AT = 14
# ts_rank_cd scores a single word by the sum of its weights.
_TENTHS = np.array([round(10 * weight) for weight in RANK_WEIGHTS])


def read_pairs(ids: Sequence[int] | Ints, vocabulary: Sequence[str]) -> WordPairs:
    """Read the pairs of the published articles among ``ids`` and the words of ``vocabulary``."""
    words, every = tuple(vocabulary), np.array(ids, np.int64)
    return concat_pairs(words, _read(every, words) if words else ())


def _read(ids: Ints, words: tuple[str, ...]) -> Iterator[WordPairs]:
    for begin in range(0, len(ids), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_READ, [ids[begin : begin + _AT_ONCE].tolist()])
            found, lengths, vectors = cursor.fetchone() or (b"", b"", b"")
        if found:
            yield _pairs(words, ids_of(found), np.frombuffer(lengths, ">i4").astype(np.int64), vectors)


@dataclass(frozen=True, eq=False)
class _Lexemes:
    """The lexemes in the binary form of some tsvectors: of which article, where, and with how many positions.

    A lexeme ends with a zero byte; after it come two bytes with the number of its positions, then those, two
    bytes each.
    """

    articles: Ints
    begins: Ints
    ends: Ints
    counts: Ints


def _lexemes(data: Bytes, lengths: Ints) -> _Lexemes:
    """Find the lexemes: all vectors are read at once, a lexeme of each at every step."""
    zeros = np.flatnonzero(data == 0)
    before = np.cumsum(data == 0, dtype=np.int32) - (data == 0)  # zeros before each byte
    at = np.cumsum(lengths) - lengths
    ends = at + lengths
    at = at + 4  # behind the number of lexemes
    steps = []
    articles = np.arange(len(lengths))
    while len(articles := articles[more := at < ends]):
        at, ends = at[more], ends[more]
        zero = zeros[before[at]]
        counts = data[zero + 1].astype(np.int64) << 8 | data[zero + 2]
        steps.append((articles, at, zero, counts))
        at = zero + 3 + 2 * counts
    found = zip(*steps, strict=True) if steps else ([np.empty(0, np.int64)] for _ in range(4))
    return _Lexemes(*map(np.concatenate, found))


@lru_cache(maxsize=4)
def _by_bytes(words: tuple[str, ...]) -> tuple[NDArray[np.bytes_], Ints]:
    """Return the words as bytes, sorted, and their numbers."""
    every = np.array([word.encode() for word in words], np.bytes_)
    order = np.argsort(every)
    return every[order], order


def _codes(data: Bytes, lexemes: _Lexemes, words: tuple[str, ...]) -> Ints:
    """Return the number of each lexeme among the words, -1 for others."""
    known, numbers = _by_bytes(words)
    width = known.dtype.itemsize
    lengths = lexemes.ends - lexemes.begins
    short = np.flatnonzero(lengths <= width)
    letters = data[np.minimum(lexemes.begins[short, None] + np.arange(width), len(data) - 1)]
    letters[np.arange(width) >= lengths[short, None]] = 0
    keys = letters.view(known.dtype)[:, 0]
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    codes = np.full(len(lengths), -1, np.int64)
    codes[short] = np.where(known[places] == keys, numbers[places], -1)
    return codes


def _pairs(words: tuple[str, ...], ids: Ints, lengths: Ints, vectors: bytes) -> WordPairs:
    data = np.frombuffer(vectors, np.uint8)
    lexemes = _lexemes(data, lengths)
    places = spans(lexemes.ends + 3, 2 * lexemes.counts)
    values = data[places].view(">u2").astype(np.uint16)
    weights, positions = values >> _WEIGHT_AT, values & LAST_POSITION
    order = np.argsort(ids)
    zone_ends = _zone_ends(np.repeat(lexemes.articles, lexemes.counts), weights, positions, len(ids))
    codes = _codes(data, lexemes, words)
    listed = codes >= 0
    here = np.repeat(listed, lexemes.counts)
    counts = lexemes.counts[listed]
    tenths = _headline_tenths(counts, weights[here])
    return WordPairs(
        words,
        codes[listed].astype(np.uint16),
        ids[lexemes.articles[listed]],
        *(tenths, counts.astype(np.uint16), positions[here], ids[order], zone_ends[order]),
    )


def _headline_tenths(counts: Ints, weights: Ints) -> Bytes:
    """Return ten times the score of each lexeme in the headline, 0 for others."""
    lexemes = np.repeat(np.arange(len(counts)), counts)
    tenths = np.bincount(lexemes, _TENTHS[weights], len(counts))
    titled = np.bincount(lexemes, weights == ZONES[::-1].index("A"), len(counts)) > 0
    return np.where(titled, np.minimum(tenths, MOST_TENTHS), 0).astype(np.uint8)


def _zone_ends(articles: Ints, weights: Ints, positions: Ints, total: int) -> ZoneEnds:
    """Return the last positions of headline, lead and names of each article."""
    ends = np.zeros((total, 3), np.uint16)
    for zone, weight in enumerate(ZONES[:3]):
        here = weights == ZONES[::-1].index(weight)
        np.maximum.at(ends[:, zone], articles[here], positions[here])
    return np.maximum.accumulate(ends, axis=1)
