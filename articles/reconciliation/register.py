"""The public entities of one moment: which there are, their names, and what is known about each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from django.db.models import Max, Min
from django.db.models.functions import Greatest

from articles.models import Article, ArticleEntity, Decision, Entity, EntityIdentifier, EntityName
from articles.reconciliation.queries import KINDS, RequestError
from articles.search.arrays import Ints
from articles.search.columns.name_index import NameIndex
from articles.search.counting.interface import Counting
from articles.search.facet_types import FACET_TYPES
from articles.search.query.entity_lookup import named
from articles.search.query.selection import Selection
from articles.search.reading.name_lookup import entity_names
from articles.search.request import SearchRequest

FEW = 200  # articles
_SECONDS = 5.0  # to wait for the names of a large archive to be read
Years = tuple[int, int]


class Register:
    """Public entities: countries, and whatever a published article is about. Use it inside one transaction.

    Raises RequestError if the names have not been read yet, as after a start.
    """

    def __init__(self, using: Counting) -> None:
        names = entity_names(_SECONDS)
        if names is None:
            raise RequestError("The archive is still reading its names. Try again in a few seconds.", 503)
        self.names: NameIndex = names
        self._using = using
        self._everything = Selection(SearchRequest())

    @cached_property
    def countries(self) -> dict[str, int]:
        """The ids of countries by their ISO codes."""
        return dict(Entity.objects.filter(kind="country").order_by().values_list("code", "pk"))

    def count(self, ids: Ints, kinds: Sequence[str] = KINDS) -> tuple[Ints, Ints]:
        """Return the kind of each entity, as a place in KINDS, and its number of published articles.

        The kind is -1 if it is not public or not one of ``kinds``.
        """
        found, counts = np.full(len(ids), -1), np.zeros(len(ids), np.int64)
        for kind in kinds if len(ids) else ():
            numbers = self._using.frequencies(self._everything, FACET_TYPES[kind].name, ids)
            here = numbers > 0
            if kind == "country":
                here |= np.isin(ids, list(self.countries.values()))
            found[here], counts[here] = KINDS.index(kind), numbers[here]
        return found, counts

    def facts(self, ids: Iterable[int]) -> "Facts":
        """Return what is known about these entities, those that are not public left out."""
        asked = np.array(sorted(set(ids)), np.int64)
        kinds, counts = self.count(asked)
        public = kinds >= 0
        return Facts(self._using, dict(zip(asked[public].tolist(), counts[public].tolist(), strict=True)))


class Facts:
    """What is known about some public entities. Each kind of fact is read for all of them at once.

    counts: the number of published articles about each, by id.
    """

    def __init__(self, using: Counting, counts: Mapping[int, int]) -> None:
        self.counts = counts
        self._using = using
        self._many: dict[int, Years | None] = {}
        self._countries: dict[str, frozenset[str]] = {}

    @cached_property
    def entities(self) -> dict[int, Entity]:
        """The entities by id."""
        return Entity.objects.in_bulk(list(self.counts))

    @cached_property
    def other_names(self) -> Mapping[int, list[str]]:
        """The other names of each, as they are written."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        rows = EntityName.objects.filter(entity__in=list(self.counts)).values_list("entity_id", "name")
        for pk, name in rows:
            if name != self.entities[pk].name:
                found[pk].append(name)
        return found

    @cached_property
    def identifiers(self) -> Mapping[int, list[EntityIdentifier]]:
        """The identifiers of each in public registers."""
        found: defaultdict[int, list[EntityIdentifier]] = defaultdict(list)
        for each in EntityIdentifier.objects.filter(entity__in=list(self.counts)):
            found[each.entity_id].append(each)
        return found

    @cached_property
    def country_entities(self) -> dict[str, Entity]:
        """The countries of places and of countries, by their codes."""
        codes = {each.code for each in self.entities.values() if each.code}
        return {each.code: each for each in Entity.objects.filter(kind="country", code__in=codes)}

    def years(self, pk: int) -> Years | None:
        """Return the years of the first and latest article about one, None if no date is known."""
        if self.counts[pk] <= FEW:
            return self._few.get(pk)
        if pk not in self._many:
            kind = FACET_TYPES[self.entities[pk].kind].name
            _, days = self._using.extent(Selection(SearchRequest(within=((kind, pk),))))
            self._many[pk] = (days[0].year, days[1].year) if days else None
        return self._many[pk]

    @cached_property
    def _few(self) -> dict[int, Years]:
        """The years of those with few articles: one query for all takes less time than counting for each."""
        few = [pk for pk, number in self.counts.items() if 0 < number <= FEW]
        links = ArticleEntity.objects.filter(
            entity__in=few, is_about=True, article__published_on__isnull=False
        )
        links = links.exclude(status=Decision.REJECTED).filter(article__in=Article.objects.published())
        last = Greatest(Max("article__published_on"), Max("article__published_until"))
        rows = links.order_by().values("entity").annotate(first=Min("article__published_on"), last=last)
        return {
            pk: (first.year, last.year) for pk, first, last in rows.values_list("entity", "first", "last")
        }

    def codes_called(self, name: str) -> frozenset[str]:
        """Return the ISO codes of the countries with a code or a name, in any language of the archive."""
        if name not in self._countries:
            found = named("country", name, public=True) if name else ()
            self._countries[name] = frozenset(each.key for each in found)
        return self._countries[name]
