"""Count and list articles in the columns, with the same results and order as SQLCounting."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar

import numpy as np

from articles.fulltext.tsquery import Leaf, parse
from articles.partial_dates import end_of_month
from articles.search.arrays import Ints, Mask
from articles.search.columns.cache.history import History
from articles.search.columns.cache.lru import ByteLRU
from articles.search.columns.cache.matches import MatchCache
from articles.search.columns.cache.scores import ScoreCache
from articles.search.columns.masks import SelectionMasks
from articles.search.columns.matching import Matching
from articles.search.columns.name_index import NameIndex
from articles.search.columns.storage.facet_values import RowSet
from articles.search.columns.storage.order import DateOrder, read_key
from articles.search.columns.storage.segment import ID_BITS, MOST_ID, STORY, Segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.stories import Stories, StoryCounts
from articles.search.columns.tally import MANY, Tally, page_of_values
from articles.search.counting.interface import TOP, Counts, Extent, FacetCounts, FacetPage, Key
from articles.search.counting.ts_rank import Scores, rounded
from articles.search.date_counts import ByDay, Months
from articles.search.facet_types import FACET_TYPES, FACETS, FacetName
from articles.search.query.selection import Selection
from articles.search.request import Sort

_COUNTS_BYTES = 4_000  # estimate for one facet's counts; months take more, a total less
_MOST_COUNTS = 3_000

V = TypeVar("V")


class SearchCaches:
    """The caches of one process.

    ``names`` returns the name index, used for facets with more than ``many`` values, or None.
    """

    def __init__(
        self, history: History, names: Callable[[], NameIndex | None] = lambda: None, many: int = MANY
    ) -> None:
        self.names = names
        self.many = many
        self.matches = MatchCache(history)
        self.scores = ScoreCache(history)
        self.counts: ByteLRU[Hashable, Any] = ByteLRU(_MOST_COUNTS * _COUNTS_BYTES)


class ColumnCounting:
    """Counts in one snapshot of the columns: all results are of the same moment."""

    def __init__(self, snapshot: Snapshot, caches: SearchCaches) -> None:
        self._snapshot = snapshot
        self._caches = caches
        self._matching = Matching(snapshot, self._find, self._mentioning)
        self._masks: tuple[object, list[SelectionMasks]] | None = None
        self._stories: tuple[object, StoryCounts] | None = None

    def count(self, selection: Selection, month: date | None) -> Counts:
        total, dates = self.extent(selection)
        months, undated, longer, yearly = self.months(selection)
        days = self.days(selection, month) if month is not None else ()
        facets: dict[str, FacetCounts] = {name: self._facet(selection, name) for name in FACETS}
        articles = self.total(selection.each_article) if selection.collapse else total
        return Counts(total, dates, facets, months, days, undated, longer, yearly, articles)

    @property
    def snapshot(self) -> Snapshot:
        """The columns that are counted."""
        return self._snapshot

    def tally(self, selection: Selection, facet: FacetName) -> Tally:
        """Count the articles of every value of a facet, as Counts describes."""
        if selection.collapse:
            return self._stories_of(selection).tally(facet, selection.ids.get(f"not_{facet}", ()))
        return _tally(selection, facet, self._masks_of(selection))

    def rows(self, selection: Selection) -> list[Mask]:
        """Return the matching rows of each segment."""
        return [each.all for each in self._masks_of(selection)]

    def order(self, selection: Selection, among: Ints | None = None) -> DateOrder:
        """Return the matching rows by date, every one of a story; only ``among`` these ids, if given."""
        segments, masks = [segment for segment, _ in self._snapshot.segments()], self.rows(selection)
        if among is not None:
            masks = [mask & each.mask(among) for each, mask in zip(segments, masks, strict=True)]
        return DateOrder(segments, masks)

    def extent(self, selection: Selection) -> Extent:
        return self._cached(selection, "", "total", lambda: self._extent(selection))

    def _extent(self, selection: Selection) -> Extent:
        total, days = _total(self._masks_of(selection))
        return self._stories_of(selection).total() if selection.collapse else total, days

    def _facet(self, selection: Selection, name: FacetName) -> FacetCounts:
        """Return the counts of a facet. Those without chosen values are often cached from the last page."""

        @cache
        def tally() -> Tally:
            return self.tally(selection, name)

        def counted(chosen: tuple[int, ...]) -> FacetCounts:
            return FacetCounts(tally().top(TOP, chosen), tally().distinct)

        chosen = selection.named(name)
        found = self._cached(selection, name, (), partial(counted, ()))
        if not {pk for pk, _ in found.values}.issuperset(chosen):
            found = self._cached(selection, name, chosen, partial(counted, chosen))
        if name not in selection.conditions:
            return found
        make = partial(self._added, selection, name, found.values)
        return replace(found, added=self._cached(selection, "", (name, "added"), make))

    def _added(
        self, selection: Selection, facet: FacetName, counted: Sequence[tuple[int, int]]
    ) -> tuple[int, ...]:
        """Return how many articles with each counted value do not match yet."""
        if not counted:
            return ()
        if selection.collapse:
            found = self._stories_of(selection).met(facet)
        else:
            columns = [(each.segment.lists[facet], each.matching) for each in self._masks_of(selection)]
            found = Tally([(column.ids, column.count(rows)) for column, rows in columns])
        ids, counts = np.array(counted, np.int64).T
        return tuple((counts - found.of(ids)).tolist())

    def _cached(self, selection: Selection, ignored: str, what: Hashable, make: Callable[[], V]) -> V:
        """Return a count of the matching rows, ignoring one facet's choice, from the cache or else made."""
        revision = self._snapshot.revision
        if revision is None or selection.query.uncounted:  # no change of a section is logged
            return make()
        conditions = tuple(pair for pair in selection.conditions.items() if pair[0] != ignored)
        key = revision, selection.where, conditions, ignored, what, selection.collapse
        found: V | None = self._caches.counts.get(key)
        if found is None:
            found = make()
            nbytes = found.ids.nbytes + found.counts.nbytes if isinstance(found, Tally) else _COUNTS_BYTES
            self._caches.counts.put(key, found, nbytes)
        return found

    def total(self, selection: Selection) -> int:
        return self.extent(selection)[0]

    def months(self, selection: Selection) -> Months:
        return self._cached(selection, "dates", "months", lambda: self._months(selection))

    def _months(self, selection: Selection) -> Months:
        if not selection.collapse:
            return _months(_undated(self._masks_of(selection)))
        stories = self._stories_of(selection)
        alone, others = _months(stories.alone()), stories.periods("M")
        undated = alone.undated + others.pop(None, 0)
        longer = Counter({(first, last): n for first, last, n in alone.longer}) + stories.longer()
        years = ((date(year, 1, 1), n) for year, n in alone.years.items())
        return Months(
            _sum(alone.months, others),
            undated,
            tuple((*ends, n) for ends, n in sorted(longer.items())),
            _sum(years, stories.periods("Y")),
        )

    def days(self, selection: Selection, month: date) -> ByDay:
        return self._cached(selection, "dates", month, lambda: self._days(selection, month))

    def _days(self, selection: Selection, month: date) -> ByDay:
        if not selection.collapse:
            return _days(month, _undated(self._masks_of(selection)))
        stories = self._stories_of(selection)
        found = stories.periods("D")
        in_month: dict[date | None, int] = {}
        in_month |= {day: n for day, n in found.items() if day and day.replace(day=1) == month}
        return _sum(_days(month, stories.alone()), in_month)

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        masks, left_out = self._listed(selection, sort), np.array(without, np.int64)
        segments = [each.segment for each in self._masks_of(selection)]
        if without and selection.collapse:
            stories = Stories(segments)
            told = stories.told([segment.mask(left_out) for segment in segments])
            masks = [mask & ~told[every] for mask, every in zip(masks, stories.numbers, strict=True)]
        if without:
            masks = [mask & ~segment.mask(left_out) for mask, segment in zip(masks, segments, strict=True)]
        return DateOrder(segments, masks).page(sort, offset, limit)

    def _listed(self, selection: Selection, sort: Sort) -> list[Mask]:
        """Return the matching rows, of each story only the first if stories are collapsed."""
        masks = self.rows(selection)
        return self._stories_of(selection).stories.first(masks, sort) if selection.collapse else masks

    def stories(self, ids: Sequence[int]) -> list[int]:
        wanted = np.array(ids, np.int64)
        found = np.zeros(len(wanted), np.int64)
        for segment, counted in self._snapshot.segments():
            column, rows = segment.lists[STORY], segment.rows_of(wanted)
            here = np.flatnonzero(rows >= 0)
            here = here[counted[rows[here]] & ~segment.alone[rows[here]]]
            found[here] = column.ids[column.codes[rows[here]]]
        listed: list[int] = found.tolist()
        return listed

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        masks = self._masks_of(selection)
        ordered = DateOrder([each.segment for each in masks], self._listed(selection, sort))
        begin = 0 if key is None else ordered.place_after(sort, *key)
        return [read_key(each) for each in ordered.keys(sort, begin, limit).tolist()]

    def candidates(self, selection: Selection, most: int) -> list[int]:
        masks = self._masks_of(selection)
        segments = [each.segment for each in masks]
        titled = self._matching.masks(selection.query.ranked, headline=True)
        in_title = [each.all & mask for each, mask in zip(masks, titled, strict=True)]
        chosen = DateOrder(segments, in_title).page("newest", 0, most)
        if len(chosen) == most:
            return chosen
        others = [each.all & ~mask for each, mask in zip(masks, in_title, strict=True)]
        more = DateOrder(segments, others).page("newest", 0, most - len(chosen))
        both = np.array([*chosen, *more], np.int64)
        ranked = [each.all & each.segment.mask(both) for each in masks]
        return DateOrder(segments, ranked).page("newest", 0, most)

    def scores(self, tsquery: str, ids: Sequence[int]) -> list[float]:
        wanted = np.array(ids, np.int64)
        scores = self._posting_scores(tsquery, wanted)
        missing = np.flatnonzero(np.isnan(scores))
        if len(missing):
            revision = self._snapshot.revision
            scores[missing] = self._caches.scores.scores(tsquery, wanted[missing].tolist(), revision)
        found: list[float] = scores.tolist()
        return found

    def _posting_scores(self, tsquery: str, ids: Ints) -> Scores:
        """Return the scores in the postings, NaN for articles without one."""
        scores = np.full(len(ids), np.nan, np.float32)
        leaf, words = parse(tsquery), self._snapshot.base.words
        if words is None or not isinstance(leaf, Leaf) or leaf.word is None or leaf.word not in words:
            return scores
        rows = self._snapshot.base.rows_of(ids)
        known = np.flatnonzero(rows >= 0)
        known = known[self._snapshot.alive[rows[known]]]
        scores[known] = rounded(words.scores(leaf.word, rows[known]))
        return scores

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> FacetPage:
        tally = self.tally(selection, facet)
        names = None
        if FACET_TYPES[facet].is_entity and tally.distinct > self._caches.many:
            names = self._caches.names()
        if names is not None:
            page = names.page(tally.ids, tally.counts, text, offset, limit)
        else:
            page = page_of_values(tally, facet, text, offset, limit)
        if facet not in selection.conditions:
            return page
        return replace(page, added=self._added(selection, facet, page.values))

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        return self.tally(selection, facet).all()

    def frequencies(self, selection: Selection, facet: FacetName, ids: Ints) -> Ints:
        counted = self._cached(selection, facet, "tally", lambda: self.tally(selection, facet))
        return counted.of(ids)

    def _masks_of(self, selection: Selection) -> list[SelectionMasks]:
        if self._masks is None or self._masks[0] is not selection.conditions:
            made = [
                SelectionMasks(
                    segment, counted, selection, partial(self._rows, number), partial(self._look_up, number)
                )
                for number, (segment, counted) in enumerate(self._snapshot.segments())
            ]
            self._masks = selection.conditions, made
        return self._masks[1]

    def _stories_of(self, selection: Selection) -> StoryCounts:
        masks = self._masks_of(selection)
        if self._stories is None or self._stories[0] is not masks:
            self._stories = masks, StoryCounts(masks)
        return self._stories[1]

    def _rows(self, number: int, tsquery: str) -> Mask:
        """Return the rows of one segment that match a tsquery."""
        return self._matching.masks(tsquery)[number]

    def _look_up(self, number: int, condition: Any) -> Mask:
        """Return the rows of one segment that meet a condition, of which only PostgreSQL knows."""
        return self._matching.meeting(condition)[number]

    def _find(self, tsquery: str, headline: bool, look_up: Callable[[], Ints] | None = None) -> Ints:
        revision = self._snapshot.revision
        found: Ints = self._caches.matches.find(tsquery, revision, headline=headline, look_up=look_up)
        return found

    def _mentioning(self, pks: tuple[int, ...]) -> Ints:
        return self._caches.matches.mentioning(pks, self._snapshot.revision)


