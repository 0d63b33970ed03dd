"""What the archive is made of, in a few runs of years: mostly one source, or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from articles.models import Source
from articles.overview.coverage import Coverage
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import Timeline

MOST = 3  # runs; more say nothing at a glance
SHORTEST = 2  # years
MOST_SOURCES = 1_000  # of a larger archive, nothing is said


@dataclass(frozen=True, slots=True)
class Spell:
    """A run of years, its articles, and the source with most of them. Values are those of the bars."""

    first: str
    last: str
    articles: int
    source: str
    of_source: int

    @property
    def is_mostly_one(self) -> bool:
        """Whether the source has at least half of the articles."""
        return 2 * self.of_source >= self.articles


def spells_of(coverage: Coverage, timeline: Timeline, using: Counting) -> list[Spell]:
    """Return the runs of years in which the largest source has half of the articles, and those between.

    None is returned if the archive has only samples, or if there are too many runs, or too short ones.
    """
    years = [int(bar.value) for bar in timeline.bars if timeline.level == "year" and not bar.gathered]
    if not years or coverage.source is None or coverage.samples.alone:
        return []
    held, sources = coverage.years, _sources(coverage)
    pk = next((pk for pk, slug, _name in sources if slug == coverage.source[0]), 0)
    largest = using.months(Selection(SearchRequest(within=(("source", pk),)))).years
    runs = [[*run] for _, run in groupby(years, lambda year: 2 * largest.get(year, 0) >= held.get(year, 0))]
    if not sources or len(runs) > MOST or min(map(len, runs)) < SHORTEST:
        return []
    return [_spell(run, held, sources, using) for run in runs]


def _sources(coverage: Coverage) -> list[tuple[int, str, str]]:
    """Return the id, slug and name of each source, without those of samples; none if there are too many."""
    rows = Source.objects.exclude(slug__in=coverage.samples.sources).values_list("pk", "slug", "name")
    found = list(rows[: MOST_SOURCES + 1])
    return found if len(found) <= MOST_SOURCES else []


def _spell(
    years: Sequence[int], held: Mapping[int, int], sources: Sequence[tuple[int, str, str]], using: Counting
) -> Spell:
    first, last = f"{years[0]:04}", f"{years[-1]:04}"
    selection = Selection(SearchRequest(after=first, before=last))
    counts = using.frequencies(selection, "source", np.array([pk for pk, _slug, _name in sources], np.int64))
    most = int(counts.argmax())
    articles = sum(held.get(year, 0) for year in years)
    return Spell(first, last, articles, sources[most][2], int(counts[most]))
