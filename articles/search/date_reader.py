"""Read dates as people write them: March 2014, 3/2014, 201403, 17.3.2014, 2013 to 2015, Q1 2014."""

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext

from articles.month_names import month_names
from articles.partial_dates import DateRange, PartialDate, partial_date
from articles.text import without_accents

LONGEST = 60  # characters; longer texts are not dates
_FROM = re.compile(r"(?:from|between|von|zwischen|de|du|entre|desde)\s+")
_TO = re.compile(r"\s*(?:\.\.+|–|—)\s*|\s+(?:-|to|and|until|till|bis|und|au?|al|et|y|hasta)\s+")
_YEARS = re.compile(r"(\d{4})\s*-\s*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SEPARATOR = re.compile(r"\s*[-/.]\s*|\s+")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
#: What may stand beside the numbers and the name of a month: "17th of March", "1er mars", "17 de marzo".
_FILLERS = frozenset(["st", "nd", "rd", "th", "er", "of", "the", "de", "del", "le", "den", "der"])


class NotADateError(ValueError):
    """The text is not a date. The message is a sentence for the reader."""


class AmbiguousDateError(NotADateError):
    """The text can be two dates. The message asks which one."""


def read_dates(text: str) -> DateRange:
    """Read a date or a range of dates. Raises NotADateError, AmbiguousDateError.

    Names of months can be in any language of the pages, and shortened to three letters. Nobody can say which
    number of 3/4/2014 is the month; 17/3/2014 and 3.4.2014 are clear.
    """
    found = _read(_plain(text)) if len(text) <= LONGEST else None
    if found is None:
        said = gettext("“{value}” is not a valid date; write 2014, March 2014, 2014-03-17 or 2013 to 2015.")
        raise NotADateError(said.format(value=" ".join(text[:LONGEST].split())))
    return found


def _plain(text: str) -> str:
    """Return a text in lower case without accents, with full-width digits and signs as plain ones."""
    head = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    return " ".join(without_accents(head).casefold().split())


@lru_cache(maxsize=2_000)
def _read(text: str) -> DateRange | None:
    if years := _YEARS.fullmatch(text):
        return _range(*years.groups())
    ends = _TO.split(_FROM.sub("", text, count=1))
    if len(ends) == 2:
        return _range(*ends)
    if quarter := _quarter(text):
        return quarter
    date = _date(text)
    return DateRange(date, date) if date else None


def _range(begin: str, end: str) -> DateRange | None:
    first, last = _date(begin), _date(end)
    if first is None and last and any(map(str.isalpha, begin)):  # March to May 2014
        first = _date(f"{begin} {last.first.year}")
    if first is None or last is None:
        return None
    return DateRange(first, last) if first.first <= last.first else DateRange(last, first)


def _quarter(text: str) -> DateRange | None:
    words = _WORDS.findall(text)
    if len(words) != 3 or "q" not in words:
        return None
    number, year = sorted((word for word in words if word != "q"), key=len)
    if number not in ("1", "2", "3", "4") or len(year) != 4 or not year.isdecimal():
        return None
    last_month = 3 * int(number)
    first, last = partial_date(int(year), last_month - 2), partial_date(int(year), last_month)
    return DateRange(first, last) if first and last else None


def _date(text: str) -> PartialDate | None:
    if compact := _COMPACT.fullmatch(text):
        return partial_date(*(int(part) if part else None for part in compact.groups()))
    parts = _SEPARATOR.split(text.strip(" ."))
    if not all(part.isdecimal() and len(part) in (1, 2, 4) for part in parts):
        return _with_name_of_month(text)
    numbers = [int(part) for part in parts]
    sizes = [len(part) == 4 for part in parts]
    if sizes in ([True], [True, False], [True, False, False]):
        return partial_date(*numbers)
    if sizes == [False, True]:
        return partial_date(numbers[1], numbers[0])
    if sizes == [False, False, True]:
        return _day_and_month(*numbers, dots="." in text)
    return None


def _day_and_month(one: int, two: int, year: int, *, dots: bool) -> PartialDate | None:
    """Return a date whose day comes first if dots are between the numbers, or only one can be the month."""
    day_first, month_first = partial_date(year, two, one), partial_date(year, one, two)
    if dots or not (day_first and month_first) or one == two:
        return day_first if dots else day_first or month_first
    said = gettext("“{value}” can be {one} or {other}, so it was ignored; write {first} or {second}.")
    labels = {"one": day_first.label, "other": month_first.label}
    texts = {"first": day_first.text, "second": month_first.text}
    raise AmbiguousDateError(said.format(value=f"{one}/{two}/{year}", **labels, **texts))


def _with_name_of_month(text: str) -> PartialDate | None:
    words = [word for word in _WORDS.findall(text) if word not in _FILLERS]
    years = [word for word in words if word.isdecimal() and len(word) == 4]
    days = [word for word in words if word.isdecimal() and len(word) <= 2]
    names = [word for word in words if not word.isdecimal()]
    month = _month(names[0]) if len(names) == 1 else None
    if month is None or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        return None
    return partial_date(int(years[0]), month, int(days[0]) if days else None)


def _month(name: str) -> int | None:
    """Return the month with this name in any language, in full or at least three letters of it."""
    names = month_names(tuple(code for code, _name in settings.LANGUAGES))
    found = {number for each, number in names.items() if len(name) > 2 and each.startswith(name)}
    return found.pop() if len(found) == 1 else None