def _tally(selection: Selection, facet: FacetName, masks: Iterable[SelectionMasks]) -> Tally:
    """Count the articles of each value of a facet, as Counts describes."""
    parts, excluded = [], selection.ids.get(f"not_{facet}", ())
    for each in masks:
        column = each.segment.lists[facet]
        parts.append((column.ids, column.count(each.without(facet))))
        if excluded:
            parts.append((column.ids, column.count_alone(each.missing(f"not_{facet}"), excluded)))
    return Tally(parts)


def _total(masks: Iterable[SelectionMasks]) -> Extent:
    """Return the number of matches and their first and last day."""
    total = 0
    days: list[int] = []
    for each in masks:
        rows = each.matching.rows
        total += len(rows)
        dated = rows[np.searchsorted(rows, each.segment.place_of(1)) :]
        if len(dated):
            days += (each.segment.keys[dated[[0, -1]]] >> ID_BITS).tolist()
            lasts = each.segment.lasts[each.matching.mask[each.segment.partial]]
            days += [int(lasts.max())] if len(lasts) else []
    return total, (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


def _undated(masks: Iterable[SelectionMasks]) -> Iterable[tuple[Segment, RowSet]]:
    """Return the rows of each segment that match if the chosen dates are ignored."""
    return ((each.segment, each.without("dates")) for each in masks)


def _months(parts: Iterable[tuple[Segment, RowSet]]) -> Months:
    """Count the articles of each month among these rows, and those without a month or a date."""
    found: dict[date, int] = {}
    longer: Counter[int] = Counter()  # by the first day and the last one, in one number
    undated = 0
    for segment, chosen in parts:
        firsts, begins = segment.months
        places = np.searchsorted(chosen.rows, begins)
        undated += int(places[0])
        rows, first, last = segment.longer
        here = chosen.mask[rows]
        apart = np.searchsorted(begins, rows[here], side="right") - 1
        counts = np.diff(places) - np.bincount(apart, minlength=len(firsts))
        _add(found, firsts, counts.tolist())
        spans, counts = np.unique(first[here] << ID_BITS | last[here], return_counts=True)
        for span, n in zip(spans.tolist(), counts.tolist(), strict=True):
            longer[span] += n
    dates = (
        (date.fromordinal(span >> ID_BITS), date.fromordinal(span & MOST_ID), n)
        for span, n in sorted(longer.items())
    )
    return Months(tuple(sorted(found.items())), undated, tuple(dates))


def _days(month: date, parts: Iterable[tuple[Segment, RowSet]]) -> ByDay:
    """Count the articles of each day of a month among these rows."""
    ends = month.toordinal(), end_of_month(month).toordinal() + 1
    found: dict[date, int] = {}
    for segment, chosen in parts:
        rows = chosen.rows
        begin, end = np.searchsorted(rows, [segment.place_of(day) for day in ends])
        rows = np.setdiff1d(rows[begin:end], segment.partial, assume_unique=True)
        days, counts = np.unique(segment.keys[rows] >> ID_BITS, return_counts=True)
        _add(found, map(date.fromordinal, days.tolist()), counts.tolist())
    return tuple(sorted(found.items()))


def _add(counts: dict[date, int], days: Iterable[date], more: Iterable[int]) -> None:
    for day, n in zip(days, more, strict=True):
        if n:
            counts[day] = counts.get(day, 0) + n


def _sum(some: Iterable[tuple[date, int]], others: Mapping[date | None, int]) -> ByDay:
    """Add up the counts of each day."""
    found = dict(some)
    for day, n in others.items():
        if day is not None:
            found[day] = found.get(day, 0) + n
    return tuple(sorted(found.items()))
