"""A chart of a few lines over time, distinguished by colour, dashes and marks.

All positions are percentages of the chart's size, so that its text has the same size on every screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.charts.figures import percent, steps_to
from articles.charts.ticks import with_ticks
from articles.search.browse.comparison import Comparison, Point, Series
from articles.search.results import Bar, Timeline

LEFT, RIGHT, TOP, BOTTOM = 1.5, 98.5, 6.0, 97.0
MOST_MARKS = 40  # points of a line; with more, the marks would touch
_LABEL_GAP = 9.0  # percent of the height between two labels


@dataclass(frozen=True, slots=True)
class Tick:
    """A horizontal grid line with its number, or a label on the x axis; ``at`` is a percentage for SVG."""

    at: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line: its position, what it says on hover and focus, where those words stand, its link."""

    x: str
    y: str
    title: str
    anchor: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one search. ``number``, from 1, selects its dashes and mark; label_y positions its name."""

    number: int
    name: str
    path: str
    marks: list[Mark]
    label_y: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws. hatched: the place and width of each run of sparse periods."""

    lines: list[Line]
    across: list[Tick]
    below: list[Tick]
    dense: bool
    hatched: list[tuple[str, str]]


def draw_lines(comparison: Comparison) -> Chart:
    """Draw the chart of a comparison with at least one period."""
    share = comparison.asked.share
    values = [[_value(point, share) for point in series.points] for series in comparison.series]
    steps = steps_to(max((n for each in values for n in each), default=0), whole=not share)
    top = steps[-1]
    xs = [_x(n, len(comparison.periods)) for n in range(len(comparison.periods))]
    ys = [[_y(n, top) for n in each] for each in values]
    labels = spread([each[-1] for each in ys])
    lines = [
        _line(number, series, xs, ys[number], labels[number], held=comparison.all, share=share)
        for number, series in enumerate(comparison.series)
    ]
    across = [Tick(_text(_y(step, top)), _number(step, share=share)) for step in steps]
    return Chart(lines, across, _below(comparison, xs), len(xs) > MOST_MARKS, _hatched(comparison, xs))


def _hatched(comparison: Comparison, xs: Sequence[float]) -> list[tuple[str, str]]:
    """Return the runs of periods in which almost nothing is held, wider by half a period on each side."""
    half = (RIGHT - LEFT) / max(1, len(xs) - 1) / 2
    found = []
    for sparse, run in groupby(range(len(xs)), lambda n: comparison.periods[n].value in comparison.sparse):
        places = [xs[n] for n in run]
        begin, end = max(0.0, places[0] - half), min(100.0, places[-1] + half)
        if sparse:
            found.append((f"{_text(begin)}%", f"{_text(end - begin)}%"))
    return found


def spread(places: Sequence[float]) -> list[float]:
    """Move labels apart as little as possible, so that they do not touch."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    found = list(places)
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + _LABEL_GAP)
    over = max(0.0, max(found, default=0.0) - BOTTOM)
    return [place - over for place in found]


def _line(
    number: int,
    series: Series,
    xs: list[float],
    ys: list[float],
    label: float,
    *,
    held: Sequence[int],
    share: bool,
) -> Line:
    """Return a line, broken where there are no articles of which a share could be taken."""
    places = [(_text(x), _text(y)) for x, y in zip(xs, ys, strict=True)]
    marks = [
        Mark(f"{x}%", f"{y}%", title_of(series.label, point, share=share), _anchor(at), point.url)
        for at, (x, y), point, whole in zip(xs, places, series.points, held, strict=True)
        if whole
    ]
    path = ""
    for place, (x, y) in enumerate(places):
        if held[place]:
            joined = place > 0 and held[place - 1]
            alone = not joined and not any(held[place + 1 : place + 2])
            path += f"{'L' if joined else 'M'}{x} {y}{'h0' if alone else ''}"  # drawn as a dot
    return Line(number + 1, series.label, path, marks, f"{_text(label)}%")


def title_of(query: str, point: Point, *, share: bool) -> str:
    """Return "oil, March 2014: 12 articles", with the share if requested."""
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


def _value(point: Point, share: bool) -> float:
    return point.percent if share else float(point.count)


def _number(number: float, *, share: bool) -> str:
    if share:
        text = f"{number:.4f}".rstrip("0")
        return _("%(number)s%%") % {"number": number_format(number, len(text.partition(".")[2]))}
    return number_format(int(number), force_grouping=True)


def _anchor(x: float) -> str:
    """Return the text-anchor of words at this place, so that they stay within the chart."""
    return "start" if x < 33 else "end" if x > 67 else "middle"


def _x(place: int, number: int) -> float:
    return LEFT + (RIGHT - LEFT) * (place / (number - 1) if number > 1 else 0.5)


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _below(comparison: Comparison, xs: list[float]) -> list[Tick]:
    """Return the labels of the x axis, as under a timeline."""
    bars = [
        Bar(each.value, each.label, 0, 0, 0.0, sparse=False, url="", selected=False)
        for each in comparison.periods
    ]
    timeline = Timeline(comparison.step, bars, None, 0, 0)
    ticks = []
    for x, (_bar, text, _place) in zip(xs, with_ticks(timeline), strict=True):
        if text:
            anchor = "start" if x < 8 else "end" if x > 92 else "middle"
            ticks.append(Tick(f"{_text(x)}%", text, anchor))
    return ticks
