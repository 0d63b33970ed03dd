"""Counting and listing over columns, equal to SQLCounting in every number, id and order."""

import calendar
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar

import numpy as np

from articles.fulltext.tsquery import Leaf, parse
from articles.search.arrays import Ints, Mask
from articles.search.columns.cache.history import History
from articles.search.columns.cache.lru import Kept
from articles.search.columns.cache.matches import MatchCache
from articles.search.columns.cache.scores import ScoreCache
from articles.search.columns.masks import Masks
from articles.search.columns.matching import Matching
from articles.search.columns.name_index import Names
from articles.search.columns.storage.order import Ordered, read_key
from articles.search.columns.storage.segment import ID_BITS
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.tally import MANY, Tally, page_of_values
from articles.search.counting.interface import TOP, Counted, Counts, Extent, Key, Listed
from articles.search.counting.ts_rank import Scores, even
from articles.search.query.selection import Selection
from articles.search.request import FACETS, FacetName, Sort

_COUNTS_BYTES = 4_000  # of the numbers of one facet, about; months take more, a total less
_MOST_COUNTS = 3_000

V = TypeVar("V")
ByDay = tuple[tuple[date, int], ...]


class Caches:
    """What one process keeps of the searches it has answered, and of names: of facets with ``many`` values
    ``names`` gives them where it can."""

    def __init__(
        self, history: History, names: Callable[[], Names | None] = lambda: None, many: int = MANY
    ) -> None:
        self.names = names
        self.many = many
        self.matches = MatchCache(history)
        self.scores = ScoreCache(history)
        self.counts: Kept[Hashable, Any] = Kept(_MOST_COUNTS * _COUNTS_BYTES)


class ColumnCounting:
    """Counts in one snapshot of the columns: everything it says is of the same moment."""

    def __init__(self, snapshot: Snapshot, caches: Caches) -> None:
        self._snapshot = snapshot
        self._caches = caches
        self._matching = Matching(snapshot, self._find)
        self._masks: tuple[Selection, list[Masks]] | None = None

    def count(self, selection: Selection, month: date | None) -> Counts:
        """See Counting."""

        def once(ignored: str, what: Hashable, make: Callable[[list[Masks]], V]) -> V:
            return self._once(selection, ignored, what, lambda: make(self._masks_of(selection)))

        total, dates = self.extent(selection)
        months, undated = once("dates", "months", _months)
        days = once("dates", month, partial(_days, month)) if month is not None else ()
        facets: dict[str, Counted] = {name: self._facet(selection, name) for name in FACETS}
        return Counts(total, dates, facets, months, days, undated)

    @property
    def snapshot(self) -> Snapshot:
        """The columns that are counted in."""
        return self._snapshot

    def tally(self, selection: Selection, facet: FacetName) -> Tally:
        """Articles by every value of a facet, which ignores its own choice."""
        return _tally(facet, self._masks_of(selection))

    def extent(self, selection: Selection) -> Extent:
        """See Counting."""
        return self._once(selection, "", "total", lambda: _total(self._masks_of(selection)))

    def _facet(self, selection: Selection, name: FacetName) -> Counted:
        """A reader who narrows by a value has just seen it: its facet was counted for the page before."""

        @cache
        def tally() -> Tally:
            return _tally(name, self._masks_of(selection))

        def counted(chosen: tuple[int, ...]) -> Counted:
            return Counted(tally().top(TOP, chosen), tally().distinct)

        chosen = selection.named(name)
        found = self._once(selection, name, (), partial(counted, ()))
        if {pk for pk, _ in found.values}.issuperset(chosen):
            return found
        return self._once(selection, name, chosen, partial(counted, chosen))

    def _once(self, selection: Selection, ignored: str, what: Hashable, make: Callable[[], V]) -> V:
        """What is counted of the rows that match if one choice is ignored; kept for the next search."""
        revision = self._snapshot.revision
        if revision is None:
            return make()
        conditions = tuple(pair for pair in selection.conditions.items() if pair[0] != ignored)
        key = revision, selection.query.where, conditions, ignored, what
        found: V | None = self._caches.counts.get(key)
        if found is None:
            found = make()
            self._caches.counts.put(key, found, _COUNTS_BYTES)
        return found

    def total(self, selection: Selection) -> int:
        """See Counting."""
        return self.extent(selection)[0]

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """See Counting."""
        masks = self._masks_of(selection)
        left_out = np.array(without, np.int64)
        kept = [each.all & ~each.segment.mask(left_out) if without else each.all for each in masks]
        return Ordered([each.segment for each in masks], kept).page(sort, offset, limit)

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        """See Counting."""
        masks = self._masks_of(selection)
        ordered = Ordered([each.segment for each in masks], [each.all for each in masks])
        begin = 0 if key is None else ordered.place_after(sort, *key)
        return [read_key(each) for each in ordered.keys(sort, begin, limit).tolist()]

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
        wanted = np.array(ids, np.int64)
        scores = self._listed_scores(tsquery, wanted)
        missing = np.flatnonzero(np.isnan(scores))
        if len(missing):
            revision = self._snapshot.revision
            scores[missing] = self._caches.scores.scores(tsquery, wanted[missing].tolist(), revision)
        found: list[float] = scores.tolist()
        return found

    def _listed_scores(self, tsquery: str, ids: Ints) -> Scores:
        """The scores of articles as the lists of words have them, NaN where they do not."""
        scores = np.full(len(ids), np.nan, np.float32)
        leaf, words = parse(tsquery), self._snapshot.base.words
        if words is None or not isinstance(leaf, Leaf) or leaf.word is None or leaf.word not in words:
            return scores
        rows = self._snapshot.base.rows_of(ids)
        known = np.flatnonzero(rows >= 0)
        known = known[self._snapshot.alive[rows[known]]]
        scores[known] = even(words.scores(leaf.word, rows[known]))
        return scores

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> Listed:
        """See Counting."""
        tally = _tally(facet, self._masks_of(selection))
        names = None
        if facet != "source" and tally.distinct > self._caches.many:
            names = self._caches.names()
        if names is not None:
            return names.page(tally.ids, tally.counts, text, offset, limit)
        return page_of_values(tally, facet, text, offset, limit)

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        """See Counting."""
        return _tally(facet, self._masks_of(selection)).all()

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


