"""Counted values of a facet in the order of pages; their names come from the database."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import connection

from articles.search.arrays import Ints, ids_of
from articles.search.counting.interface import Listed
from articles.search.counting.sql import named_like
from articles.search.request import FacetName

MANY = 2_000  # values; of fewer the database tells the names in no time
_BLOCK = 256  # counts of which first only the highest is looked at


class Tally:
    """How many articles have each value of a facet, added up from (ids, counts) pairs; ids are sorted."""

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
        """How many values any article has."""
        return int(np.count_nonzero(self.counts))

    def all(self) -> tuple[tuple[int, int], ...]:
        """(id, articles) of all values that any article has: the most frequent first, then the lower id."""
        order = np.argsort(-self.counts, kind="stable")[: self.distinct]
        return tuple(zip(self.ids[order].tolist(), self.counts[order].tolist(), strict=True))

    def top(self, most: int, chosen: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """(id, articles) of the ``most`` frequent values and of the chosen ones, where they have any:
        the most frequent first, then the lower id."""
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
        # Ids are sorted, so that among equals the first of them has the lowest id.
        best: Ints = places[np.argsort(-self.counts[places], kind="stable")[:most]]
        return best

    def kept(self, ids: Ints) -> "Tally":
        """The values among ``ids`` that any article has."""
        inside = (self.counts > 0) & np.isin(self.ids, ids)
        return Tally([(self.ids[inside], self.counts[inside])])


def _at_least(counts: Ints, most: int) -> Ints:
    """The places of all counts that may be among the ``most`` highest, in order, and few others.

    As many blocks as there are highest counts have maxima of at least the bound, so it is not above the
    lowest of them.
    """
    maxima = np.maximum.reduceat(counts, np.arange(0, len(counts), _BLOCK)) if len(counts) else counts
    bound = np.partition(maxima, -most)[-most] if len(maxima) >= most else 1
    return np.flatnonzero(counts >= max(bound, 1))


def page_of_values(tally: Tally, facet: FacetName, text: str, offset: int, limit: int) -> Listed:
    """One page of the values whose names contain ``text``: most articles first, then by name. Of many
    values it asks the database for names as long as Names has none."""
    source = facet == "source"
    found = tally.kept(_named(source, text, tally))
    total = len(found.ids)
    order = np.argsort(-found.counts, kind="stable")
    ids, counts = found.ids[order], found.counts[order]
    if offset >= total or limit <= 0:
        return Listed([], 0)
    last = min(offset + limit, total) - 1
    # Only the names of those that are as frequent as some value of the page decide what is on it.
    begin = int(np.searchsorted(-counts, -counts[offset], side="left"))
    end = int(np.searchsorted(-counts, -counts[last], side="right"))
    page = _sorted_by_name(source, ids[begin:end], counts[begin:end], offset - begin, limit)
    return Listed(page, total)


def _named(source: bool, text: str, tally: Tally) -> Ints:
    """The ids of the sources or entities with ``text`` in a name; not of all, where the tally has few."""
    condition, parameters = named_like(source, text)
    few: list[Any] = []
    if tally.distinct <= MANY:
        condition += " AND thing.id = ANY(%s)"
        few = [tally.ids[tally.counts > 0].tolist()]
    table = "articles_source" if source else "articles_entity"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(int8send(thing.id), '') FROM {table} thing WHERE {condition}",  # noqa: S608
            [*parameters, *few],
        )
        row = cursor.fetchone()
    return ids_of(row[0] if row else None)


def _sorted_by_name(source: bool, ids: Ints, counts: Ints, offset: int, limit: int) -> list[tuple[int, int]]:
    table = "articles_source" if source else "articles_entity"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, n FROM unnest(%s::bigint[], %s::bigint[]) AS counted (value, n)"  # noqa: S608
            f" JOIN {table} thing ON thing.id = value ORDER BY n DESC, name, value OFFSET %s LIMIT %s",
            [ids.tolist(), counts.tolist(), offset, limit],
        )
        return [(value, n) for value, n in cursor.fetchall()]
