"""Dates as archives write them: ISO, RFC 2822, numbers, words. Day and month are never guessed."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.importers.cleaning.date_words import find_in_words

_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})$")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_RFC_2822 = re.compile(r"^(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{2}:\d{2}")
YEARS = range(1400, 3000)


def parse(text: str) -> tuple[date, datetime | None]:
    """Return the day as written and, if a time is given, the time in UTC. A time without a zone is
    taken as UTC.

    Raises ValueError with a readable reason unless the date is complete and unambiguous.
    """
    text = text.strip()
    moment = _moment(text)
    if moment is None:
        day = _day(text)
        check_year(day, text)
        return day, None
    check_year(moment, text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.date(), moment.astimezone(UTC)


def check_year(day: date, text: str) -> None:
    """Raise ValueError if the year cannot be that of a newspaper."""
    if day.year not in YEARS:
        raise ValueError(f"the year of “{text}” is not between {YEARS[0]} and {YEARS[-1]}")


def _moment(text: str) -> datetime | None:
    try:
        if len(text) > len("2014-03-17"):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text) if _RFC_2822.match(text) else None
    except (ValueError, TypeError):
        return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        if found := _YEAR_FIRST.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMBERS.match(text):
            return _day_of_numbers(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise ValueError(f"“{text[:60]}” is not a date: {error}") from error
    day = find_in_words(text) if len(text) < 60 else None  # longer than any date
    if day is None:
        raise ValueError(f"“{text[:60]}” is not a full date, such as 2014-03-17")
    return day


def _day_of_numbers(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:  # both could be the month
        raise ValueError("the day and month are ambiguous; write it like 2014-03-17")
    day, month = (first, second) if second <= 12 else (second, first)
    return date(year, month, day)