def _tally(facet: FacetName, masks: Iterable[Masks]) -> Tally:
    """Articles by value of a facet, which ignores its own choice."""
    return Tally(
        [
            (each.segment.lists[facet].ids, each.segment.lists[facet].count(each.without(facet)))
            for each in masks
        ]
    )


def _total(masks: Iterable[Masks]) -> Extent:
    """How many match, and the first and last day of them."""
    total = 0
    days: list[int] = []
    for each in masks:
        rows = each.matching.rows
        total += len(rows)
        dated = rows[np.searchsorted(rows, each.segment.place_of(1)) :]
        if len(dated):
            days += (each.segment.keys[dated[[0, -1]]] >> ID_BITS).tolist()
    return total, (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


def _months(masks: Iterable[Masks]) -> tuple[ByDay, int]:
    """Articles by month, whatever dates are asked for, and how many have none."""
    found: dict[date, int] = {}
    undated = 0
    for each in masks:
        rows = each.without("dates").rows
        firsts, places = each.segment.months
        places = np.searchsorted(rows, places)
        undated += int(places[0])
        _add(found, firsts, np.diff(places).tolist())
    return tuple(sorted(found.items())), undated


def _days(month: date, masks: Iterable[Masks]) -> ByDay:
    """Articles by day of one month, whatever dates are asked for."""
    first = month.toordinal()
    last = first + calendar.monthrange(month.year, month.month)[1]
    found: dict[date, int] = {}
    for each in masks:
        rows = each.without("dates").rows
        begin, end = np.searchsorted(rows, [each.segment.place_of(first), each.segment.place_of(last)])
        days, counts = np.unique(each.segment.keys[rows[begin:end]] >> ID_BITS, return_counts=True)
        _add(found, map(date.fromordinal, days.tolist()), counts.tolist())
    return tuple(sorted(found.items()))


def _add(counts: dict[date, int], days: Iterable[date], more: Iterable[int]) -> None:
    for day, n in zip(days, more, strict=True):
        if n:
            counts[day] = counts.get(day, 0) + n
