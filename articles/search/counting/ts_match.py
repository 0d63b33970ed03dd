"""Find the articles that match a tsquery, in PostgreSQL."""

from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from django.db.models import Aggregate, BinaryField, Q

from articles.models import Article
from articles.search.arrays import Ints, ids_of, narrowed
from articles.search.timeouts import by_index

_FIND = "SELECT string_agg(int8send(id), '') FROM articles_article WHERE "


def matching_ids(tsquery: str, *, headline: bool = False, among: Iterable[int] | None = None) -> Ints:
    """Return the sorted ids (int32 if they fit, else int64) of the articles that match, in text or headline.

    They may be unpublished: the columns contain only published ones. ``among`` restricts the search to these
    ids.
    """
    sql = f"{_FIND}{_HEADLINE if headline else 'search'} @@ %s::tsquery"
    with by_index(), connection.cursor() as cursor:
        if among is None:
            cursor.execute(sql, [tsquery])
        else:
            cursor.execute(f"{sql} AND id = ANY(%s)", [tsquery, list(among)])
        row = cursor.fetchone()
    ids = ids_of(row[0] if row else None)
    ids.sort(kind="stable")  # they are nearly sorted already
    return narrowed(ids)


def mentioning_ids(pks: Sequence[int], *, among: Iterable[int] | None = None) -> Ints:
    """Return the sorted ids of the articles that name any of these entities, as matching_ids() does."""
    few = None if among is None else list(among)
    found = [_mentioning_ids(pk, few) for pk in pks]
    return narrowed(np.unique(np.concatenate([np.empty(0, np.int64), *found])))


def _mentioning_ids(pk: int, among: list[int] | None) -> Ints:
    with connection.cursor() as cursor:
        cursor.execute(_MENTIONING, {"entity": pk, "among": among})
        row = cursor.fetchone()
    assert row is not None
    named, rejected = map(ids_of, row)
    return named if not len(rejected) else np.setdiff1d(named, rejected, assume_unique=True)


# Those rejected are few and have an index of their own, so that both parts read an index and not the table.
_NAMED = """
    SELECT string_agg(int8send(article_id), '') FROM articles_articleentity
    WHERE entity_id = %(entity)s AND (%(among)s::bigint[] IS NULL OR article_id = ANY(%(among)s))
"""
_MENTIONING = f"SELECT ({_NAMED}), ({_NAMED} AND status = 'rejected')"


class _PackedIds(Aggregate):
    template = "string_agg(int8send(%(expressions)s), '')"
    output_field = BinaryField()


def ids_where(condition: Q) -> Ints:
    """Return the sorted ids of the published articles that meet a condition; this reads the whole table."""
    found = Article.objects.published().filter(condition).aggregate(ids=_PackedIds("pk"))
    return np.sort(ids_of(found["ids"]))


_HEADLINE = "ts_filter(search, '{a}')"  # the same expression as vector.headline_vector()
