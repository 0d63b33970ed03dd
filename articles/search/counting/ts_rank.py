"""Score articles by PostgreSQL's ts_rank_cd."""

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.fulltext.vector import RANK_WEIGHTS
from articles.search.arrays import Ints, ids_of

Scores = NDArray[np.float32]

_GONE = 0.0
_SCORES = """
    SELECT string_agg(int8send(id), ''), string_agg(float4send(score), '') FROM (
        SELECT id, ts_rank_cd(%s::float4[], search, %s::tsquery) AS score
        FROM articles_article WHERE id = ANY(%s)
    ) ranked
"""


def read_scores(tsquery: str, ids: Ints) -> Scores:
    """Return the scores of sorted ids; 0 for missing articles.

    ts_rank_cd without length normalisation found the right article most often (docs/search.md).
    """
    with connection.cursor() as cursor:
        cursor.execute(_SCORES, [RANK_WEIGHTS, tsquery, ids.tolist()])
        known, found = cursor.fetchone() or (None, None)
    scores = np.full(len(ids), _GONE, np.float32)
    scores[np.searchsorted(ids, ids_of(known))] = np.frombuffer(found or b"", ">f4")
    return rounded(scores)


def rounded(scores: Scores) -> Scores:
    """Round scores, so that the order of summation does not matter and equal articles are sorted by date."""
    rounded: Scores = np.round(scores, 4)
    return rounded
