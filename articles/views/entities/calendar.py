"""The articles of a page by year and month, all at once, beside the archive's number in each year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS

from articles.partial_dates import value_of
from articles.search.date_counts import Months
from articles.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class CalendarUnit:
    """An article as a square; ``solid`` if a sentence names both."""

    solid: bool
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month. ``share``: its articles in percent of the largest month's; ``url``: their search."""

    initial: str
    label: str
    count: int
    share: int
    url: str
    units: Sequence[CalendarUnit] = ()


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year with articles; ``total``: all articles of the archive in it."""

    year: int
    count: int
    total: int
    url: str
    months: list[CalendarMonth]

    @property
    def rate(self) -> float:
        """Articles in every thousand of the year's."""
        return 1000 * self.count / self.total if self.total else 0


def calendar_of(
    dated: Months,
    archive: Months,
    asked: SearchRequest,
    units: Mapping[str, Sequence[CalendarUnit]],
) -> list[CalendarYear]:
    """Return the years with articles. ``units``: the squares of each month, such as "2014-03"."""
    counts = {value_of(month, "month"): n for month, n in dated.months}
    totals = archive.years
    most = max(counts.values(), default=1)
    found = []
    for year, count in dated.years.items():
        values = [f"{year:04}-{month:02}" for month in range(1, 13)]
        every = [
            CalendarMonth(
                str(MONTHS[number])[:1],
                f"{MONTHS[number]} {year}",
                counts.get(value, 0),
                -(-100 * counts.get(value, 0) // most),
                asked.with_dates(value, value),
                units.get(value, ()),
            )
            for number, value in enumerate(values, 1)
        ]
        found.append(
            CalendarYear(year, count, totals.get(year, 0), asked.with_dates(str(year), str(year)), every)
        )
    return found
