"""Views that compare two or three searches over time, as a chart and as CSV."""

import csv
import io
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.charts.figures import percent
from articles.charts.line_chart import draw_lines
from articles.exports.tables import BOM, safe_cell
from articles.search.browse.comparison import MOST, CompareRequest, Comparison, compare
from articles.text import make_slug

_FORM = ("after", "before")
_NAME_CHARACTERS = 50


def compare_page(request: HttpRequest) -> HttpResponse:
    """The page with form, chart and table; see CompareRequest for the parameters."""
    asked = CompareRequest.from_params(request.GET)
    comparison = compare(asked)
    queries = list(filter(None, asked.queries))
    context = {
        "here": "compare",
        "base": "/articles/",
        "asked": asked,
        "comparison": comparison,
        "chart": draw_lines(comparison) if comparison.periods else None,
        "rows": _rows(comparison),
        "fields": [*comparison.series, *[None] * (MOST - len(comparison.series))],
        "kept": [pair for pair in asked.common.parameters() if pair[0] not in _FORM],
        "notes": [*asked.problems, *comparison.notes],
        "queries": queries,
        "unfiltered_url": "?" + urlencode([("q", query) for query in queries]),
        "count_url": asked.query_string(share=False),
        "share_url": asked.query_string(share=True),
        "year_url": asked.query_string(step="year"),
        "month_url": asked.query_string(step="month"),
        "csv_url": "/compare.csv" + asked.query_string(),
    }
    return render(request, "compare/page.html", context)


def _rows(comparison: Comparison) -> list[tuple[object, ...]]:
    """Return the table's rows: (period, (point, percentage text) of each search, count of all articles)."""
    columns = [[(point, percent(point.percent)) for point in series.points] for series in comparison.series]
    points = zip(*columns, strict=True) if columns else ()
    return list(zip(comparison.periods, points, comparison.all, strict=False))


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The counts as CSV: one row per period, one column per search, then all articles of the period."""
    comparison = compare(CompareRequest.from_params(request.GET))
    text = io.StringIO()
    writer = csv.writer(text)
    queries = [safe_cell(series.label) for series in comparison.series]
    writer.writerow([comparison.step, *queries, _("all articles")])
    for number, period in enumerate(comparison.periods):
        counts = [series.points[number].count for series in comparison.series]
        writer.writerow([period.value, *counts, comparison.all[number]])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    slug = make_slug(" ".join(series.label for series in comparison.series), "")[:_NAME_CHARACTERS].strip("-")
    name = "-".join(filter(None, ("compare", slug)))
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or ""
    response["X-Robots-Tag"] = "noindex"
    return response
