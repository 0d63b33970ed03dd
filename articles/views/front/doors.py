"""Prepares the three doors of the home page for the template."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.charts.period_chart import PeriodChart, draw_periods
from articles.models import Article, Entity
from articles.overview.doors import Door, Doors
from articles.partial_dates import Level, label_of, value_of
from articles.search.date_counts import ByDay, Months
from articles.views.entities.finding import pair_address

AROUND = 12  # months shown before and after that of an event
MOST_MONTHS = 72  # a longer span is shown by year


@dataclass(frozen=True, slots=True)
class Example:
    """A door as shown: the kind of example, its names, where it leads, and its articles over time.

    when: the month of an event. says: a sentence, shown if there is no article.
    """

    kind: str
    label: str
    names: tuple[Entity, ...]
    url: str
    articles: int
    drawn: PeriodChart
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
    year, most = max(door.dated.years.items(), key=lambda each: each[1])
    every = whole.years[year]
    says = ngettext(
        "Most often in %(year)s: in %(n)s of the %(all)s article from that year.",
        "Most often in %(year)s: in %(n)s of the %(all)s articles from that year.",
        every,
    ) % {"year": year, "n": intcomma(most), "all": intcomma(every)}
    url = door.names[0].get_absolute_url()
    drawn = draw_periods(door.dated.at("year"), whole.at("year"), "year")
    return Example("person", _("A person"), door.names, url, door.dated.total, drawn, says=says)


def _event(door: Door, whole: Months) -> Example:
    number = door.month.year * 12 + door.month.month - 1
    near = [each for each in whole.months if abs(each[0].year * 12 + each[0].month - 1 - number) <= AROUND]
    months = [each for each in door.dated.months if near[0][0] <= each[0] <= near[-1][0]]
    value = value_of(door.month, "month")
    return Example(
        kind="event",
        label=_("An event"),
        names=door.names,
        url=reverse("articles") + door.request.with_dates(value, value),
        articles=dict(door.dated.months)[door.month],
        drawn=draw_periods(months, near, "month"),
        when=label_of(door.month, "month"),
        article=door.article,
    )


def _pair(door: Door, whole: Months) -> Example:
    first, last = door.dated.at("year")[0][0], door.dated.at("year")[-1][0]

    def near(level: Level) -> ByDay:
        return tuple(each for each in whole.at(level) if first <= each[0] <= last)

    level: Level = "month" if len(near("month")) <= MOST_MONTHS else "year"
    return Example(
        kind="pair",
        label=_("Two names together"),
        names=door.names,
        url=pair_address(*door.names),
        articles=door.dated.total,
        drawn=draw_periods(door.dated.at(level), near(level), level),
        article=door.article,
    )
