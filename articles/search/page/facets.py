"""Facets as pages show them: counted values with their labels and links."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Entity, Source
from articles.search.backend import counting
from articles.search.counting.interface import Counts
from articles.search.query.selection import Selection
from articles.search.request import FACETS, MULTIPLE, FacetName, SearchRequest
from articles.search.results import Facet, FacetValue
from articles.search.timeouts import limited

LABELS: dict[str, str] = {
    "country": gettext_noop("Countries"),
    "person": gettext_noop("People"),
    "organisation": gettext_noop("Organisations"),
    "place": gettext_noop("Places"),
    "source": gettext_noop("Sources"),
}
#: What the field says that finds among all values of a facet.
FIND: dict[str, str] = {
    "country": gettext_noop("Find among these countries"),
    "person": gettext_noop("Find among these people"),
    "organisation": gettext_noop("Find among these organisations"),
    "place": gettext_noop("Find among these places"),
    "source": gettext_noop("Find among these sources"),
}


class Directory:
    """The entities and sources that a page names, fetched together."""

    def __init__(self, entity_ids: Iterable[int], source_ids: Iterable[int]) -> None:
        self.entities: Mapping[int, Entity] = Entity.objects.only("kind", "name", "slug", "code").in_bulk(
            set(entity_ids)
        )
        self.sources: Mapping[int, Source] = Source.objects.only("name", "slug").in_bulk(set(source_ids))

    def find(self, facet: str, pk: int) -> Entity | Source | None:
        """The entity or source of a facet's value, None where it has been deleted since it was counted."""
        return self.sources.get(pk) if facet == "source" else self.entities.get(pk)

    def name(self, facet: str, pk: int, key: str) -> str:
        """The name to show for a chosen value: ``key`` itself where nothing bears it."""
        thing = self.find(facet, pk)
        return thing.name if thing else key


def key_of(thing: Entity | Source) -> str:
    """What stands for an entity or a source in URLs."""
    return thing.key if isinstance(thing, Entity) else thing.slug


def build_facets(selection: Selection, counts: Counts, directory: Directory) -> dict[str, Facet]:
    """All facets in display order, most frequent values first and chosen ones always among them."""
    facets: dict[str, Facet] = {}
    for name in FACETS:
        counted = counts.facets[name]
        known = dict(counted.values)
        missing = [(pk, 0) for pk in dict.fromkeys(selection.named(name)) if pk not in known]
        values = make_values(selection.request, name, [*counted.values, *missing], directory)
        facets[name] = make_facet(selection.request, name, values, counted.distinct)
    return facets


def make_facet(request: SearchRequest, name: FacetName, values: list[FacetValue], total: int) -> Facet:
    """A facet with the link to its other mode, where it has several values to join."""
    mode, several = request.mode(name), name in MULTIPLE and len(request.selected(name)) > 1
    other = request.query_string(**{f"{name}_mode": "any" if mode == "all" else "all"}) if several else ""
    return Facet(name, _(LABELS[name]), values, total, mode, other, _(FIND[name]))


def make_values(
    request: SearchRequest, facet: FacetName, counted: Iterable[tuple[int, int]], directory: Directory
) -> list[FacetValue]:
    """Facet values from (id, articles), in this order."""
    pairs = list(counted)
    most = max((count for _, count in pairs), default=0)
    values = []
    for pk, count in pairs:
        thing = directory.find(facet, pk)
        if thing is None:
            continue
        key = key_of(thing)
        share = max(1, round(100 * count / most)) if count else 0
        excluded = key in request.excluded(facet)
        values.append(
            FacetValue(
                value=key,
                label=thing.name,
                count=count,
                selected=key in request.selected(facet) and not excluded,
                toggle_url=request.toggle(facet, key),
                share=share,
                excluded=excluded,
                without_url=request.toggle_excluded(facet, key),
            )
        )
    return values


def all_values(
    request: SearchRequest, facet: FacetName, *, text: str = "", offset: int = 0, limit: int = 200
) -> Facet:
    """All values of a facet for a search, page by page: most articles first, then by name.

    ``text`` keeps those with it in one of their names; ``total`` counts those. Raises SearchTooCostly.
    """
    with transaction.atomic(), limited():
        listed = counting().values(Selection(request), facet, text, offset, limit)
        ids = [pk for pk, _ in listed.values]
        directory = Directory([], ids) if facet == "source" else Directory(ids, [])
    return make_facet(request, facet, make_values(request, facet, listed.values, directory), listed.total)


def months(request: SearchRequest) -> list[tuple[str, int]]:
    """("2014-03", articles) of every month with matches, ignoring the request's own dates."""
    with transaction.atomic(), limited():
        counts = counting().count(Selection(request), None)
    return months_of(counts)


def months_of(counts: Counts) -> list[tuple[str, int]]:
    """Counted months as they stand in URLs."""
    return [(day.isoformat()[:7], count) for day, count in counts.months]
