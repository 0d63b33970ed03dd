"""The concordance of an entity: every sentence that names it, as a page and as a file."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.exports.citations.citation import permanent_link
from articles.exports.formats import FORMATS
from articles.exports.tables import BOM, safe_cell
from articles.http import site_of
from articles.models import Entity
from articles.search.all_ids import MatchingIds
from articles.search.backend import counting
from articles.search.counting.interface import Counting
from articles.search.filters import ArticleFilterSet, Parameter
from articles.search.parameters import NumberField, ParameterField
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from articles.sentences.concordance import (
    ORDERS,
    Concordance,
    ConcordanceLine,
    Order,
    Read,
    by_date,
    by_words,
    lines_of,
    naming,
    only,
    page_of,
    without_repeats,
)
from articles.sentences.roles import career_of
from articles.views.entities.finding import Moved, find_entity
from articles.views.entities.life import role_label
from articles.views.entities.page import redirect_keeping
from articles.views.entities.scope import EntityScope
from articles.views.exports import PATIENCE, send

_CHUNK = 100  # articles read at a time for a file
_COLUMNS = ("article", "date", "source", "headline", "url", "field", "before", "name", "after", "sentence")


class SentenceFilterSet(ArticleFilterSet):
    """A search, with ``order`` of the lines, and the ``role`` and ``year`` that a person's page links to."""

    order = Parameter(ParameterField)
    role = Parameter(ParameterField)
    year = Parameter(NumberField, default=0, most=9999)


@require_safe
def sentences_page(request: HttpRequest, plural: str, slug: str) -> HttpResponse:
    """The page /people/<slug>/sentences/. All search parameters work here."""
    try:
        entity = find_entity(plural, slug)
    except Moved as moved:
        return redirect_keeping(request, f"{moved.entity.get_absolute_url()}sentences/")
    filters = SentenceFilterSet(request.GET)
    scope = EntityScope([entity], f"{entity.get_absolute_url()}sentences/")
    asked = scope.request(request.GET)
    order = _order(filters.form.cleaned_data["order"])
    with transaction.atomic(), limited():
        using = counting()
        selection = Selection(asked)
        if not using.total(Selection(scope.everything)):
            raise Http404("No published article mentions this.")
        role, year = filters.form.cleaned_data["role"], filters.form.cleaned_data["year"]
        found = role_sentences(entity, using, role, year, asked.page) if role else None
        shown = found or concordance(using, selection, naming([entity.pk]), order, asked.page)
    context = {
        "here": plural,
        "entity": entity,
        "concordance": shown,
        "role": role if found else "",
        "role_name": _role_label(entity, using, role) if found else "",
        "year": year,
        "order": order,
        "orders": _orders(asked, order),
        "asked": asked,
        "narrowed": not asked.changed(sort="", within=()).is_empty,
        "kept": [pair for pair in asked.parameters() if pair[0] not in {"after", "before", "page", "q"}],
        "csv_url": f"{entity.get_absolute_url()}sentences.csv{asked.query_string(page=1, sort='')}".rstrip(
            "?"
        ),
        "problems": asked.problems + selection.problems,
    }
    return render(request, "entities/sentences.html", context)


def concordance(using: Counting, selection: Selection, read: Read, order: Order, page: int) -> Concordance:
    """Return a page of the places in a selection of articles."""
    make = by_date if order in {"oldest", "newest"} else by_words
    return make(using, selection, read, order, page)


def role_sentences(entity: Entity, using: Counting, key: str, year: int, page: int) -> Concordance | None:
    """Return the sentences that give a person a role, in one year or in all; None without such a role."""
    career = career_of(entity, using)
    role = career.role(key)
    if role is None:
        return None
    given = [each for each in role.places if not year or each.year == year]
    ids = list(dict.fromkeys(each.article for each in given))
    places = {(each.article, each.place.field, each.place.start) for each in given}
    lines = without_repeats(lines_of(only(places, entity.pk)(ids)))
    return page_of(lines, page, len(ids), len(ids))


def _role_label(entity: Entity, using: Counting, key: str) -> str:
    role = career_of(entity, using).role(key)
    return role_label(role) if role else ""


def _order(value: str) -> Order:
    return next((each for each in ORDERS if each == value), "oldest")


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


@require_safe
def sentences_file(request: HttpRequest, plural: str, slug: str) -> HttpResponseBase:
    """All sentences that name an entity, as CSV: one row for each place, the oldest article first."""
    try:
        entity = find_entity(plural, slug)
    except Moved as moved:
        return redirect_keeping(request, f"{moved.entity.get_absolute_url()}sentences.csv")
    asked = EntityScope([entity], entity.get_absolute_url()).request(request.GET)
    ids = MatchingIds(asked.changed(sort="oldest"), patience=PATIENCE).ids
    if not ids and asked.changed(within=()).is_empty:
        raise Http404("No published article mentions this.")
    rows = _rows(ids, naming([entity.pk]), site_of(request))
    return send(request, rows, FORMATS["csv"].media_type, f"sentences-{entity.key.lower()}.csv")


def _rows(ids: Sequence[int], read: Read, site: str) -> Iterator[str]:
    """Yield the table. On an error, yield a last row that says so, and raise the error again."""
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
    day = article.published_on.isoformat() if article.published_on else ""
    source = article.source.name if article.source else ""
    address = permanent_link(article, site)
    words = (line.left.strip(), line.name, line.right.strip(), line.sentence)
    return (str(article.pk), day, source, article.headline, address, line.place.field, *words)


def _written(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(safe_cell(cell) for cell in cells)
    return text.getvalue()
