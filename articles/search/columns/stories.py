"""Count and list stories instead of articles, over the segments of a snapshot.

An article whose story no other tells counts as before. Of the others, pairs of a label (a value, a month) and
a story are counted once each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from articles.search.arrays import Ints, Mask
from articles.search.columns.masks import SelectionMasks
from articles.search.columns.storage.facet_values import RowSet
from articles.search.columns.storage.segment import ID_BITS, MOST_ID, STORY, UNDATED, Segment
from articles.search.columns.tally import Tally
from articles.search.facet_types import FacetName
from articles.search.request import Sort

_UNDATED_LAST = 1 << 62  # more than the key of any day
_EPOCH = date(1970, 1, 1).toordinal()


class Stories:
    """The stories of the articles in some segments: ``numbers`` for each row of each, from 1; 0 for none."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        known = segments[0].lists[STORY].ids
        self.numbers = [segments[0].stories]
        self.most = len(known)
        for segment in segments[1:]:
            ids = segment.lists[STORY].ids
            places = np.searchsorted(known, ids).clip(max=max(len(known) - 1, 0))
            is_known = known[places] == ids if len(known) else np.zeros(len(ids), bool)
            table = np.zeros(len(ids) + 1, np.int64)
            table[1:][is_known] = places[is_known] + 1
            new = np.flatnonzero(~is_known)
            table[1 + new] = self.most + 1 + np.arange(len(new))
            self.most += len(new)
            self.numbers.append(table[segment.stories])

    def told(self, masks: Sequence[Mask]) -> Mask:
        """Return which stories have an article in ``masks``, by their numbers."""
        found = np.zeros(self.most + 1, bool)
        for segment, numbers, mask in zip(self.segments, self.numbers, masks, strict=True):
            found[numbers[mask & ~segment.alone]] = True
        found[0] = False
        return found

    def count(self, masks: Sequence[Mask]) -> int:
        """Return the number of stories with an article in ``masks``."""
        alone = sum(
            int(np.count_nonzero(mask & each.alone)) for each, mask in zip(self.segments, masks, strict=True)
        )
        return alone + int(np.count_nonzero(self.told(masks)))

    def new(self, masks: Sequence[Mask], matching: Sequence[Mask]) -> list[Mask]:
        """Return those rows of ``masks`` of whose story no article matches."""
        told = self.told(matching)
        return [
            mask & ~matched & ~told[numbers]
            for mask, matched, numbers in zip(masks, matching, self.numbers, strict=True)
        ]

    def first(self, masks: Sequence[Mask], sort: Sort) -> list[Mask]:
        """Keep the first article of each story in the order of a list."""
        rows = [np.flatnonzero(mask & ~each.alone) for each, mask in zip(self.segments, masks, strict=True)]
        keys = np.concatenate([each.keys[found] for each, found in zip(self.segments, rows, strict=True)])
        numbers = np.concatenate([every[found] for every, found in zip(self.numbers, rows, strict=True)])
        if sort == "oldest":
            keys = keys + _UNDATED_LAST * (keys >> ID_BITS == UNDATED)
        order = np.argsort(keys, kind="stable")  # sorted within each segment, so that this is fast
        first = np.zeros(self.most + 1, np.int64)
        last_wins = order[::-1] if sort == "oldest" else order
        first[numbers[last_wins]] = last_wins
        kept = first[numbers] == np.arange(len(numbers))
        masks = [mask & each.alone for each, mask in zip(self.segments, masks, strict=True)]
        ends = np.cumsum([len(found) for found in rows])[:-1]
        for mask, found, here in zip(masks, rows, np.split(kept, ends), strict=True):
            mask[found[here]] = True
        return list(masks)

    def once(self, labelled: Iterable[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
        """Count each label once for a story; ``labelled``: labels and story numbers of the same length."""
        labels, numbers = (np.concatenate(parts) for parts in zip(*labelled, strict=True))
        pairs = np.sort(labels.astype(np.int64) * (self.most + 1) + numbers)
        labels = pairs[_are_first(pairs)] // (self.most + 1)
        begins = np.flatnonzero(_are_first(labels))
        return labels[begins], np.diff(begins, append=len(labels))


def _are_first(ordered: Ints) -> Mask:
    """Return which of some sorted numbers differ from the one before."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


class StoryCounts:
    """The numbers of stories for one selection."""

    def __init__(self, masks: Sequence[SelectionMasks]) -> None:
        self._masks = masks
        self.stories = Stories([each.segment for each in masks])

    @cached_property
    def matching(self) -> list[Mask]:
        """The matching rows of each segment."""
        return [each.all for each in self._masks]

    def total(self) -> int:
        """Return the number of stories."""
        return self.stories.count(self.matching)

    def tally(self, facet: FacetName, excluded: tuple[int, ...]) -> Tally:
        """Count the stories of every value; of a value left out, those that would come back."""
        tally = self._values(facet, [each.without(facet).mask for each in self._masks])
        if not excluded:
            return tally
        missing = []
        for each in self._masks:
            mask = np.zeros(len(each.segment), bool)
            mask[each.missing(f"not_{facet}")] = True
            missing.append(mask)
        back = self._back(facet, self.stories.new(missing, self.matching), excluded)
        return Tally([(tally.ids, tally.counts), *back])

    def met(self, facet: FacetName) -> Tally:
        """Count, by value, the stories of which an article matches already, if the facet is ignored."""
        masks = [each.without(facet).mask for each in self._masks]
        new = self.stories.new(masks, self.matching)
        return self._values(facet, [mask & ~other for mask, other in zip(masks, new, strict=True)])

    def _values(self, facet: FacetName, masks: Sequence[Mask]) -> Tally:
        parts, labelled = [], []
        for segment, numbers, mask in zip(self.stories.segments, self.stories.numbers, masks, strict=True):
            column = segment.lists[facet]
            parts.append((column.ids, column.count(RowSet(mask & segment.alone))))
            rows = np.flatnonzero(mask & ~segment.alone)
            codes, lengths = column.gather(rows)
            values = column.ids[codes] if len(column.ids) else codes
            labelled.append((values, np.repeat(numbers[rows], lengths)))
        return Tally([*parts, self.stories.once(labelled)])

    def _back(
        self, facet: FacetName, masks: Sequence[Mask], excluded: tuple[int, ...]
    ) -> Iterable[tuple[Ints, Ints]]:
        labelled = []
        for segment, numbers, mask in zip(self.stories.segments, self.stories.numbers, masks, strict=True):
            column = segment.lists[facet]
            rows = np.flatnonzero(mask & segment.alone)
            yield column.ids, column.count_alone(rows, excluded)
            rows = np.flatnonzero(mask & ~segment.alone)
            places, codes = column.alone(rows, excluded)
            values = column.ids[codes] if len(column.ids) else codes
            labelled.append((values, numbers[rows[places]]))
        yield self.stories.once(labelled)

    def alone(self) -> list[tuple[Segment, RowSet]]:
        """Return the rows that no other article's story has, ignoring the chosen dates."""
        return [
            (each.segment, RowSet(each.without("dates").mask & each.segment.alone)) for each in self._masks
        ]

    def periods(self, unit: str) -> dict[date | None, int]:
        """Count the other stories by their day (D), month (M) or year (Y), ignoring the chosen dates.

        The key is the first day of the period, None for articles without a date. Longer dates do not count.
        """
        labelled = []
        for each, numbers in zip(self._masks, self.stories.numbers, strict=True):
            segment = each.segment
            lasts = segment.keys >> ID_BITS
            lasts[segment.partial] = segment.lasts
            rows = np.flatnonzero(each.without("dates").mask & ~segment.alone)
            starts = _starts(segment.keys[rows] >> ID_BITS, unit)
            within = starts == _starts(lasts[rows], unit)
            labelled.append((starts[within], numbers[rows[within]]))
        starts, counts = self.stories.once(labelled)
        pairs = zip(starts.tolist(), counts.tolist(), strict=True)
        return {date.fromordinal(day) if day != UNDATED else None: n for day, n in pairs}

    def longer(self) -> Counter[tuple[date, date]]:
        """Count the other stories by the first and last day of dates longer than a month."""
        spans, told = [], []
        for each, numbers in zip(self._masks, self.stories.numbers, strict=True):
            rows, first, last = each.segment.longer
            here = (each.without("dates").mask & ~each.segment.alone)[rows]
            spans.append(first[here] << ID_BITS | last[here])
            told.append(numbers[rows[here]])
        known, places = np.unique(np.concatenate(spans), return_inverse=True)
        found, counts = self.stories.once([(places, np.concatenate(told))])
        pairs = zip(known[found].tolist(), counts.tolist(), strict=True)
        return Counter(
            {(date.fromordinal(span >> ID_BITS), date.fromordinal(span & MOST_ID)): n for span, n in pairs}
        )


def _starts(days: Ints, unit: str) -> Ints:
    """Return the first days of the days, months or years with these days; UNDATED stays."""
    starts = (days - _EPOCH).astype("datetime64[D]").astype(f"datetime64[{unit}]")
    firsts: Ints = starts.astype("datetime64[D]").astype(np.int64) + _EPOCH
    return np.where(days == UNDATED, UNDATED, firsts)
