"""Choose the frequent words and read their postings from PostgreSQL."""

from collections.abc import Sequence

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.fulltext.vector import RANK_WEIGHTS
from articles.search.arrays import Bytes, Ints, ids_of
from articles.search.columns.storage.postings import MOST_TENTHS, WordPairs, concat_pairs, packed_size
from articles.search.counting.ts_match import matching_ids
from articles.search.counting.ts_rank import read_scores

#: Bytes for all postings, for each article: with the columns, less than 100 MB for a million articles.
BYTES_AN_ARTICLE = 36
_AT_ONCE = 5_000  # articles whose words are read by one statement
_STATISTICS = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = 'articles_article' AND attname = 'search'
"""
# ts_rank_cd scores a single word by the sum of its weights: D, C, B, A in the order of RANK_WEIGHTS.
_TENTHS = " ".join(
    f"WHEN '{letter}' THEN {round(10 * weight)}" for letter, weight in zip("DCBA", RANK_WEIGHTS, strict=True)
)
_PAIRS = f"""
    SELECT string_agg(int8send(id), ''), string_agg(int2send(code), ''), string_agg(int2send(tenths), '')
    FROM (
        SELECT id, (number - 1)::smallint AS code, CASE WHEN 'A' = ANY(weights) THEN
            (SELECT least(sum(CASE weight {_TENTHS} END), {MOST_TENTHS}) FROM unnest(weights) AS weight)
            ELSE 0 END::smallint AS tenths
        FROM articles_article CROSS JOIN unnest(search) JOIN unnest(%s::text[]) WITH ORDINALITY
            AS frequent (lexeme, number) USING (lexeme)
        WHERE id = ANY(%s) AND status = 'published'
    ) pair
"""  # noqa: S608  (made of constants)


def frequent_words(total: int) -> list[str]:
    """Return the most frequent lexemes whose postings fit in the memory for ``total`` articles.

    PostgreSQL's statistics have about a thousand of them, as of the last ANALYZE.
    """
    known = _statistics() or _statistics(fresh=True)
    chosen: list[str] = []
    left = BYTES_AN_ARTICLE * total
    for word, share in sorted(known.items(), key=lambda pair: (-pair[1], pair[0])):
        left -= packed_size(int(share * total), total)
        if left < 0:
            break
        if "\n" not in word:
            chosen.append(word)
    return chosen


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


def find_word(word: str) -> tuple[Ints, Ints, Bytes]:
    """Read the postings of a lexeme.

    Return the sorted ids of the articles with it anywhere, of those with it in the headline, and ten times
    the scores of the latter.
    """
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    tsquery = f"'{escaped}'"
    with transaction.atomic():
        anywhere, headline = matching_ids(tsquery), matching_ids(tsquery, headline=True)
    pieces = np.split(headline, range(_AT_ONCE, len(headline), _AT_ONCE))
    scores = np.concatenate([read_scores(tsquery, piece) for piece in pieces])
    return anywhere, headline, np.minimum(np.rint(10 * scores), MOST_TENTHS).astype(np.uint8)


def read_pairs(ids: Sequence[int], vocabulary: Sequence[str]) -> WordPairs:
    """Read the pairs of the published articles among ``ids`` and the words of ``vocabulary``."""
    words = tuple(vocabulary)
    parts = []
    for begin in range(0, len(ids) if words else 0, _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_PAIRS, [list(words), list(ids[begin : begin + _AT_ONCE])])
            found, codes, tenths = cursor.fetchone() or (None, None, None)
        parts.append(
            WordPairs(
                words,
                np.frombuffer(codes or b"", ">u2").astype(np.uint16),
                ids_of(found),
                np.frombuffer(tenths or b"", ">u2").astype(np.uint8),
            )
        )
    return concat_pairs(words, parts)
