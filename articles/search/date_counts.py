"""Numbers of articles by day, month and year, with those whose date is only partly known."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from articles.partial_dates import Level, end_of_month

MONTHS = range(1, 13)
#: (first day, articles) of each month, or (day, articles), in order, without those that have none.
ByDay = tuple[tuple[date, int], ...]
#: (first day, last day, articles) of each date, in order.
ByDates = tuple[tuple[date, date, int], ...]


class Months(NamedTuple):
    """The matches by month, those without a date, and those whose date is longer than a month.

    yearly: the stories of each year by its first day, only if stories are collapsed: one may be in several
    months of a year.
    """

    months: ByDay = ()
    undated: int = 0
    longer: ByDates = ()
    yearly: ByDay = ()

    @property
    def total(self) -> int:
        """The number of matches."""
        return self.undated + sum(n for _, n in self.months) + sum(n for *_, n in self.longer)

    def at(self, level: Level) -> ByDay:
        """Return what is known by months, or by years: then articles of a year are with its January."""
        if level != "year":
            return self.months
        if self.yearly:
            return self.yearly
        found = Counter(dict(self.months))
        for first, last, n in self.longer:
            if first.year == last.year:
                found[first] += n
        return tuple(sorted(found.items()))

    def by(self, level: Level) -> "Months":
        """Return the counts to show by months, or by years: each story once in one of these."""
        if level != "year" or not self.yearly:
            return self
        longer = tuple(each for each in self.longer if each[0].year != each[1].year)
        return Months(self.yearly, self.undated, longer)

    @property
    def years(self) -> dict[int, int]:
        """The articles of each year that has any, in order."""
        found: Counter[int] = Counter()
        for month, n in self.at("year"):
            found[month.year] += n
        return dict(sorted(found.items()))

    def longer_than(self, level: Level) -> int:
        """Return the number of dated matches that no month, or with "year" no year, has."""
        return sum(n for first, last, n in self.longer if level != "year" or first.year != last.year)

    def within(self, first: date | None, last: date | None) -> "Months":
        """Return the dated matches of the whole months between these two, None for no limit."""
        begin = first.replace(day=1) if first else date.min
        end = end_of_month(last) if last else date.max
        months = tuple(pair for pair in self.months if begin <= pair[0] <= end)
        longer = tuple(each for each in self.longer if begin <= each[0] and each[1] <= end)
        found, most = Months(months, 0, longer), dict(self.yearly)
        # Of a year that the limits cut, only the stories of each month are known.
        years = ((date(year, 1, 1), n) for year, n in found.years.items())
        return found._replace(yearly=tuple((day, min(n, most[day])) for day, n in years if day in most))

    @property
    def spread(self) -> dict[date, float]:
        """The articles by month, those of a year or decade spread evenly: to judge where little is held."""
        found: dict[date, float] = dict(self.months)
        for first, last, n in self.longer:
            months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in MONTHS]
            for month in months:
                found[month] = found.get(month, 0) + n / len(months)
        return dict(sorted(found.items()))


NO_MONTHS = Months()
