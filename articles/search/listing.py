"""All articles that meet conditions, unpublished ones too, in the order of editors' lists.

Readers never see these lists. The published articles come from the columns, the few others from PostgreSQL.
"""

from django.db import transaction
from django.db.models import Aggregate, BinaryField, Q

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


class ArticleListing:
    """Articles at one moment, in the order of ``published_on``, then ``id``; undated ones after all days.

    The order is PostgreSQL's: newest first, undated ones come first. unpublished: whether they are listed.
    """

    def __init__(self, using: ColumnCounting, query: Query, *, unpublished: bool) -> None:
        selection = Selection(SearchRequest())
        selection.query = query
        self._order = using.order(selection)
        self._others = _unpublished(query.where) if unpublished else ids_of(None)
        # Where they are among all.
        self._places = self._order.below(self._others) + range(len(self._others))
        self._undated = self._order.undated + int((self._others <= MOST_ID).sum())

    @classmethod
    def of(cls, query: Query, *, unpublished: bool = True) -> "ArticleListing | None":
        """Return the articles that a query finds; None while the columns are not available."""
        with transaction.atomic():
            using = counting()
            return cls(using, query, unpublished=unpublished) if isinstance(using, ColumnCounting) else None

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


def _unpublished(where: Q) -> Ints:
    found = Article.objects.exclude(status=Status.PUBLISHED).filter(where).aggregate(keys=_Keys("pk"))
    keys = ids_of(found["keys"])
    keys.sort()
    return keys
