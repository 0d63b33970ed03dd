"""Choose the frequent words, and read their postings from PostgreSQL."""

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.search.arrays import Ints
from articles.search.columns.storage.packing import pack_positions, packed_size
from articles.search.columns.storage.postings import PARTITION_ROWS
from articles.search.columns.storage.snapshot import ReadWords
from articles.search.columns.sync.word_vectors import read_pairs
from articles.search.counting.ts_match import matching_ids

#: Bytes for all postings, for each article: with the columns, less than 250 MB for a million articles.
BYTES_AN_ARTICLE = 175
_SAMPLE = 2_000  # articles from which the size of postings is estimated
_FEW = 10  # words that are looked up in the index; for more, all articles are read
_STATISTICS = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = 'articles_article' AND attname = 'search'
"""


def frequent_words(ids: Ints) -> list[str]:
    """Return the most frequent lexemes of the articles whose postings fit in the memory for them.

    PostgreSQL's statistics have about a thousand of them, as of the last ANALYZE.
    """
    if not len(ids):
        return []
    known = _statistics() or _statistics(fresh=True)
    words = sorted((word for word in known if "\n" not in word), key=lambda word: (-known[word], word))
    sample = ids[:: max(1, len(ids) // _SAMPLE)]
    pairs = read_pairs(sample, words)
    left, rows = float(BYTES_AN_ARTICLE * len(ids)), min(PARTITION_ROWS, len(ids))
    for number, word in enumerate(words):
        found, counts, positions = pairs.occurrences(word)
        left -= len(pack_positions(counts, positions)) * len(ids) / len(sample)
        left -= packed_size(int(len(found) / len(sample) * rows), rows) * len(ids) / rows
        if left < 0:
            return words[:number]
    return words


def _statistics(*, fresh: bool = False) -> dict[str, float]:
    """Return the known lexemes and the share of the articles with them, {} if there are no statistics."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if fresh:
                cursor.execute("ANALYZE articles_article (search)")
            cursor.execute(_STATISTICS)
            row = cursor.fetchone()
    except DatabaseError:  # a standby, or a role that may only read
        return {}
    return dict(zip(row[0], row[1], strict=False)) if row and row[0] else {}


def reader_of(words: Sequence[str]) -> ReadWords:
    """Return a function that reads the pairs of some articles and these words."""
    if len(words) > _FEW:
        return lambda ids: read_pairs(ids, words)
    having = _articles_with(words)
    return lambda ids: read_pairs(np.intersect1d(ids, having), words)


def _articles_with(words: Iterable[str]) -> Ints:
    """Return the ids of the articles with any of the words."""
    found: list[Ints] = [np.empty(0, np.int64)]
    for word in words:
        escaped = word.replace("\\", "\\\\").replace("'", "''")
        with transaction.atomic():
            found.append(matching_ids(f"'{escaped}'"))
    return np.unique(np.concatenate(found))
