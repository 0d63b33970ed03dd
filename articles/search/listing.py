"""All articles that meet conditions, unpublished ones too, in the order of editors' lists.

Readers never see these lists. The published articles come from the columns, the few others from PostgreSQL.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Aggregate, BinaryField, Q, QuerySet

from articles.models import Article, Status
from articles.search.arrays import Ints, ids_of
from articles.search.backend import counting
from articles.search.columns.column_counting import ColumnCounting
from articles.search.columns.storage.segment import ID_BITS, MOST_ID
from articles.search.columns.sync.loader import DAY
from articles.search.query.compiler import Query
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest


class _Keys(Aggregate):
    """The sort keys of articles as in the columns, packed."""

    template = f"string_agg(int8send(({DAY.format('published_on')})::bigint << {ID_BITS} | id), '')"
    output_field = BinaryField()


@dataclass(frozen=True, slots=True)
class ListedArticles:
    """Which articles are listed.

    query: what all of them match. published: whether published ones are listed. unpublished: a further
    condition on the others; None if there are to be none. among: the ids that they are among, if given.
    """

    query: Query = field(default_factory=Query)
    published: bool = True
    unpublished: Q | None = field(default_factory=Q)
    among: Ints | None = None


class ArticleListing:
    """Articles at one moment, in the order of ``published_on``, then ``id``; undated ones after all days.

    The order is PostgreSQL's: newest first, undated ones come first.
    """

    def __init__(self, using: ColumnCounting, listed: ListedArticles) -> None:
        selection = Selection(SearchRequest())
        selection.query = listed.query
        self._order = using.order(selection, listed.among if listed.published else ids_of(None))
        self._others = ids_of(None) if listed.unpublished is None else _unpublished(listed)
        # Where they are among all.
        self._places = self._order.below(self._others) + np.arange(len(self._others))
        self._undated = self._order.undated + int((self._others <= MOST_ID).sum())

    @classmethod
    def of(cls, listed: ListedArticles) -> "ArticleListing | None":
        """Return the articles; None while the columns are not available."""
        with transaction.atomic():
            using = counting()
            return cls(using, listed) if isinstance(using, ColumnCounting) else None

    def __len__(self) -> int:
        return len(self._order) + len(self._others)

    def ids(self, begin: int, end: int, *, newest: bool) -> list[int]:
        """Return the ids of the articles from ``begin`` up to ``end``, newest or oldest first."""
        if newest:
            begin, end = len(self) - end, len(self) - begin
        dated = len(self) - self._undated
        keys = [
            *self._ascending(min(begin, dated) + self._undated, min(end, dated) + self._undated),
            *self._ascending(max(begin - dated, 0), max(end - dated, 0)),
        ]
        ids = [int(key) & MOST_ID for key in keys]
        return ids[::-1] if newest else ids

    def _ascending(self, begin: int, end: int) -> Ints:
        """Return keys in ascending order, so undated ones first."""
        first, last = self._places.searchsorted([begin, end])
        return self._order.merged(begin - first, end - last, self._others[first:last])


def ids_in(found: QuerySet[Any, Any]) -> Ints:
    """Return the numbers in the only column of a query, without a Python object for each."""
    statement, given = found.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(int8send(id::bigint), '') FROM ({statement}) AS found (id)", given)  # noqa: S608
        row = cursor.fetchone()
    return ids_of(row[0] if row else None)


def _unpublished(listed: ListedArticles) -> Ints:
    """Return the sorted keys of the unpublished articles."""
    found = Article.objects.exclude(status=Status.PUBLISHED).filter(listed.query.where)
    if listed.unpublished:
        found = found.filter(listed.unpublished)
    keys = ids_of(found.aggregate(keys=_Keys("pk"))["keys"])
    if listed.among is not None:
        keys = keys[np.isin(keys & MOST_ID, listed.among)]
    keys.sort()
    return keys
