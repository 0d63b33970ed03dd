"""Which words are frequent, and who has them, as PostgreSQL knows it."""

from collections.abc import Sequence

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.search.columns.reading import ids_of
from articles.search.columns.segment import Ints
from articles.search.columns.words import WordPairs, packed_size
from articles.search.match import find

#: Bytes that all lists may take for each article: with the columns less than 100 MB for a million.
BYTES_AN_ARTICLE = 40
_AT_ONCE = 5_000  # articles whose words are asked for by one statement
_STATISTICS = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = 'articles_article' AND attname = 'search'
"""
_PAIRS = """
    SELECT string_agg(int8send(id), ''), string_agg(int2send(code), '') FROM (
        SELECT id, (2 * (number - 1) + place)::smallint AS code
        FROM articles_article CROSS JOIN unnest(search) JOIN unnest(%s::text[]) WITH ORDINALITY
            AS frequent (lexeme, number) USING (lexeme)
        CROSS JOIN generate_series(0, CASE WHEN 'A' = ANY(weights) THEN 1 ELSE 0 END) AS place
        WHERE id = ANY(%s) AND status = 'published'
    ) pair
"""


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


def find_word(word: str, headline: bool) -> Ints:
    """The ids of the articles that have a lexeme, anywhere or in the headline."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    with transaction.atomic():
        return find(f"'{escaped}'", headline=headline)


def read_pairs(ids: Sequence[int], vocabulary: Sequence[str]) -> WordPairs:
    """Which of ``ids`` that are published have which words."""
    words = tuple(vocabulary)
    parts = [WordPairs(words)]
    if words:
        for begin in range(0, len(ids), _AT_ONCE):
            with connection.cursor() as cursor:
                cursor.execute(_PAIRS, [list(words), list(ids[begin : begin + _AT_ONCE])])
                row = cursor.fetchone() or (None, None)
            codes = np.frombuffer(row[1] or b"", ">u2").astype(np.uint16)
            parts.append(WordPairs(words, codes, ids_of(row[0])))
    return WordPairs(
        words, np.concatenate([each.codes for each in parts]), np.concatenate([each.ids for each in parts])
    )
