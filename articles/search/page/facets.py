"""Facets as shown on pages: counted values with labels and links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.search.backend import counting
from articles.search.counting.interface import Counts
from articles.search.facet_types import FACET_TYPES, FACETS, MULTIPLE, FacetName, Thing
from articles.search.query.entity_lookup import UNKNOWN
from articles.search.query.selection import Selection
from articles.search.request import Mode, SearchRequest
from articles.search.results import Facet, FacetValue, Mentioned, ModeLink
from articles.search.timeouts import limited

LABELS: dict[str, str] = {
    "country": gettext_noop("Countries"),
    "person": gettext_noop("People"),
    "organisation": gettext_noop("Organisations"),
    "place": gettext_noop("Places"),
    "author": gettext_noop("Authors"),
    "source": gettext_noop("Sources"),
}
#: The labels of the fields that search all values of a facet.
FIND: dict[str, str] = {
    "country": gettext_noop("Filter these countries"),
    "person": gettext_noop("Filter these people"),
    "organisation": gettext_noop("Filter these organisations"),
    "place": gettext_noop("Filter these places"),
    "author": gettext_noop("Filter these authors"),
    "source": gettext_noop("Filter these sources"),
}
#: What stands before "any of these" and "all of these".
LEADS: dict[str, str] = {
    "country": gettext_noop("Articles about"),
    "person": gettext_noop("Articles naming"),
    "organisation": gettext_noop("Articles naming"),
    "place": gettext_noop("Articles naming"),
    "author": gettext_noop("Articles by"),
}
#: The columns of values that pages need: of each model in its own order, and of all of them.
_SHOWN = {
    each.model: tuple(f.attname for f in each.model._meta.concrete_fields if f.attname in each.shown)
    for each in FACET_TYPES.values()
}
_COLUMNS = tuple(dict.fromkeys(name for names in _SHOWN.values() for name in names))
_MODELS = {model._meta.db_table: model for model in _SHOWN}
MODES: dict[Mode, str] = {"any": gettext_noop("any of these"), "all": gettext_noop("all of these")}


class Directory:
    """The entities, sources and authors named on a page, fetched together by one query."""

    def __init__(self, ids: Mapping[str, Iterable[int]]) -> None:
        """``ids``: the ids of the values of each facet; those that no row has are ignored."""
        wanted: dict[type[Thing], set[int]] = {model: set() for model in _SHOWN}
        for facet, more in ids.items():
            wanted[FACET_TYPES[facet].model].update(more)
        self._things: dict[type[Thing], dict[int, Any]] = {model: {} for model in wanted}
        models = {model: list(pks) for model, pks in wanted.items() if pks - {UNKNOWN}}
        if not models:
            return
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(map(_select, models)), list(models.values()))
            for table, pk, *values in cursor.fetchall():
                model, row = _MODELS[table], dict(zip(_COLUMNS, values, strict=True))
                shown = ["id", *_SHOWN[model]], [pk, *(row[name] for name in _SHOWN[model])]
                self._things[model][pk] = model.from_db(connection.alias, *shown)

    def find(self, facet: str, pk: int) -> Any | None:
        """Return the entity or source of a facet value, None if it was deleted after the count."""
        return self._things[FACET_TYPES[facet].model].get(pk)

    def all(self, facet: str, ids: Iterable[int]) -> list[Any]:
        """Return the entities or sources of facet values, in order, without those that were deleted."""
        return [thing for pk in ids if (thing := self.find(facet, pk)) is not None]

    def name(self, facet: str, pk: int, key: str) -> str:
        """Return the display name of a chosen value, ``key`` if it does not exist."""
        thing = self.find(facet, pk)
        return thing.label if thing else key


def _select(model: type[Thing]) -> str:
    table = model._meta.db_table
    columns = ", ".join(name if name in _SHOWN[model] else "NULL" for name in _COLUMNS)
    return f"SELECT '{table}', id, {columns} FROM {table} WHERE id = ANY(%s)"  # noqa: S608  (made of constants)


def build_facets(
    selection: Selection, counts: Counts, directory: Directory, named: int = 0
) -> dict[str, Facet]:
    """Return all facets in display order, most frequent values first, including all chosen ones.

    named: how many articles name the only country that is chosen, even in passing.
    """
    facets: dict[str, Facet] = {}
    for name in FACETS:
        counted = counts.facets[name]
        known = dict(counted.values)
        missing = [(pk, 0) for pk in dict.fromkeys(selection.named(name)) if pk not in known]
        widens = selection.request.widens(name)
        added = (*counted.added, *(0 for _ in missing)) if widens else ()
        values = make_values(selection.request, name, [*counted.values, *missing], added, directory)
        facets[name] = make_facet(selection.request, name, values, counted.distinct)
    if named > counts.total:
        mentioned = _mentioned(selection, counts.total, named, directory)
        facets["country"] = replace(facets["country"], mentioned=mentioned)
    return facets


def _mentioned(selection: Selection, about: int, named: int, directory: Directory) -> Mentioned:
    request = selection.request
    (key,), (pk, *_others) = request.country, selection.ids["country"]
    q = f"mentions:{key} ({request.q})" if request.q else f"mentions:{key}"
    url = request.without("country").query_string(q=q, country_mode="any")
    return Mentioned(directory.name("country", pk, key), about, named, url)


def make_facet(request: SearchRequest, name: FacetName, values: list[FacetValue], total: int) -> Facet:
    """Return a facet, with links to its modes if any value is chosen."""
    modes = _modes(request, name) if name in MULTIPLE and request.selected(name) else ()
    lead = _(LEADS[name]) if modes else ""
    return Facet(name, _(LABELS[name]), values, total, request.mode(name), modes, lead, _(FIND[name]))


def _modes(request: SearchRequest, name: FacetName) -> tuple[ModeLink, ...]:
    return tuple(
        ModeLink(mode, _(label), request.query_string(**{f"{name}_mode": mode}), mode == request.mode(name))
        for mode, label in MODES.items()
    )


def make_values(
    request: SearchRequest,
    facet: FacetName,
    counted: Sequence[tuple[int, int]],
    added: Sequence[int],
    directory: Directory,
) -> list[FacetValue]:
    """Return the facet values of (id, articles) pairs, in the same order; ``added`` as in FacetCounts."""
    values = []
    for (pk, count), more in zip(counted, added or repeat(None), strict=False):
        thing = directory.find(facet, pk)
        if thing is None:
            continue
        key = thing.key
        excluded = key in request.excluded(facet)
        values.append(
            FacetValue(
                value=key,
                name=thing.name,
                label=thing.label,
                count=count,
                selected=key in request.selected(facet) and not excluded,
                toggle_url=request.toggle(facet, key),
                added=more,
                excluded=excluded,
                without_url=request.toggle_excluded(facet, key),
            )
        )
    return with_shares(values)


def with_shares(values: Sequence[FacetValue]) -> list[FacetValue]:
    """Return the values with their figures as percentages of the largest one."""
    most = max((value.figure for value in values), default=0)
    return [
        replace(value, share=max(1, round(100 * value.figure / most)) if value.figure else 0)
        for value in values
    ]


def all_values(
    request: SearchRequest, facet: FacetName, *, text: str = "", offset: int = 0, limit: int = 200
) -> Facet:
    """Return one page of all values of a facet: most articles first, then by name.

    ``text`` keeps the values with it in a name; ``total`` counts those. Raises SearchTooCostly.
    """
    with transaction.atomic(), limited():
        listed = counting().values(Selection(request), facet, text, offset, limit)
        directory = Directory({facet: [pk for pk, _ in listed.values]})
    values = make_values(request, facet, listed.values, listed.added, directory)
    return make_facet(request, facet, values, listed.total)
