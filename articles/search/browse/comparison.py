"""Compare a few searches over time: their share or number of the articles of each year or month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles.partial_dates import label_of, value_of
from articles.search.backend import counting
from articles.search.browse.line import in_words
from articles.search.date_counts import Months
from articles.search.filters import ArticleFilterSet
from articles.search.page.backdrop import Backdrop
from articles.search.page.navigation import filters_in_words
from articles.search.page.timeline import sparse_periods
from articles.search.query.selection import Selection
from articles.search.request import PER_PAGE, SearchRequest
from articles.search.results import Understanding
from articles.search.timeouts import limited

Step = Literal["year", "month"]
MOST = 5  # searches in one comparison
MOST_POINTS = 240  # on a line: 20 years by month, or more years than any archive covers
SHORT = 60  # months; up to this span, months are the default step


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """The parameters of a comparison: ``q`` up to MOST times, and every other parameter of a search.

    queries: the first may be "" for a search by filters alone. common: the filters of all searches. step: ""
    to choose it by the span. share: show shares of all articles, unless ``as`` is "count".
    """

    queries: tuple[str, ...]
    common: SearchRequest
    step: Literal["", "year", "month"] = ""
    share: bool = True
    problems: tuple[str, ...] = ()

    @classmethod
    def from_params(cls, params: QueryDict) -> "CompareRequest":
        """Read URL parameters. Never raises: invalid values are dropped and reported in ``problems``."""
        rest = params.copy()
        rest.pop("q", None)
        common = ArticleFilterSet(rest).search_request
        problems = [*common.problems]
        queries: list[str] = []
        for place, text in enumerate(params.getlist("q")[: 4 * MOST] or [""]):
            one = QueryDict(mutable=True)
            one["q"] = text
            read = ArticleFilterSet(one).search_request
            problems += read.problems
            if read.q not in queries and (read.q or (place == 0 and common.has_filters)):
                queries.append(read.q)
        if len(queries) > MOST:
            problems.append(_("Only the first %(n)s searches are compared.") % {"n": MOST})
        return cls(
            queries=tuple(queries[:MOST]),
            common=common.changed(sort="", per_page=PER_PAGE),
            step={"year": "year", "month": "month"}.get(params.get("by") or "", ""),  # type: ignore[arg-type]
            share=params.get("as") != "count",
            problems=tuple(dict.fromkeys(problems)),
        )

    def searches(self) -> list[SearchRequest]:
        """Return one request for each query."""
        return [self.common.changed(q=query) for query in self.queries]

    def with_queries(self, queries: Sequence[str]) -> "CompareRequest":
        """Return a comparison of other searches."""
        return replace(self, queries=tuple(dict.fromkeys(queries)), problems=())

    def without(self, query: str) -> str:
        """Return the query string without one of the searches."""
        return self.with_queries([each for each in self.queries if each != query]).query_string()

    def query_string(self, *, step: str | None = None, share: bool | None = None) -> str:
        """Return "?q=…&q=…" for this comparison, with another step or measure."""
        pairs = QueryDict(mutable=True)
        pairs.setlist("q", list(self.queries))
        for name, value in self.common.parameters():
            pairs.appendlist(name, value)
        if chosen := self.step if step is None else step:
            pairs["by"] = chosen
        if not (self.share if share is None else share):
            pairs["as"] = "count"
        return "?" + pairs.urlencode()


@dataclass(frozen=True, slots=True)
class Period:
    """A year or month: value "2014" or "2014-03". ``after`` and ``before`` are the dates its links search."""

    value: str
    label: str
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Point:
    """The articles of one search in one period; ``percent`` of all articles in it. ``url`` lists them."""

    period: Period
    count: int
    percent: float
    url: str


@dataclass(frozen=True, slots=True)
class Series:
    """One search over all periods; ``label`` is its names and words, or its filters.

    unplaced: articles whose date is longer than a period.
    """

    query: str
    label: str
    points: list[Point]
    total: int
    undated: int
    unplaced: int
    url: str
    understanding: Understanding
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The results of a comparison.

    all: the articles of each period that match the common filters. sparse: the periods of which the archive,
    or the chosen source, holds almost nothing.
    """

    asked: CompareRequest
    step: Step
    periods: list[Period]
    series: list[Series]
    all: list[int]
    notes: tuple[str, ...] = ()
    sparse: frozenset[str] = frozenset()


