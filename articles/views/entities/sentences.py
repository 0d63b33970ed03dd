"""The concordance of an entity: every sentence that names it, as a page and as a file."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.exports.formats import FORMATS
from articles.http import site_of
from articles.models import Entity
from articles.search.all_ids import MatchingIds
from articles.search.backend import counting
from articles.search.filters import Parameter
from articles.search.parameters import NumberField, ParameterField
from articles.search.query.selection import Selection
from articles.search.timeouts import limited
from articles.sentences.concordance import (
    Concordance,
    concordance,
    lines_of,
    naming,
    only,
    page_of,
    without_repeats,
)
from articles.sentences.life import role_label
from articles.sentences.roles import Role, career_of
from articles.views.entities.finding import Moved, find_entity
from articles.views.entities.page import redirect_keeping
from articles.views.entities.scope import EntityScope
from articles.views.exports import PATIENCE, send
from articles.views.sentences import SentenceFilterSet, rows_of, sentence_context


class NamingFilterSet(SentenceFilterSet):
    """A search of sentences, with the ``role`` and ``year`` that a person's page links to."""

    role = Parameter(ParameterField)
    year = Parameter(NumberField, default=0, most=9999)


@require_safe
def sentences_page(request: HttpRequest, plural: str, slug: str) -> HttpResponse:
    """The page /people/<slug>/sentences/. All search parameters work here."""
    try:
        entity = find_entity(plural, slug)
    except Moved as moved:
        return redirect_keeping(request, f"{moved.entity.get_absolute_url()}sentences/")
    filters = NamingFilterSet(request.GET)
    scope = EntityScope([entity], f"{entity.get_absolute_url()}sentences/")
    asked = scope.request(request.GET)
    with transaction.atomic(), limited():
        using = counting()
        selection = Selection(asked)
        if not using.total(Selection(scope.everything)):
            raise Http404("No published article mentions this.")
        key, year = filters.form.cleaned_data["role"], filters.form.cleaned_data["year"]
        role = career_of(entity, using).role(key) if key else None
        found = role_sentences(entity, role, year, asked.page) if role else None
        shown = found or concordance(using, selection, naming([entity.pk]), filters.chosen_order, asked.page)
    context = {
        "here": plural,
        "entity": entity,
        "role": key if role else "",
        "role_name": role_label(role) if role else "",
        "year": year,
        "narrowed": not asked.changed(sort="", within=()).is_empty,
        "problems": asked.problems + selection.problems,
        **sentence_context(asked, shown, filters.chosen_order, f"{entity.get_absolute_url()}sentences.csv"),
    }
    return render(request, "entities/sentences.html", context)


def role_sentences(entity: Entity, role: Role, year: int, page: int) -> Concordance:
    """Return the sentences that give a person a role, in one year or, with 0, in all."""
    given = [each for each in role.places if not year or each.year == year]
    ids = list(dict.fromkeys(each.article for each in given))
    places = {(each.article, each.place.field, each.place.start) for each in given}
    lines = without_repeats(lines_of(only(places, entity.pk)(ids)))
    return page_of(lines, page, len(ids), len(ids))


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
    rows = rows_of(ids, naming([entity.pk]), site_of(request))
    return send(request, rows, FORMATS["csv"].media_type, f"sentences-{entity.key.lower()}.csv")
