"""Which words are frequent, and who has them, as PostgreSQL knows it."""

from collections.abc import Sequence

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.fulltext.vector import RANK_WEIGHTS
from articles.search.arrays import Bytes, Ints, ids_of
from articles.search.columns.storage.postings import MOST_TENTHS, WordPairs, joined_pairs, packed_size
from articles.search.counting.ts_match import find
from articles.search.counting.ts_rank import read_scores

#: Bytes that all lists may take for each article: with the columns less than 100 MB for a million.
BYTES_AN_ARTICLE = 36
_AT_ONCE = 5_000  # articles whose words are asked for by one statement
_STATISTICS = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = 'articles_article' AND attname = 'search'
"""
# A sum of weights is what ts_rank_cd makes of one word: D, C, B, A in the order of RANK_WEIGHTS.
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
    """The most frequent lexemes of an archive of ``total`` articles whose lists fit into the memory for them.

    PostgreSQL keeps a sample of them, about a thousand, since it has last analysed the table.
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
    """Lexemes and the share of the articles that have them, nothing where that is not known."""
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
    """The sorted ids of the articles that have a lexeme anywhere, of those that have it in the headline, and
    ten times the scores of the latter."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    tsquery = f"'{escaped}'"
    with transaction.atomic():
        anywhere, headline = find(tsquery), find(tsquery, headline=True)
    pieces = np.split(headline, range(_AT_ONCE, len(headline), _AT_ONCE))
    scores = np.concatenate([read_scores(tsquery, piece) for piece in pieces])
    return anywhere, headline, np.minimum(np.rint(10 * scores), MOST_TENTHS).astype(np.uint8)


def read_pairs(ids: Sequence[int], vocabulary: Sequence[str]) -> WordPairs:
    """Which of ``ids`` that are published have which words."""
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
    return joined_pairs(words, parts)
