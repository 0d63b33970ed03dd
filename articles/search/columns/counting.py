"""Counting and listing over columns, equal to SQLCounting in every number, id and order."""

import calendar
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from functools import partial

import numpy as np

from articles.search.columns.history import History
from articles.search.columns.kept import Kept
from articles.search.columns.masks import Masks
from articles.search.columns.matching import Matching
from articles.search.columns.naming import Tally, page_of_values
from articles.search.columns.order import Ordered
from articles.search.columns.segment import ID_BITS, Ints, Mask, Segment
from articles.search.columns.snapshot import Snapshot
from articles.search.counting import TOP, Counted, Counts, Listed
from articles.search.filters import Selection
from articles.search.match import MatchCache
from articles.search.request import FACETS, FacetName, Sort
from articles.search.scores import ScoreCache

_COUNTS_BYTES = 20_000  # of a page's numbers, about: most of it months
_MOST_COUNTS = 300


class Caches:
    """What one process keeps of the searches it has answered."""

    def __init__(self, history: History) -> None:
        self.matches = MatchCache(history)
        self.scores = ScoreCache(history)
        self.counts: Kept[Hashable, Counts] = Kept(_MOST_COUNTS * _COUNTS_BYTES)


class ColumnCounting:
    """Counts in one snapshot of the columns: everything it says is of the same moment."""

    def __init__(self, snapshot: Snapshot, caches: Caches) -> None:
        self._snapshot = snapshot
        self._caches = caches
        self._matching = Matching(snapshot, self._find)
        self._masks: tuple[Selection, list[Masks]] | None = None

    def count(self, selection: Selection, month: date | None) -> Counts:
        """See Counting."""
        revision = self._snapshot.revision
        if revision is None:
            return self._count(selection, month)
        chosen = tuple(selection.ids.items())
        key = revision, selection.query.where, tuple(selection.conditions.items()), chosen, month
        counts = self._caches.counts.get(key)
        if counts is None:
            counts = self._count(selection, month)
            self._caches.counts.put(key, counts, _COUNTS_BYTES)
        return counts

    def _count(self, selection: Selection, month: date | None) -> Counts:
        masks = self._masks_of(selection)
        facets: dict[str, Counted] = {name: self._facet(selection, name, masks) for name in FACETS}
        months: dict[date, int] = {}
        days: dict[date, int] = {}
        undated = 0
        for each in masks:
            rows = each.without("dates").rows
            undated += int(np.searchsorted(rows, each.segment.place_of(1)))
            _add(months, _months(each.segment, rows))
            if month is not None:
                _add(days, _days(each.segment, rows, month))
        return Counts(
            total=sum(len(each.matching.rows) for each in masks),
            dates=_dates(masks),
            facets=facets,
            months=tuple(sorted(months.items())),
            days=tuple(sorted(days.items())),
            undated=undated,
        )

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """See Counting."""
        masks = self._masks_of(selection)
        left_out = np.array(without, np.int64)
        kept = [each.all & ~each.segment.mask(left_out) if without else each.all for each in masks]
        return Ordered([each.segment for each in masks], kept).page(sort, offset, limit)

    def candidates(self, selection: Selection, most: int) -> list[int]:
        """See Counting."""
        masks = self._masks_of(selection)
        segments = [each.segment for each in masks]
        titled = self._matching.masks(selection.query.ranked, headline=True)
        in_title = [each.all & mask for each, mask in zip(masks, titled, strict=True)]
        chosen = Ordered(segments, in_title).page("newest", 0, most)
        if len(chosen) == most:
            return chosen
        others = [each.all & ~mask for each, mask in zip(masks, in_title, strict=True)]
        more = Ordered(segments, others).page("newest", 0, most - len(chosen))
        both = np.array([*chosen, *more], np.int64)
        ranked = [each.all & each.segment.mask(both) for each in masks]
        return Ordered(segments, ranked).page("newest", 0, most)

    def scores(self, tsquery: str, ids: Sequence[int]) -> list[float]:
        """See Counting."""
        scores: list[float] = self._caches.scores.scores(tsquery, ids, self._snapshot.revision).tolist()
        return scores

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> Listed:
        """See Counting."""
        tally = _tally(facet, self._masks_of(selection))
        return page_of_values(tally, facet, text, offset, limit)

    def _masks_of(self, selection: Selection) -> list[Masks]:
        if self._masks is None or self._masks[0] is not selection:
            made = [
                Masks(segment, counted, selection, partial(self._rows, number))
                for number, (segment, counted) in enumerate(self._snapshot.segments())
            ]
            self._masks = selection, made
        return self._masks[1]

    def _rows(self, number: int, tsquery: str) -> Mask:
        """The rows of one segment that a tsquery matches."""
        return self._matching.masks(tsquery)[number]

    def _find(self, tsquery: str, headline: bool) -> Ints:
        found: Ints = self._caches.matches.find(tsquery, self._snapshot.revision, headline=headline)
        return found

    def _facet(self, selection: Selection, name: FacetName, masks: Sequence[Masks]) -> Counted:
        tally = _tally(name, masks)
        return Counted(tally.top(TOP, selection.ids.get(name, ())), tally.distinct)


def _tally(facet: FacetName, masks: Iterable[Masks]) -> Tally:
    """Articles by value of a facet, which ignores its own choice."""
    return Tally(
        [
            (each.segment.lists[facet].ids, each.segment.lists[facet].count(each.without(facet)))
            for each in masks
        ]
    )


def _dates(masks: Iterable[Masks]) -> tuple[date, date] | None:
    """The first and last day of the matches."""
    days: list[int] = []
    for each in masks:
        rows = each.matching.rows
        dated = rows[np.searchsorted(rows, each.segment.place_of(1)) :]
        if len(dated):
            days += (each.segment.keys[dated[[0, -1]]] >> ID_BITS).tolist()
    return (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


def _months(segment: Segment, rows: Ints) -> dict[date, int]:
    firsts, places = segment.months
    return dict(zip(firsts, np.diff(np.searchsorted(rows, places)).tolist(), strict=True))


def _days(segment: Segment, rows: Ints, month: date) -> dict[date, int]:
    first = month.toordinal()
    length = calendar.monthrange(month.year, month.month)[1]
    begin, end = np.searchsorted(rows, [segment.place_of(first), segment.place_of(first + length)])
    inside = rows[begin:end]
    days, counts = np.unique(segment.keys[inside] >> ID_BITS, return_counts=True)
    return {date.fromordinal(day): n for day, n in zip(days.tolist(), counts.tolist(), strict=True)}


def _add(counts: dict[date, int], more: dict[date, int]) -> None:
    for day, n in more.items():
        if n:
            counts[day] = counts.get(day, 0) + n
