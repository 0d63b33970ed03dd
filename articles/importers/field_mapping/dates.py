"""Dates of records: read as they are written, never guessed."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from articles.importers.cleaning import number_dates, partial_words, publication_dates
from articles.importers.cleaning.number_dates import ORDERS, NumberDate
from articles.importers.record import Dated
from articles.text import one_line

AMBIGUOUS = "the day and month are ambiguous; --date-order says which comes first"
_LONGEST = 200  # characters
_YEAR_FIRST = re.compile(r"\d{4}[-/.]")
_SHORT_YEAR = re.compile(
    r"(?P<before>\d{1,2}(?:\.\s*|[\s/-]+)[^\W\d_]{3,}\.?(?:\s*,\s*|[\s/-]+)|[^\W\d_]{3,}\.?\s+\d{1,2},\s*)['’]?(?P<year>\d\d)$"
)


def words_of(value: object) -> str:
    """Return a value as the words of a date, or "" if it cannot be one."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_whole = isinstance(value, int) or value.is_integer()
        return str(int(value)) if is_whole else str(value)
    return ""


def number_date(words: str) -> NumberDate | None:
    """Return the date in numbers that the words are, or None."""
    try:
        return number_dates.find(words)
    except ValueError:
        return None


def parse(words: str, order: str = "") -> tuple[date, datetime | None]:
    """Return the day as written and, if a time is given, the time in UTC. Raises ValueError with a reason.

    order: the order of day, month and year in numbers, if known.
    """
    if words[4:5] == "-":
        with suppress(ValueError):
            return publication_dates.parse(words)
    stamp = number_dates.of_stamp(words) if words[-1:].isdigit() else None
    if stamp is not None:
        publication_dates.check_year(stamp, words)
        return stamp.date(), stamp
    try:
        numbers = number_dates.find(words)
    except ValueError as error:
        raise ValueError(f"“{words[:60]}” is not a date: {error}") from error
    if numbers is None:
        if short := _SHORT_YEAR.match(words):  # 13-Apr-12
            words = f"{short['before']}{number_dates.full_year(int(short['year']))}"
        return publication_dates.parse(words)
    day = numbers.day(order)
    if day is None:
        raise ValueError(AMBIGUOUS)
    publication_dates.check_year(day, words)
    if not numbers.time:
        return day, None
    moment = number_dates.moment(day, numbers.time)
    if moment is None:
        raise ValueError(f"“{numbers.time[:60]}” is not a time")
    return day, moment.astimezone(UTC)


@dataclass(slots=True)
class OrderFinder:
    """Finds the order of day, month and year of each column by what all of its dates allow."""

    _allowed: dict[str, set[str]] = field(default_factory=dict)

    def add(self, column: str, value: object) -> None:
        """Take account of one date."""
        words = words_of(value)
        numbers = number_date(words) if words and not _YEAR_FIRST.match(words) else None
        if numbers is not None:
            self._allowed.setdefault(_key(column, numbers), set(ORDERS)).intersection_update(numbers.orders)

    @property
    def has_numbers(self) -> bool:
        """Whether any date is written in numbers, so that the order matters."""
        return bool(self._allowed)

    def orders(self) -> dict[str, str]:
        """Return the order for each column and separator that allow only one."""
        return {key: next(iter(allowed)) for key, allowed in self._allowed.items() if len(allowed) == 1}


def _key(column: str, numbers: NumberDate) -> str:
    return f"{column} {numbers.separator}"


def _order_of(column: str, words: str, orders: Mapping[str, str]) -> str:
    numbers = number_date(words) if orders else None
    return orders.get(_key(column, numbers), "") if numbers else ""


def read(
    values: Iterable[tuple[str, object]], orders: Mapping[str, str], order: str
) -> tuple[Dated, set[str]]:
    """Return the date in the first column that has one, and the columns used.

    values: columns and their values, best first; orders: what OrderFinder found; order: what was asked for.
    """
    unread: Dated | None = None
    day: date | None = None
    used: set[str] = set()
    for column, value in values:
        words = words_of(value)
        if not words:
            continue
        used.add(column)
        try:
            found, moment = parse(words, order or _order_of(column, words, orders))
        except (ValueError, OverflowError, OSError) as error:
            partial = partial_words.read(words)
            if unread is None or (partial and not unread.partial):
                unread = Dated(partial=partial, words=words[:_LONGEST], reason=str(error))
            continue
        if day is None:
            day = found
        if moment and abs((found - day).days) <= 1:
            return Dated(day, moment), used
    return (Dated(day) if day else unread or Dated()), used
