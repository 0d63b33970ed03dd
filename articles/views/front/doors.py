"""Prepares the three doors of the home page for the template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.charts.small_chart import SmallChart, draw_small_chart
from articles.models import Article, Entity
from articles.overview.doors import Door, Doors
from articles.search.partial_dates import Level, label_of, value_of
from articles.views.entities.finding import pair_address

AROUND = 12  # months shown before and after that of an event
MOST_MONTHS = 72  # a longer span is shown by year

Months = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Example:
    """A door as shown: the kind of example, its names, where it leads, and a chart.

    ends: the labels of its first and last bar. peak: the highest bar in words. when: the month of an event.
    says: a sentence, shown if there is no article.
    """

    kind: str
    label: str
    names: tuple[Entity, ...]
    url: str
    articles: int
    chart: SmallChart
    ends: tuple[str, str]
    peak: str
    when: str = ""
    says: str = ""
    article: Article | None = None


def examples(doors: Doors, whole: Months) -> list[Example]:
    """Return the doors that the archive has; ``whole``: all its articles by month."""
    return [
        shown
        for door, show in ((doors.person, _person), (doors.event, _event), (doors.pair, _pair))
        if door and (shown := show(door, whole))
    ]


def _person(door: Door, whole: Months) -> Example:
    chart, ends, peak = _chart(door.months, whole, "year")
    by_year = _by(door.months, "year")
    year, most = max(by_year.items(), key=lambda each: each[1])
    every = _by(whole, "year")[year]
    says = ngettext(
        "Most often in %(year)s: in %(n)s of the %(all)s article from that year.",
        "Most often in %(year)s: in %(n)s of the %(all)s articles from that year.",
        every,
    ) % {"year": year, "n": intcomma(most), "all": intcomma(every)}
    url = door.names[0].get_absolute_url()
    return Example("person", _("A person"), door.names, url, door.articles, chart, ends, peak, says=says)


def _event(door: Door, whole: Months) -> Example:
    number = door.month.year * 12 + door.month.month - 1
    near = [each for each in whole if abs(each[0].year * 12 + each[0].month - 1 - number) <= AROUND]
    months = [each for each in door.months if near[0][0] <= each[0] <= near[-1][0]]
    chart, ends, peak = _chart(months, near, "month")
    value = value_of(door.month, "month")
    return Example(
        kind="event",
        label=_("An event"),
        names=door.names,
        url=reverse("articles") + door.request.with_dates(value, value),
        articles=dict(door.months)[door.month],
        chart=chart,
        ends=ends,
        peak=peak,
        when=label_of(door.month, "month"),
        article=door.article,
    )


def _pair(door: Door, whole: Months) -> Example:
    first, last = door.months[0][0], door.months[-1][0]
    near = [each for each in whole if first <= each[0] <= last]
    chart, ends, peak = _chart(door.months, near, "month" if len(near) <= MOST_MONTHS else "year")
    url = pair_address(*door.names)
    return Example(
        kind="pair",
        label=_("Two names together"),
        names=door.names,
        url=url,
        articles=door.articles,
        chart=chart,
        ends=ends,
        peak=peak,
        article=door.article,
    )


def _by(months: Months, level: Level) -> dict[str, int]:
    """Count by the first days of years or months, as values in order."""
    found: Counter[str] = Counter()
    for month, n in months:
        found[value_of(month, level)] += n
    return dict(found)


def _chart(months: Months, whole: Months, level: Level) -> tuple[SmallChart, tuple[str, str], str]:
    """Draw the months before the whole archive; return the labels of both ends and the peak, too."""
    every = _by(whole, level)
    found = _by(months, level)
    values = list(every)
    chart = draw_small_chart([found.get(value, 0) for value in values], list(every.values()))
    firsts = {value_of(month, level): month for month, _ in reversed(whole)}
    peak = values[chart.peak]
    words = _("%(n)s in %(when)s") % {"n": intcomma(found[peak]), "when": label_of(firsts[peak], level)}
    ends = (str(firsts[values[0]].year), str(firsts[values[-1]].year))
    return chart, ends, words
