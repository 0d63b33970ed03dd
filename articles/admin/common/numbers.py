"""Lists of entities, authors and sources, with the number of published articles of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest

from articles.admin.common.bases import ModelAdminOf
from articles.admin.common.paging import QuickPaginator
from articles.search.arrays import Ints
from articles.search.backend import counting
from articles.search.facet_types import FACET_TYPES, FacetName
from articles.search.listing import ids_in
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

NUMBER = "number"


def numbers_of(facets: Sequence[FacetName], ids: Ints) -> Ints:
    """Return the number of published articles of each thing. An id has articles in one of the facets only."""
    everything = Selection(SearchRequest())
    with transaction.atomic():
        using = counting()
        return sum(
            (using.frequencies(everything, facet, ids) for facet in facets), np.zeros(len(ids), np.int64)
        )


class NumberPaginator(QuickPaginator):
    """Pages of things with their numbers of articles. They can be ordered by these."""

    @property
    def facets(self) -> list[FacetName]:
        """The facets that the things are values of."""
        return [each.name for each in FACET_TYPES.values() if each.model is self.queryset.model]

    def rows(self, begin: int, end: int) -> list[Any]:
        """Return the rows, each with its number."""
        rows = super().rows(begin, end)
        numbers = numbers_of(self.facets, np.array([row.pk for row in rows], np.int64))
        for row, number in zip(rows, numbers.tolist(), strict=True):
            setattr(row, NUMBER, number)
        return rows

    def keys(self, begin: int, end: int) -> list[Any]:
        """Return the keys of the rows: by their numbers, if that is asked for, then by id."""
        order = self.queryset.query.order_by[:1]
        if order not in [(NUMBER,), (f"-{NUMBER}",)]:
            return super().keys(begin, end)
        ids = ids_in(self.queryset.values("pk"))
        ids.sort()
        numbers = numbers_of(self.facets, ids)
        places = np.argsort(numbers if order == (NUMBER,) else -numbers, kind="stable")
        keys: list[Any] = ids[places[begin:end]].tolist()
        return keys


if TYPE_CHECKING:
    _Base = ModelAdminOf[Any]
else:
    _Base = object


class NumberedAdmin(_Base):
    """Mixin for lists with the column ``number``. It must come before Django's class."""

    paginator = NumberPaginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Make the rows orderable by their numbers, which the paginator then does."""
        rows: QuerySet[Any] = super().get_queryset(request)
        numbered: QuerySet[Any] = rows.annotate(**{NUMBER: Value(0, IntegerField())})
        return numbered
