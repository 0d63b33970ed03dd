"""The interface of the counting backends, and the numbers of a result page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from articles.search.arrays import Ints
from articles.search.date_counts import ByDates, ByDay, Months
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import Sort

#: The sort key of an article by date: the day of publication, if known, and the id.
Key = tuple[date | None, int]
TOP = 10  # values shown of a facet, in addition to the chosen ones


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """(id, articles) of the most frequent and the chosen values of a facet, and its number of values.

    added: the articles that choosing each of these values adds to the matches; empty unless the facet widens.
    """

    values: tuple[tuple[int, int], ...] = ()
    distinct: int = 0
    added: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a result page.

    A facet that widens ignores what is chosen in it. An excluded value counts the articles that
    would come back if it were not excluded. Months, days and undated ignore the dates.

    If stories are collapsed, each number counts stories that an article in question belongs to; an article
    without others is a story of its own.

    total: matching articles. dates: their first and last day. months: those of a known month. days: (day,
    articles) of the requested month, for full dates. longer: those of a known year or decade only. undated:
    articles without a date. years: as in Months. articles: matching articles, also if stories are collapsed.
    """

    total: int = 0
    dates: tuple[date, date] | None = None
    facets: dict[str, FacetCounts] = field(default_factory=dict)
    months: ByDay = ()
    days: ByDay = ()
    undated: int = 0
    longer: ByDates = ()
    years: ByDay = ()
    articles: int = 0

    @property
    def by_month(self) -> Months:
        """The counts by date."""
        return Months(self.months, self.undated, self.longer, self.years)


@dataclass(frozen=True, slots=True)
class FacetPage:
    """One page of the values of a facet, as (id, articles); ``total`` counts the values of all pages.

    added: as in FacetCounts.
    """

    values: list[tuple[int, int]]
    total: int
    added: tuple[int, ...] = ()


#: The number of matches, and their first and last day; None if none has a date.
Extent = tuple[int, tuple[date, date] | None]


class Counting(Protocol):
    """A counting backend. Every implementation must return what the SQL one returns."""

    def count(self, selection: Selection, month: date | None) -> Counts:
        """Return the numbers for a selection; ``days`` only for a ``month``, given by its first day."""

    def total(self, selection: Selection) -> int:
        """Return the number of matches, without the other counts."""

    def extent(self, selection: Selection) -> Extent:
        """Return the number of matches and their first and last day, without the other counts."""

    def months(self, selection: Selection) -> Months:
        """Return the matches by month, ignoring the chosen dates, without the other counts."""

    def days(self, selection: Selection, month: date) -> ByDay:
        """Return the matches of a month, given by its first day, by day, ignoring the chosen dates."""

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """Return the ids of the matches from ``offset``: newest or oldest first, undated ones last.

        ``without``: ids to leave out, with their stories if these are collapsed. Of a collapsed story, the
        first match is listed.
        """

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        """Return up to ``limit`` keys of matches after ``key``, in the order of ``ids``; None is the start.

        ``key`` itself need not match. Changes before it neither skip nor repeat an article.
        """

    def stories(self, ids: Sequence[int]) -> list[int]:
        """Return the story of each article, 0 if it is not a published article of one."""

    def candidates(self, selection: Selection, most: int) -> list[int]:
        """Return the ids of at most ``most`` matches worth ranking, newest first.

        Matches in the headline are chosen first, then the newest.
        """

    def scores(self, tsquery: str, ids: Sequence[int]) -> list[float]:
        """Return the ts_rank_cd score of each article; 0 if it is missing."""

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> FacetPage:
        """Return a page of the values with ``text`` in a name: most articles first, then by name."""

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        """Return (id, articles) of all values of a facet: most articles first, then the lower id."""

    def frequencies(self, selection: Selection, facet: FacetName, ids: Ints) -> Ints:
        """Return the number of articles of each of these values of a facet, as Counts describes."""
