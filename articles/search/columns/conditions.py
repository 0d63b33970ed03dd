"""Evaluate conditions on articles over columns: the equivalent of SQL's WHERE, for all rows at once."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from django.db.models import Q

from articles.search.arrays import Mask
from articles.search.columns.storage.segment import Segment
from articles.search.facet_types import FACET_TYPES
from articles.search.query.ast import TEXT_FIELDS
from articles.search.query.compiler import Matches, Mentions

Match = Callable[[str], Mask]
#: Returns the rows that meet a condition on something that the columns do not have.
LookUp = Callable[[Any], Mask]

_BY_COLUMN = {each.column: each.name for each in FACET_TYPES.values()}
_FEW = 3  # values that are looked up one by one, since masks of frequent ones are cached


class Evaluator:
    """Evaluates conditions over the rows of one segment.

    ``match`` returns the rows that match a tsquery, ``look_up`` those that meet a condition on a text or
    name an entity.
    """

    def __init__(self, segment: Segment, match: Match, look_up: LookUp) -> None:
        self._segment = segment
        self._match = match
        self._look_up = look_up

    def mask(self, condition: Q) -> Mask:
        """Return the rows that meet a condition.

        Articles without a date or source meet no condition on it, and so meet its negation. Raises
        NotImplementedError for a lookup that no search uses.
        """
        if not condition.children:
            return np.ones(len(self._segment), bool)
        join = np.logical_or if condition.connector == Q.OR else np.logical_and
        found: Mask = reduce(join, map(self._leaf, condition.children))
        return ~found if condition.negated else found

    def _leaf(self, leaf: Any) -> Mask:
        if isinstance(leaf, Q):
            return self.mask(leaf)
        if isinstance(leaf, Matches):
            return self._match(leaf.tsquery)
        if isinstance(leaf, Mentions):
            return self._look_up(leaf)
        if leaf[0] == "id__in":
            return self._segment.mask(np.array(leaf[1], np.int64))
        name, _, how = leaf[0].partition("__")
        if name == "published_on" and how in ("gte", "lte"):
            return self._dated(how, leaf[1])
        if leaf[0] == "published_until__gt":
            return self._ends_after(leaf[1])
        facet = _BY_COLUMN.get(name)
        if facet and how in ("in", "overlap", "contains"):
            return self.with_ids(facet, leaf[1], every=how == "contains")
        if name in TEXT_FIELDS:
            return self._look_up(leaf)
        raise NotImplementedError(leaf[0])

    def _dated(self, how: str, day: date) -> Mask:
        mask = np.zeros(len(self._segment), bool)
        number = day.toordinal()
        if how == "gte":
            mask[self._segment.place_of(number) :] = True
        else:
            mask[self._segment.place_of(1) : self._segment.place_of(number + 1)] = True
        return mask

    def _ends_after(self, day: date) -> Mask:
        mask = np.zeros(len(self._segment), bool)
        mask[self._segment.partial[self._segment.lasts > day.toordinal()]] = True
        return mask

    def with_ids(self, facet: str, ids: list[int], *, every: bool) -> Mask:
        """Return the rows with any of the values, or with all of them."""
        if len(ids) > _FEW and not every:  # namesakes
            return self._segment.lists[facet].rows_with(*ids)
        masks = [self._segment.rows_with(facet, pk) for pk in ids]
        if not masks:
            return np.full(len(self._segment), every)
        return reduce(np.logical_and if every else np.logical_or, masks)
