"""The matches by year, month or day, as bars without gaps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from articles.search.counting.interface import ByDay, Counts
from articles.search.page.backdrop import Backdrop, least_of
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


def build_timeline(request: SearchRequest, counts: Counts, backdrop: Backdrop | None = None) -> Timeline:
    """Return the timeline of a request, as fine as its date range or the span of the matches allows.

    Without a backdrop there is no archive to compare with, and no month is known to be sparse.
    """
    month = drilled_month(request)
    shown = _shown_range(request, counts, month)
    total = sum(count for _month, count in counts.months)
    if shown is None:
        return Timeline("year", [], _up(request, "year", month), counts.undated, total)
    level = _level(shown, month)
    periods = _Periods.of(level, shown, counts, backdrop or Backdrop(), request)
    bars = [periods.bar(start, request) for start in periods.starts]
    if all(bar.selected for bar in bars):
        bars = [replace(bar, selected=False) for bar in bars]
    return Timeline(level, bars, _up(request, level, month), counts.undated, total, periods.compared)


@dataclass(frozen=True, slots=True)
class _Periods:
    """The years, months or days of a timeline, with what is found and what is held in each.

    earlier: the first year, if those before it are combined in it. spread: the share of the archive that is
    found. sparse: the periods in which almost nothing is held.
    """

    level: Level
    starts: list[date]
    earlier: date | None
    found: Mapping[str, int]
    held: Mapping[str, int]
    compared: bool
    spread: float
    sparse: set[str]

    @classmethod
    def of(
        cls, level: Level, shown: Range, counts: Counts, behind: Backdrop, request: SearchRequest
    ) -> "_Periods":
        if level == "year":
            shown = _with_dense_years(shown, behind)
        starts = list(_starts(*shown, level))
        earlier = starts[0] if level == "year" and starts[0].year > shown[0].year else None
        found = _by_value(counts.days if level == "day" else counts.months, level, earlier)
        held = _by_value(behind.days if level == "day" else behind.months, level, earlier)
        values = [value_of(start, level) for start in starts]
        whole = sum(held.get(value, 0) for value in values)
        return cls(
            level,
            starts,
            earlier,
            found,
            held,
            compared=bool(whole) and not request.without("dates").is_empty,
            spread=sum(found.get(value, 0) for value in values) / (whole or 1),
            sparse=_sparse(behind, level, starts),
        )

    def bar(self, start: date, request: SearchRequest) -> Bar:
        """Return a period as a bar."""
        value = value_of(start, self.level)
        label, held = label_of(start, self.level), self.held.get(value, 0)
        combined = start == self.earlier
        return Bar(
            value=value,
            label=_("%(year)s and earlier") % {"year": start.year} if combined else label,
            count=self.found.get(value, 0),
            held=held,
            expected=self.spread * held if self.compared else 0.0,
            sparse=value in self.sparse,
            url=request.with_dates("" if combined else value, value),
            selected=_is_chosen(request, value),
        )


def _by_value(
    counted: Iterable[tuple[date, int]], level: Level, earlier: date | None = None
) -> dict[str, int]:
    """Add up the counts of each year, month or day. What is before ``earlier`` counts for it."""
    found: dict[str, int] = {}
    for day, count in counted:
        value = value_of(max(day, earlier) if earlier else day, level)
        found[value] = found.get(value, 0) + count
    return found


def _dense(months: ByDay, level: Level) -> set[str]:
    """Return the years or months that hold more than almost nothing; the average month judges a year."""
    least = least_of(months) * (12 if level == "year" else 1)
    return {value for value, n in _by_value(months, level).items() if n >= least}


def _sparse(behind: Backdrop, level: Level, starts: list[date]) -> set[str]:
    """Return the periods in which almost nothing is held; its month judges a day."""
    judged: Level = "month" if level == "day" else level
    dense = _dense(behind.own, judged)
    known = bool(behind.months)
    return {value_of(start, level) for start in starts if known and value_of(start, judged) not in dense}


def _with_dense_years(shown: Range, behind: Backdrop) -> Range:
    """Extend the years shown to all in which the archive holds something, so that silence shows."""
    years = [int(value) for value in _dense(behind.months, "year")]
    first, last = min([shown[0].year, *years]), max([shown[1].year, *years])
    return min(shown[0], date(first, 1, 1)), max(shown[1], date(last, 12, 31))


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
