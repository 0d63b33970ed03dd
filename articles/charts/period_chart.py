"""A small chart of articles by year or month, with the labels of its ends and its peak."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from articles.charts.small_chart import SmallChart, draw_small_chart
from articles.partial_dates import Level, label_of, value_of

Months = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class PeriodChart:
    """A chart with the years of its first and last bar, and its highest bar in words."""

    chart: SmallChart
    ends: tuple[str, str]
    peak: str


def count_by(months: Months, level: Level) -> dict[str, int]:
    """Count by years or months, as values in order."""
    found: Counter[str] = Counter()
    for month, n in months:
        found[value_of(month, level)] += n
    return dict(found)


def draw_periods(months: Months, whole: Months, level: Level) -> PeriodChart:
    """Draw the articles of some months before those of the whole archive, which has all of these months.

    Raises ValueError if there is nothing to draw.
    """
    every, found = count_by(whole, level), count_by(months, level)
    values = list(every)
    chart = draw_small_chart([found.get(value, 0) for value in values], list(every.values()))
    firsts = {value_of(month, level): month for month, _n in reversed(whole)}
    peak = values[chart.peak]
    words = _("%(n)s in %(when)s") % {"n": intcomma(found[peak]), "when": label_of(firsts[peak], level)}
    return PeriodChart(chart, (str(firsts[values[0]].year), str(firsts[values[-1]].year)), words)
