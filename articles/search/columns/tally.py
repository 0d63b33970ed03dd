"""Counted values of a facet, in page order."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import connection

from articles.search.arrays import Ints, ids_of
from articles.search.counting.interface import FacetPage
from articles.search.counting.sql import name_condition
from articles.search.facet_types import FACET_TYPES, FacetName, FacetType

MANY = 2_000  # values; for fewer, the database returns the names quickly
_BLOCK = 256  # counts, of which only the maximum is compared at first


class Tally:
    """The number of articles of each value of a facet, the sum of (sorted ids, counts) pairs."""

    def __init__(self, parts: Sequence[tuple[Ints, Ints]]) -> None:
        self.ids, self.counts = parts[0]
        for ids, counts in parts[1:]:
            self._add(ids[counts > 0], counts[counts > 0])

    def _add(self, ids: Ints, counts: Ints) -> None:
        places = np.searchsorted(self.ids, ids)
        known = places < len(self.ids)
        known[known] = self.ids[places[known]] == ids[known]
        sums = self.counts.copy()
        sums[places[known]] += counts[known]
        self.ids = np.insert(self.ids, places[~known], ids[~known])
        self.counts = np.insert(sums, places[~known], counts[~known])

    @property
    def distinct(self) -> int:
        """The number of values that any article has."""
        return int(np.count_nonzero(self.counts))

    def of(self, ids: Ints) -> Ints:
        """Return the number of articles of each of ``ids``."""
        places = np.searchsorted(self.ids, ids)
        known = places < len(self.ids)
        known[known] = self.ids[places[known]] == ids[known]
        counts = np.zeros(len(ids), np.int64)
        counts[known] = self.counts[places[known]]
        return counts

    def all(self) -> tuple[tuple[int, int], ...]:
        """Return (id, articles) of all values with articles: most frequent first, then the lower id."""
        order = np.argsort(-self.counts, kind="stable")[: self.distinct]
        return tuple(zip(self.ids[order].tolist(), self.counts[order].tolist(), strict=True))

    def top(self, most: int, chosen: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Return (id, articles) of the ``most`` most frequent values and of the chosen ones with articles.

        The order is the most frequent first, then the lower id.
        """
        places = self._most_frequent(most)
        where = np.searchsorted(self.ids, sorted(chosen))
        extra = [
            place
            for place, pk in zip(where.tolist(), sorted(chosen), strict=True)
            if place < len(self.ids) and self.ids[place] == pk
        ]
        every = {*places.tolist(), *extra}
        pairs = [(int(self.ids[place]), int(self.counts[place])) for place in every]
        return tuple(sorted((pair for pair in pairs if pair[1]), key=lambda pair: (-pair[1], pair[0])))

    def _most_frequent(self, most: int) -> Ints:
        places = _at_least(self.counts, most)
        # Ids are sorted, so that equal counts are sorted by id.
        best: Ints = places[np.argsort(-self.counts[places], kind="stable")[:most]]
        return best

    def kept(self, ids: Ints) -> "Tally":
        """Return the tally of those ``ids`` that any article has."""
        inside = (self.counts > 0) & np.isin(self.ids, ids)
        return Tally([(self.ids[inside], self.counts[inside])])


def _at_least(counts: Ints, most: int) -> Ints:
    """Return the positions of all counts that may be among the ``most`` highest, in order, and few others.

    The bound is the ``most``-th highest of the block maxima: at least ``most`` counts reach it.
    """
    maxima = np.maximum.reduceat(counts, np.arange(0, len(counts), _BLOCK)) if len(counts) else counts
    bound = np.partition(maxima, -most)[-most] if len(maxima) >= most else 1
    return np.flatnonzero(counts >= max(bound, 1))


def page_of_values(tally: Tally, facet: FacetName, text: str, offset: int, limit: int) -> FacetPage:
    """Return one page of the values with ``text`` in a name: most articles first, then by name.

    The names are read from the database. For facets with many values, NameIndex is faster.
    """
    kind = FACET_TYPES[facet]
    found = tally.kept(_named(kind, text, tally))
    total = len(found.ids)
    order = np.argsort(-found.counts, kind="stable")
    ids, counts = found.ids[order], found.counts[order]
    if offset >= total or limit <= 0:
        return FacetPage([], 0)
    last = min(offset + limit, total) - 1
    # Only values with the same counts as some value on the page need their names compared.
    begin = int(np.searchsorted(-counts, -counts[offset], side="left"))
    end = int(np.searchsorted(-counts, -counts[last], side="right"))
    page = _sorted_by_name(kind, ids[begin:end], counts[begin:end], offset - begin, limit)
    return FacetPage(page, total)


def _named(facet: FacetType, text: str, tally: Tally) -> Ints:
    """Return the ids of the values with ``text`` in a name, at least of those in the tally."""
    condition, parameters = name_condition(facet, text)
    few: list[Any] = []
    if tally.distinct <= MANY:
        condition += " AND thing.id = ANY(%s)"
        few = [tally.ids[tally.counts > 0].tolist()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(int8send(thing.id), '') FROM {facet.table} thing WHERE {condition}",  # noqa: S608
            [*parameters, *few],
        )
        row = cursor.fetchone()
    return ids_of(row[0] if row else None)


def _sorted_by_name(
    facet: FacetType, ids: Ints, counts: Ints, offset: int, limit: int
) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, n FROM unnest(%s::bigint[], %s::bigint[]) AS counted (value, n)"  # noqa: S608
            f" JOIN {facet.table} thing ON thing.id = value ORDER BY n DESC, name, value OFFSET %s LIMIT %s",
            [ids.tolist(), counts.tolist(), offset, limit],
        )
        return [(value, n) for value, n in cursor.fetchall()]
