"""List filters that stay short: the values met most often of late, and a box to find any other by name.

An archive has 150,000 people; listing them, or counting them at every page, is out of the question.
"""

# ruff: noqa: ARG002  (Django says what these methods are given)

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, ArticleEntity, Decision, Entity, Kind, Mention, Source
from articles.text import fold

SHOWN = 20  # values of one filter
RECENT = 2000  # newest articles, whose values are the ones shown
MATCHES = 200  # entities that a typed name may mean at once
MAX_NAME = 200  # characters


class NamedFilter(admin.SimpleListFilter):
    """A filter whose value is the id of something, or a name that was typed."""

    template = "admin/named_filter.html"
    value: Any  # typed too narrowly in the stubs for a subclass to read

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The values shown: those met most often in the newest articles, and the chosen one."""
        shown = self.frequent()
        chosen = self.value() or ""
        if chosen.isdecimal() and chosen not in dict(shown):
            shown += self.labelled([int(chosen)] if len(chosen) < 10 else [])
        return shown

    def has_output(self) -> bool:
        """Always: a name can be typed where nothing is listed."""
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The values as links, and what the box to type a name in needs."""
        value = self.value() or ""
        chosen = dict(self.lookup_choices).get(value)
        kept = {
            name: given
            for name, given in changelist.get_filters_params().items()
            if name != self.parameter_name
        }
        if changelist.query:
            kept["q"] = changelist.query
        yield {
            "is_form": True,
            "parameter": self.parameter_name,
            "typed": "" if chosen else value,
            "kept": [(name, each) for name, given in kept.items() for each in _listed(given)],
        }
        yield {
            "selected": not value,
            "query_string": changelist.get_query_string(remove=[self.parameter_name or "", PAGE_VAR]),
            "display": "All",
        }
        for lookup, title in self.lookup_choices:
            yield {
                "selected": value == str(lookup),
                "query_string": changelist.get_query_string({self.parameter_name or "": lookup}, [PAGE_VAR]),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The articles with the chosen value, or with anything that bears the name typed."""
        value = (self.value() or "").replace("\0", "").strip()[:MAX_NAME]
        if not value:
            return queryset
        if value.isdecimal() and len(value) < 10:
            return queryset.filter(self.condition([int(value)]))
        return queryset.filter(self.condition(list(self.ids_named(value))))

    def frequent(self) -> list[tuple[str, str]]:
        """Id and label of the values that the newest articles have most often, by label."""
        raise NotImplementedError

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        """Id and label of the given values, by label."""
        raise NotImplementedError

    def ids_named(self, name: str) -> Iterable[int]:
        """The ids of what a typed name may mean."""
        raise NotImplementedError

    def condition(self, ids: list[int]) -> Q:
        """The articles that have any of the values."""
        raise NotImplementedError


def _listed(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]


def _recent() -> QuerySet[Article]:
    return Article.objects.order_by("-published_on", "-pk")[:RECENT]


class EntityFilter(NamedFilter):
    """Articles by an entity of one kind."""

    kind: ClassVar[str]

    def frequent(self) -> list[tuple[str, str]]:
        """The entities that the newest articles name most often."""
        tally = Counter(chain.from_iterable(_recent().values_list(f"{self.kind}_ids", flat=True)))
        most = sorted(tally, key=lambda entity_id: (-tally[entity_id], entity_id))
        return self.labelled(most[:SHOWN])

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        """Entities of this kind by name."""
        entities = Entity.objects.filter(kind=self.kind, pk__in=list(ids)).order_by("name", "pk")
        return [(str(pk), name) for pk, name in entities.values_list("pk", "name")]

    def ids_named(self, name: str) -> Iterable[int]:
        """Entities called so; where none is, those with the words somewhere in a name."""
        entities = Entity.objects.filter(kind=self.kind).order_by("pk").values_list("pk", flat=True)
        folded = fold(name)
        exact = entities.filter(Q(folded=folded) | Q(names__folded=folded)).distinct()[:MATCHES]
        return list(exact) or list(
            entities.filter(Q(folded__contains=folded) | Q(names__folded__contains=folded)).distinct()[
                :MATCHES
            ]
        )

    def condition(self, ids: list[int]) -> Q:
        """What the counting array of this kind holds, through the table that is indexed by entity."""
        links = ArticleEntity.objects.filter(entity__in=ids, is_about=True)
        return Q(pk__in=links.exclude(status=Decision.REJECTED).values("article"))


class CountryFilter(EntityFilter):
    """Articles by country."""

    title = "country"
    parameter_name = "country"
    kind = Kind.COUNTRY


class PersonFilter(EntityFilter):
    """Articles by person."""

    title = "person"
    parameter_name = "person"
    kind = Kind.PERSON


class SourceFilter(NamedFilter):
    """Articles by source."""

    title = "source"
    parameter_name = "source"

    def frequent(self) -> list[tuple[str, str]]:
        """The sources of most of the newest articles."""
        recent = Article.objects.filter(pk__in=_recent().values("pk"), source__isnull=False).order_by()
        ids = recent.values("source").annotate(n=Count("pk")).order_by("-n", "source")
        return self.labelled(list(ids.values_list("source", flat=True)[:SHOWN]))

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        """Sources by name."""
        sources = Source.objects.filter(pk__in=list(ids)).order_by("name")
        return [(str(pk), name) for pk, name in sources.values_list("pk", "name")]

    def ids_named(self, name: str) -> Iterable[int]:
        """Sources with the words in their name."""
        sources = Source.objects.filter(name__icontains=name).order_by("pk")
        return sources.values_list("pk", flat=True)[:MATCHES]

    def condition(self, ids: list[int]) -> Q:
        """By the source itself."""
        return Q(source__in=ids)


class ReviewFilter(admin.SimpleListFilter):
    """Articles with words that extraction could not place."""

    title = "unresolved names"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What may be wrong."""
        return [("ambiguous", "Several possible entities"), ("unknown", "No known entity")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Articles with at least one such mention."""
        if self.value() not in {"ambiguous", "unknown"}:
            return queryset
        mentions = Mention.objects.filter(article=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(mentions))
