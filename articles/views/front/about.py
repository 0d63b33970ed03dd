"""About this archive: what it holds, how names are found, rights and contact."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.charts.spread import bars
from articles.models import Source
from articles.overview.holdings import Holdings, SourceHoldings, holdings
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


def about(request: HttpRequest) -> HttpResponse:
    """The page about the archive, written from what it holds."""
    held = holdings()
    years = held.coverage.years
    context = {
        "here": "about",
        "held": held,
        "coverage": held.coverage,
        "words": in_words(held.coverage),
        "years": [(year, n, round(100 * n / max(years.values()))) for year, n in years.items()][-MOST_YEARS:],
        "columns": len(years),
        "rows": [_row(each, held) for each in held.sources],
        "contact": settings.CONTACT,
        "rights": settings.RIGHTS,
        "site_url": settings.SITE_URL,
    }
    return render(request, "about.html", context)


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
