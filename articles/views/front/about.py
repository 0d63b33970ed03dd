"""About this archive: what it holds, how names are found, rights and contact."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from articles.charts.small_chart import bars
from articles.models import Source
from articles.overview.holdings import Holdings, SourceHoldings, holdings
from articles.overview.precision import shown_precision
from articles.views.front.coverage import in_words

MOST_YEARS = 120  # in the table; earlier ones are combined in the first


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the table: its articles, their share in percent, its first and last year, bars by year."""

    source: Source
    articles: int
    share: float
    first: int | None
    last: int | None
    bars: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year, or the first shown with all before it; ``share``: articles in percent of the largest row's."""

    label: str
    query: str
    articles: int
    share: int


def about(request: HttpRequest) -> HttpResponse:
    """The page about the archive; its texts and figures come from what it holds."""
    held = holdings()
    years = held.coverage.years
    context = {
        "here": "about",
        "held": held,
        "coverage": held.coverage,
        "words": in_words(held.coverage),
        "span": (min(years), max(years)) if years else None,
        "years": _year_rows(years),
        "columns": len(years),
        "rows": [_row(each, held) for each in held.sources],
        "precision": shown_precision(),
        "contact": settings.CONTACT,
        "rights": settings.RIGHTS,
        "site_url": settings.SITE_URL,
    }
    return render(request, "about.html", context)


def _year_rows(years: dict[int, int]) -> list[YearRow]:
    rows = [(str(year), f"?after={year}&before={year}", n) for year, n in years.items()]
    combined = rows[:-MOST_YEARS]
    rows = rows[-MOST_YEARS:]
    if combined:
        year, _query, n = rows[0]
        earlier = sum(n for *_, n in combined)
        rows[0] = (gettext("%(year)s and earlier") % {"year": year}, f"?before={year}", earlier + n)
    most = max((n for *_, n in rows), default=1)
    return [YearRow(label, query, n, round(100 * n / most)) for label, query, n in rows]


def _row(each: SourceHoldings, held: Holdings) -> SourceRow:
    dated = [*each.years]
    return SourceRow(
        each.source,
        each.articles,
        100 * each.articles / held.coverage.articles,
        dated[0] if dated else None,
        dated[-1] if dated else None,
        bars([each.years.get(year, 0) for year in held.coverage.years]),
    )
