"""The matches by year, month or day, as bars without gaps."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.partial_dates import Level, label_of, parse_partial, value_of
from articles.search.counting.interface import Counts
from articles.search.date_counts import Months
from articles.search.page.backdrop import NOTHING_HELD, Backdrop, least_of
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


def build_timeline(request: SearchRequest, counts: Counts, backdrop: Backdrop = NOTHING_HELD) -> Timeline:
    """Return the timeline of a request, as fine as its date range or the span of the matches allows.

    Without a backdrop there is no archive to compare with, and no month is known to be sparse.
    """
    month = drilled_month(request)
    shown = _shown_range(request, counts, month)
    total = counts.by_month.total - counts.undated
    if shown is None:
        return Timeline("year", [], _up(request, "year", month), counts.undated, total)
    level = _level(shown, month, counts)
    if level == "year":
        shown = _with_dense_years(shown, backdrop)
    periods = _Periods.of(level, shown, counts, backdrop, request)
    bars = [periods.bar(column, request) for column in periods.columns]
    if all(bar.selected for bar in bars):
        bars = [replace(bar, selected=False) for bar in bars]
    up, placed = _up(request, level, month), sum(bar.count for bar in bars)
    # A story may be on several days of a month.
    unplaced = max(0, counts.by_month.by(level).within(*shown).total - placed)
    return Timeline(level, bars, up, counts.undated, total, periods.compared, unplaced)


class _Column(NamedTuple):
    """The first and the last period of a bar, usually the same. An ``open`` one has all earlier ones, too."""

    first: str
    last: str
    label: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Periods:
    """The years, months or days of a timeline, with what is found and what is held in each.

    found, held: by the last period of each column. spread: the share of the archive that is found. sparse:
    the periods in which almost nothing is held.
    """

    columns: list[_Column]
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
            columns = _years(shown, behind, request)
        else:
            values = [(value_of(start, level), label_of(start, level)) for start in _starts(*shown, level)]
            columns = [_Column(value, value, label) for value, label in values]
        is_month = level == "day"
        found = _by_column(Months(counts.days) if is_month else counts.by_month.by(level), level, columns)
        held = _by_column(Months(behind.days) if is_month else behind.dated, level, columns)
        whole = sum(held.values())
        return cls(
            columns,
            found,
            held,
            compared=bool(whole) and not request.without("dates").is_empty,
            spread=sum(found.values()) / (whole or 1),
            sparse=sparse_periods(behind, level, [column.last for column in columns]),
        )

    def bar(self, column: _Column, request: SearchRequest) -> Bar:
        """Return a column as a bar."""
        held = self.held[column.last]
        gathered = column.first != column.last
        return Bar(
            value=column.last,
            label=column.label,
            count=self.found[column.last],
            held=held,
            expected=self.spread * held if self.compared else 0.0,
            sparse=gathered or column.last in self.sparse,
            url=request.with_dates("" if column.open else column.first, column.last),
            selected=_is_chosen(request, column),
            gathered=gathered,
        )


def _years(shown: Range, behind: Backdrop, request: SearchRequest) -> list[_Column]:
    """Return a column for each year, and one for all sparse years at an end of the archive."""
    first, last = shown[0].year, shown[1].year
    dense = [int(value) for value in _dense(behind.dated, "year")] or [first, last]
    begin, end = min(dense), max(dense)
    if begin < first + 2 or _is_cut(request, first, begin - 1):
        begin = first
    if end > last - 2 or _is_cut(request, end + 1, last):
        end = last
    oldest = max(begin, end - MOST_YEARS + 1)
    spans = [(year, year) for year in range(oldest, end + 1)]
    spans = [*([(first, begin - 1)] if first < begin == oldest else []), *spans]
    spans += [(end + 1, last)] if end < last else []
    columns = [_Column(_year(one), _year(two), _label_of_years(one, two)) for one, two in spans]
    if oldest > begin:
        label = _("%(year)s and earlier") % {"year": oldest}
        columns[0] = columns[0]._replace(label=label, open=True)
    return columns


def _year(year: int) -> str:
    return value_of(date(year, 1, 1), "year")


def _label_of_years(first: int, last: int) -> str:
    label = label_of(date(first, 1, 1), "year")
    return label if first == last else f"{label}–{label_of(date(last, 1, 1), 'year')}"


def _by_column(counted: Months, level: Level, columns: Sequence[_Column]) -> dict[str, int]:
    """Add up the counts of each column, by its last period. A date longer than a column is in none."""
    lasts = [column.last for column in columns]
    found = dict.fromkeys(lasts, 0)
    for first, last, count in (*((day, day, n) for day, n in counted.months), *counted.longer):
        begin, end = value_of(first, level), value_of(last, level)
        column = columns[min(bisect_left(lasts, end), len(columns) - 1)]
        if (column.open or column.first <= begin) and end <= column.last:
            found[column.last] += count
    return found


def _dense(dated: Months, level: Level) -> set[str]:
    """Return the years or months that hold more than almost nothing."""
    found: dict[str, float] = {}
    for month, n in dated.spread.items():
        value = value_of(month, level)
        found[value] = found.get(value, 0) + n
    least = least_of(found.values(), 12 if level == "year" else 1)
    return {value for value, n in found.items() if n >= least}


def sparse_periods(behind: Backdrop, level: Level, values: Iterable[str]) -> set[str]:
    """Return which of these years, months or days hold almost nothing; its month judges a day."""
    dense = _dense(behind.own, "month" if level == "day" else level)
    known = behind.total > behind.dated.undated
    return {value for value in values if known and value[:7] not in dense}


def _with_dense_years(shown: Range, behind: Backdrop) -> Range:
    """Extend the years shown to all in which the archive holds something, so that silence shows."""
    years = [int(value) for value in _dense(behind.dated, "year")]
    first, last = min([shown[0].year, *years]), max([shown[1].year, *years])
    return min(shown[0], date(first, 1, 1)), max(shown[1], date(last, 12, 31))


def _shown_range(request: SearchRequest, counts: Counts, month: date | None) -> Range | None:
    """Return the days that the bars cover: the chosen range, with open ends set by the matches."""
    if month is not None:
        last = parse_partial(value_of(month, "month"))
        return month, last.last if last else month
    first, last = request.dates
    spans = [(day, day) for day, _ in (*counts.months[:1], *counts.months[-1:])]
    spans += [(first, last) for first, last, _ in counts.longer]
    if not spans:
        return None
    known = min(first for first, _ in spans), max(last for _, last in spans)
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


def _level(shown: Range, month: date | None, counts: Counts) -> Level:
    if month is not None:
        return "day"
    nothing = counts.longer and not counts.by_month.within(*shown).months  # would be on bars of months
    return "year" if nothing or _months(*shown) > MOST_MONTHS else "month"


def _starts(first: date, last: date, level: Level) -> Iterator[date]:
    """Yield the first day of each month or day from ``first`` to ``last``."""
    day = first if level == "day" else first.replace(day=1)
    while day <= last:
        yield day
        try:
            day = _next(day, level)
        except (ValueError, OverflowError):  # dates end in 9999
            return


def _next(day: date, level: Level) -> date:
    if level == "day":
        return day + timedelta(days=1)
    return day.replace(month=day.month + 1) if day.month < 12 else day.replace(year=day.year + 1, month=1)


def _is_chosen(request: SearchRequest, column: _Column) -> bool:
    """Return whether a bar lies within the chosen dates."""
    begin, end, (first, last) = parse_partial(column.first), parse_partial(column.last), request.dates
    if begin is None or end is None or not (first or last):
        return False
    return (first is None or first.first <= begin.first) and (last is None or end.last <= last.last)


def _is_cut(request: SearchRequest, begin: int, end: int) -> bool:
    """Return whether the chosen dates have a part of these years, but not all."""
    first, last = request.dates
    apart = (first and first.first.year > end) or (last and last.last.year < begin)
    return (
        not apart and bool(first or last) and not _is_chosen(request, _Column(_year(begin), _year(end), ""))
    )


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
