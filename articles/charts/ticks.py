"""Labels under the bars of a timeline."""

from collections.abc import Iterator
from datetime import date

from django.utils import formats

from articles.search.results import Bar, Timeline

MAX_TICKS = 9


def with_ticks(timeline: Timeline) -> Iterator[tuple[Bar, str, str]]:
    """Yield each bar with its label ("" for most) and the label's CSS class.

    A "last-tick" is too close to the edge to start under its bar; narrow screens hide every "minor" one.
    Gathered years always have a label.
    """
    bars = [bar for bar in timeline.bars if not bar.gathered]
    steps = [1, 2, 5, 10, 20, 50] if timeline.level == "year" else [1, 2, 3, 6, 12, 24, 60]
    if timeline.level == "day":
        steps = [1, 2, 5, 10]
    step = next((step for step in steps if len(bars) / step <= MAX_TICKS), max(steps))
    ticked = [position for position, bar in enumerate(bars) if _is_tick(bar, timeline.level, step)]
    places = {
        position: "" if number % 2 == 0 else "minor" for number, position in enumerate(reversed(ticked))
    }
    if len(bars) > 9 and ticked and ticked[-1] > len(bars) - max(2, len(bars) // 20):
        places[ticked[-1]] = "last-tick"
    yield from ((bar, bar.label, "") for bar in timeline.bars[:1] if bar.gathered)
    for position, bar in enumerate(bars):
        text = _tick(bar, timeline.level, first=position == ticked[0]) if position in places else ""
        yield bar, text, places.get(position, "")
    yield from ((bar, bar.label, "last-tick") for bar in timeline.bars[1:][-1:] if bar.gathered)


def _is_tick(bar: Bar, level: str, step: int) -> bool:
    year, _, rest = bar.value.partition("-")
    if level == "year":
        return int(year) % step == 0
    if level == "month":
        return (int(year) * 12 + int(rest) - 1) % step == 0
    return int(rest.partition("-")[2]) % step == 0 or (step > 1 and rest.endswith("-01"))


def _tick(bar: Bar, level: str, *, first: bool) -> str:
    """Return the year, the month or the day; the first of several months includes its year."""
    year = bar.value[:4]
    if level == "month" and not bar.value.endswith("-01"):
        month = formats.date_format(date(2000, int(bar.value[5:7]), 1), "M")
        return f"{month} {year}" if first else month
    if level == "month":
        return year
    return year if level == "year" else str(int(bar.value[8:]))
