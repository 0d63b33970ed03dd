"""The matches by year, month or day, as bars without gaps."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from articles.search.counting.interface import Counts
from articles.search.partial_dates import Level, label_of, parse_partial, value_of
from articles.search.request import SearchRequest
from articles.search.results import Bar, Timeline

MOST_MONTHS = 36  # a longer span is shown by year
MOST_YEARS = 120  # earlier ones are combined in the first bar

Range = tuple[date, date]


def drilled_month(request: SearchRequest) -> date | None:
    """Return the first day of the month that contains both ends of the date range, None if there is none."""
    first, last = request.dates
    if not first or not last or "year" in (first.level, last.level) or first.first > last.last:
        return None
    return (
        first.first.replace(day=1) if value_of(first.first, "month") == value_of(last.last, "month") else None
    )


def build_timeline(request: SearchRequest, counts: Counts) -> Timeline:
    """Return the timeline of a request, as fine as its date range or the span of the matches allows."""
    month = drilled_month(request)
    shown = _shown_range(request, counts, month)
    total = sum(count for _month, count in counts.months)
    if shown is None:
        return Timeline("year", [], _up(request, "year", month), counts.undated, total)
    level = _level(shown, month)
    by_value: dict[str, int] = {}
    for day, count in counts.days if level == "day" else counts.months:
        value = value_of(day, level)
        by_value[value] = by_value.get(value, 0) + count
    bars = _bars(request, level, list(_starts(*shown, level)), by_value)
    return Timeline(level, bars, _up(request, level, month), counts.undated, total)


def _shown_range(request: SearchRequest, counts: Counts, month: date | None) -> Range | None:
    """Return the days that the bars cover: the chosen range, with open ends set by the matches."""
    if month is not None:
        last = parse_partial(value_of(month, "month"))
        return month, last.last if last else month
    first, last = request.dates
    if not counts.months:
        return None
    known = counts.months[0][0], counts.months[-1][0]
    chosen = (first.first if first else known[0], last.last if last else known[1])
    if (first or last) and chosen[0] <= chosen[1] and _months(*chosen) <= MOST_MONTHS:
        return _whole_years(chosen) if first and last else chosen
    return known


def _whole_years(chosen: Range) -> Range:
    """Extend a chosen range to whole years, so that its neighbours remain visible."""
    whole = chosen[0].replace(month=1, day=1), chosen[1].replace(month=12, day=31)
    return whole if _months(*whole) <= MOST_MONTHS else chosen


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _level(shown: Range, month: date | None) -> Level:
    if month is not None:
        return "day"
    return "month" if _months(*shown) <= MOST_MONTHS else "year"


def _starts(first: date, last: date, level: Level) -> Iterator[date]:
    """Yield the first day of each year, month or day from ``first`` to ``last``."""
    day = first if level == "day" else first.replace(day=1)
    if level == "year":
        day = day.replace(year=max(first.year, last.year - MOST_YEARS + 1), month=1)
    while day <= last:
        yield day
        try:
            day = _next(day, level)
        except (ValueError, OverflowError):  # dates end in 9999
            return


def _next(day: date, level: Level) -> date:
    if level == "day":
        return day + timedelta(days=1)
    if level == "month" and day.month < 12:
        return day.replace(month=day.month + 1)
    return day.replace(year=day.year + 1, month=1)


def _bars(request: SearchRequest, level: Level, starts: list[date], by_value: dict[str, int]) -> list[Bar]:
    values = [value_of(start, level) for start in starts]
    earlier = sum(count for value, count in by_value.items() if value < values[0]) if level == "year" else 0
    by_value = by_value | {values[0]: by_value.get(values[0], 0) + earlier}
    most = max((by_value.get(value, 0) for value in values), default=0)
    inside = [_is_chosen(request, value) for value in values]
    bars = []
    for start, value, chosen in zip(starts, values, inside, strict=True):
        count = by_value.get(value, 0)
        combined = earlier and start == starts[0]
        bars.append(
            Bar(
                value=value,
                label=_("%(year)s and earlier") % {"year": start.year}
                if combined
                else label_of(start, level),
                count=count,
                share=max(1, round(100 * count / most)) if count else 0,
                url=request.with_dates("" if combined else value, value),
                selected=chosen and not all(inside),
            )
        )
    return bars


def _is_chosen(request: SearchRequest, value: str) -> bool:
    """Return whether a bar lies within the chosen dates."""
    bar, (first, last) = parse_partial(value), request.dates
    if bar is None or not (first or last):
        return False
    return (first is None or first.first <= bar.first) and (last is None or bar.last <= last.last)


def _up(request: SearchRequest, level: Level, month: date | None) -> tuple[str, str] | None:
    """Return the label and URL of the next coarser view."""
    if not (request.after or request.before):
        return None
    if level == "day" and month is not None:
        one_month = request.after == request.before == value_of(month, "month")
        wider: Level = "year" if one_month else "month"
        value = value_of(month, wider)
        return label_of(month, wider), request.with_dates(value, value)
    years = {value_of(end.first, "year") for end in request.dates if end}
    if level == "month" and len(years) == 1 and request.after != request.before and all(request.dates):
        year = years.pop()
        return year, request.with_dates(year, year)
    return _("All dates"), request.without("dates").query_string()
