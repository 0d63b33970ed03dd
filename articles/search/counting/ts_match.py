"""Which articles have the words of a query: asked of PostgreSQL, kept, and brought up to date."""

from collections.abc import Iterable

import numpy as np
from django.db import connection

from articles.search.arrays import Ints, ids_of
from articles.search.timeouts import by_index

_FIND = "SELECT string_agg(int8send(id), '') FROM articles_article WHERE "


def find(tsquery: str, *, headline: bool = False, among: Iterable[int] | None = None) -> Ints:
    """The sorted ids of the articles that a tsquery matches, in the headline alone if asked.

    They may be unpublished: the columns, which have published ones alone, leave those out. ``among`` looks
    at these articles only.
    """
    sql = f"{_FIND}{_HEADLINE if headline else 'search'} @@ %s::tsquery"
    with by_index(), connection.cursor() as cursor:
        if among is None:
            cursor.execute(sql, [tsquery])
        else:
            cursor.execute(f"{sql} AND id = ANY(%s)", [tsquery, list(among)])
        row = cursor.fetchone()
    ids = ids_of(row[0] if row else None)
    ids.sort(kind="stable")  # they come nearly sorted
    return ids.astype(np.int32) if not len(ids) or ids[-1] < 2**31 else ids


_HEADLINE = "ts_filter(search, '{a}')"  # as configuration.headline_vector() has it
