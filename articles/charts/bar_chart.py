"""A timeline as columns: what was found, in front of the same number of articles spread like the archive.

All heights are percentages of the chart's height, so that figures have the same size on every screen.
"""

from dataclasses import dataclass
from typing import Literal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from articles.charts.figures import percent, steps_to
from articles.charts.ticks import with_ticks
from articles.search.results import Bar, Timeline

ROOM = 0.86  # of the height is for bars; the rest is for figures above them
HIGHEST = 94  # of the height; a line of the scale above it would run into the legend
MOST_FIGURES = 16  # columns; of more, only the highest has its figure
LONGEST_FIGURE = 999  # figures above it are wider than a column
MOST_ON_PHONE = 8  # columns; of more, a phone shows the figure of the highest


@dataclass(frozen=True, slots=True)
class Column:
    """A bar as it is drawn.

    found, expected: heights, 0 where it is not to scale. figure: the number above it, or ""; narrow
    screens hide a minor one. words: its tooltip, also for screen readers. side: how the tooltip is aligned,
    so that it fits the screen.
    tick, place: its label, as in ``with_ticks``.
    """

    bar: Bar
    found: float
    expected: float
    figure: str
    minor: bool
    words: str
    side: Literal["start", "middle", "end"]
    tick: str
    place: str

    @property
    def top(self) -> float:
        """The height of the higher of the two; the figure is written above it."""
        return max(self.found, self.expected)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Columns, and the lines of the scale as (height, number)."""

    columns: list[Column]
    scale: list[tuple[float, str]]

    @property
    def has_sparse(self) -> bool:
        """Whether a column must be explained as sparse."""
        return any(column.bar.sparse for column in self.columns)


def draw_bars(timeline: Timeline) -> BarChart:
    """Draw a timeline, on one scale."""
    bars = timeline.bars
    drawn = [n for n, bar in enumerate(bars) if not bar.gathered]
    most = max((max(bars[n].count, bars[n].expected) for n in drawn), default=0)
    steps = steps_to(most, whole=True)
    unit = 100 * ROOM / max(most, 1)
    peak = max(drawn, key=lambda n: bars[n].count, default=0)
    all_figures = len(bars) <= MOST_FIGURES and most <= LONGEST_FIGURE
    columns = [
        Column(
            bar,
            0 if bar.gathered else round(unit * bar.count, 2),
            0 if bar.gathered else round(unit * bar.expected, 2),
            intcomma(bar.count) if bar.count and (all_figures or place == peak or bar.gathered) else "",
            len(drawn) > MOST_ON_PHONE and place != peak and not bar.gathered,
            in_words(bar, compared=timeline.compared),
            _side(place, len(bars)),
            tick,
            kind,
        )
        for place, (bar, tick, kind) in enumerate(with_ticks(timeline))
    ]
    scale = [(round(unit * step, 2), intcomma(int(step))) for step in steps if unit * step <= HIGHEST]
    return BarChart(columns, scale)


def place_of(timeline: Timeline, first: str, last: str) -> tuple[float, float]:
    """Return where a run of bars begins and ends, in percent of the width of all that are to scale.

    Raises ValueError if one of them is not to scale.
    """
    values = [bar.value for bar in timeline.bars if not bar.gathered]
    begin, end = values.index(first), values.index(last) + 1
    return round(100 * begin / len(values), 2), round(100 * end / len(values), 2)


def in_words(bar: Bar, *, compared: bool) -> str:
    """Return "28 of 396 articles of 2013, 7.1%", or "2013: 396 articles" for the whole archive."""
    n, held = intcomma(bar.count), intcomma(bar.held)
    if not compared or not bar.held:
        words = ngettext("%(label)s: %(n)s article", "%(label)s: %(n)s articles", bar.count)
        return words % {"label": bar.label, "n": n}
    said = ngettext(
        "%(n)s of %(held)s article of %(label)s", "%(n)s of %(held)s articles of %(label)s", bar.held
    ) % {"label": bar.label, "n": n, "held": held}
    return f"{said}, {percent(100 * bar.count / bar.held)}" if bar.count else said


def _side(place: int, number: int) -> Literal["start", "middle", "end"]:
    return "start" if 3 * place < number else "middle" if 3 * place < 2 * number else "end"