def compare(asked: CompareRequest) -> Comparison:
    """Run the searches of a comparison. Raises SearchTooCostly."""
    with transaction.atomic(), limited():
        using = counting()
        selections = [Selection(request) for request in asked.searches()]
        counted = [using.months(selection) for selection in selections]
        everything = using.months(Selection(asked.common)) if asked.queries else Months()
        behind = Backdrop.of(asked.common, None, using) if asked.queries else Backdrop()
    within = [_within(asked.common, found) for found in counted]
    span = _span(asked.common, within)
    step, notes = _step(asked, span)
    periods = list(_periods(_widened(asked.common, span, step), step)) if span else []
    if len(periods) > MOST_POINTS:
        periods = periods[-MOST_POINTS:]
        notes = (*notes, _("Only the latest %(n)s years are shown.") % {"n": MOST_POINTS})
    every = _by_period(_within(asked.common, everything), periods, step)
    series = [
        _series(selection, found, periods, step, every)
        for selection, found in zip(selections, within, strict=True)
    ]
    sparse = sparse_periods(behind, step, [period.value for period in periods])
    return Comparison(asked, step, periods, series, every, notes, frozenset(sparse))


def _within(common: SearchRequest, counted: Months) -> Months:
    """Return the articles of whole months within the chosen dates, which the counts ignore."""
    after, before = common.dates
    if after is None and before is None:
        return counted
    return counted.within(after.first if after else None, before.last if before else None)


def _span(common: SearchRequest, months: Sequence[Months]) -> tuple[date, date] | None:
    """Return the first and last month to show: the chosen dates, else those of the matches."""
    found = [month for each in months for month, _ in each._replace(yearly=()).at("year")]
    if not found:
        return None
    after, before = common.dates
    first = after.first.replace(day=1) if after else min(found)
    last = before.last.replace(day=1) if before else max(found)
    return first, last


def _step(asked: CompareRequest, span: tuple[date, date] | None) -> tuple[Step, tuple[str, ...]]:
    if span is None:
        return asked.step or "year", ()
    months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
    if asked.step == "month" and months > MOST_POINTS:
        return "year", (_("Shown by year because the range is too long for months."),)
    return asked.step or ("month" if months <= SHORT else "year"), ()


def _widened(common: SearchRequest, span: tuple[date, date], step: Step) -> tuple[date, date]:
    """Extend the span to whole years, except where the chosen dates limit it."""
    first, last = span
    if step == "month":
        return span
    return first if common.after else first.replace(month=1), last if common.before else last.replace(
        month=12
    )


def _periods(span: tuple[date, date], step: Step) -> Iterator[Period]:
    first, last = span
    if step == "year":
        for year in range(first.year, last.year + 1):
            begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 1))
            whole = begin.month == 1 and end.month == 12
            after, before = (value_of(day, "year" if whole else "month") for day in (begin, end))
            yield Period(str(year), str(year), after, before)
        return
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        month = date(number // 12, number % 12 + 1, 1)
        value = value_of(month, "month")
        yield Period(value, label_of(month, "month"), value, value)


def _by_period(months: Months, periods: Sequence[Period], step: Step) -> list[int]:
    counts = dict.fromkeys((period.value for period in periods), 0)
    for month, n in months.at(step):
        value = value_of(month, step)
        if value in counts:
            counts[value] += n
    return list(counts.values())


def _series(
    selection: Selection, dated: Months, periods: list[Period], step: Step, every: list[int]
) -> Series:
    request, found = selection.request, _by_period(dated, periods, step)
    points = [
        Point(period, n, 100 * n / whole if whole else 0.0, request.with_dates(period.after, period.before))
        for period, n, whole in zip(periods, found, every, strict=True)
    ]
    return Series(
        query=request.q,
        label=in_words(selection.query.understanding, request.q) or " · ".join(filters_in_words(selection)),
        points=points,
        total=sum(found),
        undated=dated.undated,
        unplaced=dated.longer_than(step),
        url=request.query_string(),
        understanding=selection.query.understanding,
        problems=selection.problems,
    )
