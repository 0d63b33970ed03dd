"""A chart of a few lines over time, told apart by dashes and marks.

All places in it are percent of its size, so that its text keeps its own size on every screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.charts.ticks import with_ticks
from articles.search.browse.comparison import Comparison, Point, Series
from articles.search.results import Bar, Timeline

LEFT, RIGHT, TOP, BOTTOM = 1.5, 98.5, 6.0, 97.0
MOST_TICKS = 4
MOST_MARKS = 40  # points of a line from which on marks would touch
_APART = 9.0  # percent of the height between two labels


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across with its number, or a text below; ``at`` is percent as SVG writes it."""

    at: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a line: where it is, what it says, where it leads."""

    x: str
    y: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One search: ``number`` counts from 1 and chooses dashes and mark; label_y is where its name stands."""

    number: int
    name: str
    path: str
    marks: list[Mark]
    label_y: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the drawing needs."""

    lines: list[Line]
    across: list[Tick]
    below: list[Tick]
    dense: bool


def draw_lines(comparison: Comparison) -> Chart:
    """The chart of a comparison that has at least one period."""
    share = comparison.asked.share
    values = [[_value(point, share) for point in series.points] for series in comparison.series]
    steps = steps_to(max((n for each in values for n in each), default=0), whole=not share)
    top = steps[-1]
    xs = [_x(n, len(comparison.periods)) for n in range(len(comparison.periods))]
    ys = [[_y(n, top) for n in each] for each in values]
    labels = spread([each[-1] for each in ys])
    lines = [
        _line(number, series, xs, ys[number], labels[number], share=share)
        for number, series in enumerate(comparison.series)
    ]
    across = [Tick(_text(_y(step, top)), _number(step, share=share)) for step in steps]
    return Chart(lines, across, _below(comparison, xs), dense=len(xs) > MOST_MARKS)


def steps_to(most: float, *, whole: bool) -> list[float]:
    """Round numbers from 0 to the first that is not below ``most``, at most MOST_TICKS apart from 0."""
    size = 1.0 if whole else 0.0001
    while True:
        for factor in (1, 2, 5):
            step = size * factor
            needed = max(1, -int(-max(most, 0) // step))
            if needed <= MOST_TICKS:
                return [round(n * step, 6) for n in range(needed + 1)]
        size *= 10


def spread(places: Sequence[float]) -> list[float]:
    """Places for labels as near to where they belong as they can be without touching."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    found = list(places)
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + _APART)
    over = max(0.0, max(found, default=0.0) - BOTTOM)
    return [place - over for place in found]


def _line(
    number: int, series: Series, xs: list[float], ys: list[float], label: float, *, share: bool
) -> Line:
    places = [(_text(x), _text(y)) for x, y in zip(xs, ys, strict=True)]
    marks = [
        Mark(f"{x}%", f"{y}%", title_of(series.label, point, share=share), point.url)
        for (x, y), point in zip(places, series.points, strict=True)
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    return Line(number + 1, series.label, path, marks, f"{_text(label)}%")


def title_of(query: str, point: Point, *, share: bool) -> str:
    """ "oil, March 2014: 12 articles", with their share where that is asked for."""
    values = {
        "query": query,
        "period": point.period.label,
        "n": number_format(point.count, force_grouping=True),
        "percent": percent(point.percent),
    }
    if share:
        words = ngettext(
            "%(query)s, %(period)s: %(percent)s, %(n)s article",
            "%(query)s, %(period)s: %(percent)s, %(n)s articles",
            point.count,
        )
        return words % values
    words = ngettext(
        "%(query)s, %(period)s: %(n)s article", "%(query)s, %(period)s: %(n)s articles", point.count
    )
    return words % values


def percent(number: float) -> str:
    """ "1.25%", with two places that count for small shares."""
    places = 1 if number >= 10 else 2 if number >= 0.1 or number == 0 else 4
    return _("%(number)s%%") % {"number": number_format(round(number, places), places)}


def _value(point: Point, share: bool) -> float:
    return point.percent if share else float(point.count)


def _number(number: float, *, share: bool) -> str:
    if share:
        text = f"{number:.4f}".rstrip("0")
        return _("%(number)s%%") % {"number": number_format(number, len(text.partition(".")[2]))}
    return number_format(int(number), force_grouping=True)


def _x(place: int, number: int) -> float:
    return LEFT + (RIGHT - LEFT) * (place / (number - 1) if number > 1 else 0.5)


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _below(comparison: Comparison, xs: list[float]) -> list[Tick]:
    """The years, months under the chart, as under a timeline."""
    bars = [Bar(each.value, each.label, 0, 0, "", selected=False) for each in comparison.periods]
    timeline = Timeline(comparison.step, bars, None, 0, 0)
    ticks = []
    for x, (_bar, text, _place) in zip(xs, with_ticks(timeline), strict=True):
        if text:
            anchor = "start" if x < 8 else "end" if x > 92 else "middle"
            ticks.append(Tick(f"{_text(x)}%", text, anchor))
    return ticks
