"""Concordances as pages and files: of the words of a search, and what those of entities have in common."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.exports.citations.citation import permanent_link
from articles.exports.formats import FORMATS
from articles.exports.tables import BOM, safe_cell
from articles.http import site_of
from articles.search.all_ids import MatchingIds
from articles.search.backend import counting
from articles.search.filters import ArticleFilterSet, Parameter
from articles.search.page.navigation import chips_of
from articles.search.parameters import ParameterField
from articles.search.query.compiler import read_query
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from articles.sentences.concordance import (
    MOST_PLACES,
    ORDERS,
    Concordance,
    ConcordanceLine,
    Order,
    Read,
    concordance,
    containing,
    lines_of,
)
from articles.views.exports import PATIENCE, file_name, send

_CHUNK = 100  # articles read at a time for a file
_COLUMNS = ("article", "date", "source", "headline", "url", "field", "before", "name", "after", "sentence")


class SentenceFilterSet(ArticleFilterSet):
    """A search, with ``order`` of the lines."""

    order = Parameter(ParameterField)

    @property
    def chosen_order(self) -> Order:
        """The order asked for, oldest first if that order is unknown."""
        asked = self.form.cleaned_data["order"]
        return next((each for each in ORDERS if each == asked), "oldest")


@require_safe
def search_sentences(request: HttpRequest) -> HttpResponse:
    """The page /articles/sentences/: every place that has the words of a search."""
    filters = SentenceFilterSet(request.GET)
    asked = filters.search_request
    with transaction.atomic(), limited():
        selection = Selection(asked)
        terms = selection.query.terms
        shown = (
            concordance(
                counting(), selection, containing(terms, MOST_PLACES), filters.chosen_order, asked.page
            )
            if terms
            else None
        )
        chips = chips_of(selection)
    understanding = selection.query.understanding
    context = {
        "here": "articles",
        "base": reverse("search-sentences"),
        "chips": chips,
        "clear_url": asked.without("filters").query_string(),
        "problems": (*understanding.notes, *selection.problems),
        "back_url": asked.query_string(page=1),
        "understanding": understanding,
        **sentence_context(asked, shown, filters.chosen_order, reverse("search-sentences-file")),
    }
    return render(request, "articles/sentences.html", context)


@require_safe
def search_sentences_file(request: HttpRequest) -> HttpResponseBase:
    """All places that have the words of a search, as CSV, the oldest article first.

    A search without words is redirected to the page, which says what to do.
    """
    asked = ArticleFilterSet(request.GET).search_request
    terms = read_query(asked.q).terms
    if not terms:
        return HttpResponseRedirect(f"{reverse('search-sentences')}{asked.query_string()}")
    ids = MatchingIds(asked.changed(sort="oldest"), patience=PATIENCE).ids
    rows = rows_of(ids, containing(terms), site_of(request))
    return send(request, rows, FORMATS["csv"].media_type, f"{file_name(asked, 'sentences')}.csv")


def sentence_context(
    asked: SearchRequest, shown: Concordance | None, order: Order, file: str
) -> dict[str, object]:
    """Return the template context that all concordances share. file: the address of the CSV file."""
    return {
        "asked": asked,
        "concordance": shown,
        "order": order,
        "orders": _orders(asked, order),
        "kept": [pair for pair in asked.parameters() if pair[0] not in {"after", "before", "page", "q"}],
        "csv_url": f"{file}{asked.query_string(page=1, sort='')}".rstrip("?"),
    }


def _orders(asked: SearchRequest, chosen: Order) -> list[tuple[str, str, bool]]:
    labels = {
        "oldest": _("oldest first"),
        "newest": _("newest first"),
        "before": _("the word before"),
        "after": _("the word after"),
        "source": _("source"),
    }
    query = asked.query_string(page=1, sort="")
    joined = "" if query == "?" else "&"
    return [
        (labels[each], f"{query}{joined}order={each}" if each != "oldest" else query, each == chosen)
        for each in ORDERS
    ]


def rows_of(ids: Sequence[int], read: Read, site: str) -> Iterator[str]:
    """Yield a table of all places. On an error, yield a last row that says so, and raise the error again."""
    yield BOM + _written(_COLUMNS)
    try:
        for begin in range(0, len(ids), _CHUNK):
            lines = lines_of(read(ids[begin : begin + _CHUNK]))
            if not connection.in_atomic_block:
                connection.close()  # a slow client keeps nobody waiting
            yield "".join(_written(_cells(line, site)) for line in lines)
    except Exception:
        yield FORMATS["csv"].broken
        raise


def _cells(line: ConcordanceLine, site: str) -> tuple[str, ...]:
    article = line.article
    day = article.edtf
    source = article.source.name if article.source else ""
    address = permanent_link(article, site)
    words = (line.left.strip(), line.name, line.right.strip(), line.sentence)
    return (str(article.pk), day, source, article.headline, address, line.place.field, *words)


def _written(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(safe_cell(cell) for cell in cells)
    return text.getvalue()
