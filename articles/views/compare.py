"""Views that compare searches over time, as a chart and as CSV."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.charts.figures import percent
from articles.charts.line_chart import draw_lines
from articles.exports.tables import BOM, safe_cell
from articles.search.browse.comparison import MOST, CompareRequest, Comparison, compare
from articles.search.browse.picking import Picked, frequent_names, pick
from articles.text import make_slug

_FORM = ("after", "before")
_NAME_CHARACTERS = 50
Asked = Sequence[tuple[str, str]]  # texts to add as lines, each with its kind


def compare_page(request: HttpRequest) -> HttpResponse:
    """The page with form, chart and table; see CompareRequest for the parameters.

    ``add`` and ``kind``, which can repeat together, add lines: a name or words and what they are. The answer
    redirects to the comparison that has them, or asks which name is meant.
    """
    asked = CompareRequest.from_params(request.GET)
    adding = [pair for pair in read_adding(request.GET) if pair[0]]
    while adding and len(asked.queries) < MOST:
        picked = pick(*adding[0])
        if len(picked.picks) != 1:
            return _page(request, asked, picked, adding)
        asked = asked.with_queries([*asked.queries, picked.picks[0].query])
        adding = adding[1:]
    if "add" in request.GET:
        return HttpResponseRedirect(request.path + asked.query_string())
    return _page(request, asked)


def read_adding(params: QueryDict) -> Asked:
    """Return the texts of the form with their kinds, "" for a field that is empty."""
    pairs = zip_longest(params.getlist("add")[:MOST], params.getlist("kind")[:MOST], fillvalue="")
    return [(text.strip(), kind) for text, kind in pairs]


def _page(
    request: HttpRequest,
    asked: CompareRequest,
    picked: Picked | None = None,
    adding: Asked = (),
) -> HttpResponse:
    comparison = compare(asked)
    queries = list(filter(None, asked.queries))
    missing = [picked.problem] if picked and picked.problem else []
    context = {
        "here": "compare",
        "base": "/articles/",
        "asked": asked,
        "comparison": comparison,
        "chart": draw_lines(comparison) if comparison.periods else None,
        "rows": _rows(comparison),
        "room": MOST - len(asked.queries),
        "most": MOST,
        "picked": picked,
        "frequent": frequent_names() if not asked.queries else [],
        "adding": adding or [("", ""), ("", "")][: 1 if asked.queries else 2],
        "offers": _offers(asked, picked, adding),
        "without": {query: asked.without(query) for query in asked.queries},
        "kept": [pair for pair in asked.common.parameters() if pair[0] not in _FORM],
        "notes": [*asked.problems, *comparison.notes, *missing],
        "queries": queries,
        "unfiltered_url": "?" + urlencode([("q", query) for query in queries]),
        "count_url": asked.query_string(share=False),
        "share_url": asked.query_string(share=True),
        "year_url": asked.query_string(step="year"),
        "month_url": asked.query_string(step="month"),
        "csv_url": "/compare.csv" + asked.query_string(),
    }
    return render(request, "compare/page.html", context)


def _offers(asked: CompareRequest, picked: Picked | None, adding: Asked) -> list[tuple[object, str]]:
    """Return each name that a text may mean with the address that adds it, and what else was to be added."""
    picks = picked.picks if picked else []
    return [(each, address_adding(asked, each.query, adding[1:])) for each in picks]


def address_adding(asked: CompareRequest, query: str, others: Asked) -> str:
    """Return the query string that adds a line to a comparison, and other texts still to be added."""
    rest = [pair for text, kind in others if text for pair in (("add", text), ("kind", kind))]
    more = f"&{urlencode(rest)}" if rest else ""
    return asked.with_queries([*asked.queries, query]).query_string() + more


def _rows(comparison: Comparison) -> list[tuple[object, ...]]:
    """Return the table's rows: (period, (point, percentage text) of each search, count of all articles)."""
    columns = [[(point, percent(point.percent)) for point in series.points] for series in comparison.series]
    points = zip(*columns, strict=True) if columns else ()
    return list(zip(comparison.periods, points, comparison.all, strict=False))


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The figures as CSV, a row for each period: articles of each search, all articles, shares in percent."""
    comparison = compare(CompareRequest.from_params(request.GET))
    text = io.StringIO()
    writer = csv.writer(text)
    names = [series.label for series in comparison.series]
    shares = [_("%(name)s (%% of all)") % {"name": name} for name in names]
    writer.writerow([comparison.step, *map(safe_cell, [*names, _("all articles"), *shares])])
    for number, period in enumerate(comparison.periods):
        points = [series.points[number] for series in comparison.series]
        counts = [point.count for point in points]
        rates = [round(point.percent, 4) for point in points]
        writer.writerow([period.value, *counts, comparison.all[number], *rates])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    slug = make_slug(" ".join(names), "")[:_NAME_CHARACTERS].strip("-")
    name = "-".join(filter(None, ("compare", slug)))
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or ""
    response["X-Robots-Tag"] = "noindex"
    return response
