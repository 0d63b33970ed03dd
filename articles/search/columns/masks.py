"""The rows of a selection, and those without the choice of one facet."""

from functools import reduce

import numpy as np

from articles.search.arrays import Ints, Mask
from articles.search.columns.conditions import Evaluator, LookUp, Match
from articles.search.columns.storage.facet_values import RowSet
from articles.search.columns.storage.segment import Segment
from articles.search.query.selection import Selection


class SelectionMasks:
    """The rows of one segment that match a selection, out of the rows in ``counted``."""

    def __init__(
        self, segment: Segment, counted: Mask, selection: Selection, match: Match, look_up: LookUp
    ) -> None:
        evaluator = Evaluator(segment, match, look_up)
        where = selection.where
        self.segment = segment
        self._found = counted & evaluator.mask(where) if where else counted
        self._conditions = {
            name: evaluator.mask(condition) for name, condition in selection.conditions.items()
        }
        self.matching = self._without("")
        self.all = self.matching.mask

    def without(self, name: str) -> RowSet:
        """Return the rows that match if the choice of one facet (or "dates") is ignored."""
        return self._without(name) if name in self._conditions else self.matching

    def missing(self, name: str) -> Ints:
        """Return the rows that fail one condition and no other; none if the condition does not exist."""
        if name not in self._conditions:
            return np.empty(0, np.int64)
        return np.flatnonzero(self.without(name).mask & ~self._conditions[name])

    def _without(self, ignored: str) -> RowSet:
        masks = [mask for name, mask in self._conditions.items() if name != ignored]
        return RowSet(reduce(np.logical_and, masks, self._found))
