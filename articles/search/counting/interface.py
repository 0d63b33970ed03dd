"""What has to be counted for a result page, and who counts: the seam for a faster way beside plain SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from articles.search.query.selection import Selection
from articles.search.request import FacetName, Sort

#: Where an article stands among others by date: the day of publication, if known, and the id.
Key = tuple[date | None, int]
TOP = 10  # values shown of a facet, besides the chosen ones


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one facet: (id, articles) of the most frequent and of the chosen values, and how many there are."""

    values: tuple[tuple[int, int], ...] = ()
    distinct: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number of a result page. Each facet ignores its own choice; so do months, days and undated.

    total: articles that match; dates: their first and last day; months: (first day, articles);
    days: (day, articles) of the month asked for; undated: articles without a date.
    """

    total: int = 0
    dates: tuple[date, date] | None = None
    facets: dict[str, Counted] = field(default_factory=dict)
    months: tuple[tuple[date, int], ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of all values of a facet: (id, articles), and how many values there are in all."""

    values: list[tuple[int, int]]
    total: int


#: Articles that match, and their first and last day; None where none has a date.
Extent = tuple[int, tuple[date, date] | None]


class Counting(Protocol):
    """A way to count and to list. Every implementation gives what the SQL one gives, always."""

    def count(self, selection: Selection, month: date | None) -> Counts:
        """The numbers for a selection; ``days`` only where ``month``, a first of the month, is given."""

    def total(self, selection: Selection) -> int:
        """How many articles match, as ``count`` says it, without the other numbers."""

    def extent(self, selection: Selection) -> Extent:
        """How many match, and their first and last day: as ``count`` has them, without the rest."""

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """Ids of the matches from ``offset``: newest or oldest first, undated ones last.

        ``without`` leaves articles out, as if they did not match.
        """

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        """The matches that come after ``key`` in the order of ``ids``, whether it matches or not; the first
        ones where it is None. What comes before may change meanwhile: nothing is left out or comes twice."""

    def candidates(self, selection: Selection, most: int) -> list[int]:
        """Ids of at most so many matches that are worth ranking, the newest first.

        Those with the words of the query in the headline come before others, then the newest before others.
        """

    def scores(self, tsquery: str, ids: Sequence[int]) -> list[float]:
        """How well each article matches, by ts_rank_cd. One that is gone scores 0."""

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> Listed:
        """All values of a facet whose names contain ``text``: most articles first, then by name."""

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        """(id, articles) of all values of a facet: most articles first, then the lower id."""
