"""Dates in numbers: which orders of day, month and year a text allows, and what it means in each."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

#: What ``--date-order`` can be.
ORDERS = ("dmy", "mdy", "ymd")
_NUMBERS = re.compile(r"(\d{1,4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})\.?(?:[\sT,]+(\d.*))?$")
_TIME = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:h|Uhr)?\s*([ap])?\.?(?:m\.?)?\s*"
    r"(?:Z|UTC|GMT|([+-])(\d{2}):?(\d{2}))?(?:\s*(?:UTC|GMT))?$",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?$|\d{12,13}$")
_MILLISECONDS = 12  # digits or more
_STAMP = re.compile(r"\d{14}$")


@dataclass(frozen=True, slots=True)
class NumberDate:
    """A date in numbers. days: the day it means in each order that it allows; separator: "/", "." or "-"."""

    days: dict[str, date]
    separator: str
    time: str = ""

    def day(self, order: str) -> date | None:
        """Return the day in this order or, if it allows only one reading, that one. None if ambiguous."""
        if order in self.days:
            return self.days[order]
        readings = set(self.days.values())
        return readings.pop() if len(readings) == 1 else None

    @property
    def orders(self) -> frozenset[str]:
        """The orders that the text allows, unless they make no difference."""
        return frozenset(self.days if len(set(self.days.values())) > 1 or len(self.days) == 1 else ORDERS)


def find(text: str) -> NumberDate | None:
    """Return the date that a text is, perhaps with a time. Raises ValueError if there is no such day."""
    found = _NUMBERS.match(text)
    if found is None:
        return None
    first, second, third = found[1], found[3], found[4]
    if len(first) == 4:
        if len(third) == 4:
            return None
        # The year comes first in every country that writes so, and says nothing about other dates.
        days = dict.fromkeys(ORDERS, date(int(first), int(second), int(third)))
    elif len(first) == 3:
        return None
    else:
        days = _readings(int(first), int(second), third)
    if not days:
        raise ValueError("there is no such day")
    return NumberDate(days, found[2], (found[5] or "").strip())


def _readings(first: int, second: int, third: str) -> dict[str, date]:
    last = int(third) if len(third) == 4 else full_year(int(third))
    possible = {"dmy": (last, second, first), "mdy": (last, first, second)}
    if len(third) < 4:
        possible["ymd"] = (full_year(first), second, int(third))
    days: dict[str, date] = {}
    for order, (year, month, day) in possible.items():
        try:
            days[order] = date(year, month, day)
        except ValueError:
            continue
    return days


def full_year(year: int) -> int:
    """Return the latest year with these two digits that is not in the future."""
    this_year = datetime.now(UTC).year
    return next(century + year for century in (2000, 1900, 1800) if century + year <= this_year)


def moment(day: date, text: str) -> datetime | None:
    """Return the day at the time in the text, in UTC; None if the text is not a time."""
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    zone: timezone = UTC
    if found[5]:
        offset = timedelta(hours=int(found[6]), minutes=int(found[7]))
        zone = timezone(offset if found[5] == "+" else -offset)
    try:
        return datetime.combine(day, time(hour, minute, second), zone)
    except ValueError:
        return None


def of_stamp(text: str) -> datetime | None:
    """Return the time of a Unix timestamp, in seconds or milliseconds, or of 20120513101500."""
    if _STAMP.match(text):
        try:
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None
    if not _EPOCH.match(text):
        return None
    seconds = float(text) / (1000 if len(text.partition(".")[0]) >= _MILLISECONDS else 1)
    return datetime.fromtimestamp(seconds, UTC)
