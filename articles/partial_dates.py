"""Partial dates: a day, a month, a year or a decade, in the notation of EDTF (ISO 8601-2).

2014-03-17, 2014-03, 2014 and 201X; "~" after one of them means "about".
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext

Level = Literal["year", "month", "day"]
Precision = Literal["decade", "year", "month", "day"]
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DECADE = re.compile(r"([0-9]{3})[Xx]")
_ABOUT = "~"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A decade, year, month or day: ``text`` is its notation; first and last are its days.

    is_approximate: whether it is only about right, as in "about 1890".
    """

    text: str
    level: Precision
    first: date
    last: date
    is_approximate: bool = False

    @property
    def label(self) -> str:
        """The date as text: 2014, March 2014, 17 March 2014, 1890s or about 1890."""
        return self.written()

    @property
    def until(self) -> date | None:
        """The last day; None for a full date, which has no other."""
        return None if self.level == "day" else self.last

    def written(self, style: str = "DATE_FORMAT") -> str:
        """Return the date as text; ``style`` is the format of a full date."""
        if self.level == "day":
            return date_format(self.first, style)
        if self.level == "decade":
            label = gettext("%(year)ss") % {"year": self.first.year}
        else:
            label = label_of(self.first, self.level)
        return gettext("about %(date)s") % {"date": label} if self.is_approximate else label

    @property
    def iso(self) -> str:
        """The date for formats that know neither decades, for which it is "", nor "about"."""
        return "" if self.level == "decade" else self.text.removesuffix(_ABOUT)

    def about(self) -> "PartialDate":
        """Return the date as an approximate one. A day never is."""
        return replace(self, text=self.text + _ABOUT, is_approximate=True)


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


def end_of_month(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


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
        return full_date(first)
    if month is not None:
        return PartialDate(value_of(first, "month"), "month", first, end_of_month(first))
    return PartialDate(value_of(first, "year"), "year", first, first.replace(month=12, day=31))


def full_date(day: date) -> PartialDate:
    """Return a day as a date."""
    return PartialDate(value_of(day, "day"), "day", day, day)


def decade(year: int) -> PartialDate | None:
    """Return the decade that begins with a year; None if no decade does."""
    if year % 10 or not 0 < year < 9999:
        return None
    return PartialDate(f"{year // 10:03}X", "decade", date(year, 1, 1), date(year + 9, 12, 31))


def parse_edtf(text: str) -> PartialDate | None:
    """Parse what PartialDate.text is; return None if it is not a valid date."""
    text = text.strip()
    plain = text.removesuffix(_ABOUT)
    tens = _DECADE.fullmatch(plain)
    found = decade(int(tens[1]) * 10) if tens else parse_partial(plain)
    if found is None or plain == text:
        return found
    return None if found.level == "day" else found.about()


def from_days(first: date | None, until: date | None, *, approximate: bool = False) -> PartialDate | None:
    """Return the date that has these days, as ``PartialDate.first`` and ``until`` give them."""
    if first is None:
        return None
    if until is None:
        return full_date(first)
    if until == end_of_month(first):
        found = partial_date(first.year, first.month)
    elif until.year == first.year:
        found = partial_date(first.year)
    else:
        found = decade(first.year // 10 * 10)
    return found.about() if found and approximate else found
