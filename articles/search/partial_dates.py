"""Partial dates: a year, a month or a day, written YYYY, YYYY-MM or YYYY-MM-DD."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.formats import date_format

Level = Literal["year", "month", "day"]
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, month or day: ``text`` is YYYY, YYYY-MM or YYYY-MM-DD; first and last are its days."""

    text: str
    level: Level
    first: date
    last: date

    @property
    def label(self) -> str:
        """The date as text: 2014, March 2014 or 17 March 2014."""
        return label_of(self.first, self.level)


class DateRange(NamedTuple):
    """The dates from the beginning of ``first`` to the end of ``last``, which may be the same."""

    first: PartialDate
    last: PartialDate

    @property
    def text(self) -> str:
        """The range as date_reader reads it: 2014-03, or 2013..2015."""
        return self.first.text if self.first == self.last else f"{self.first.text}..{self.last.text}"


def label_of(day: date, level: Level) -> str:
    """Return the year, month or day that begins with ``day``, as text."""
    if level == "year":
        return str(day.year)
    return date_format(day, "YEAR_MONTH_FORMAT" if level == "month" else "DATE_FORMAT")


def value_of(day: date, level: Level) -> str:
    """Return the year, month or day that contains ``day``, as a URL value."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[level]]


@lru_cache(maxsize=2_000)
def parse_partial(text: str) -> PartialDate | None:
    """Parse YYYY, YYYY-MM or YYYY-MM-DD; return None if it is not a valid date."""
    match = _PARTIAL.fullmatch(text.strip())
    return partial_date(*(int(part) if part else None for part in match.groups())) if match else None


def partial_date(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """Return a year, a month or a day; None if there is no such date."""
    try:
        first = date(year or 0, month if month is not None else 1, day if day is not None else 1)
    except ValueError:
        return None
    if day is not None:
        return PartialDate(value_of(first, "day"), "day", first, first)
    if month is not None:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return PartialDate(value_of(first, "month"), "month", first, last)
    return PartialDate(value_of(first, "year"), "year", first, first.replace(month=12, day=31))
