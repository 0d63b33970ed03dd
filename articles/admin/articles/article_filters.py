"""List filters that show recent frequent values, and a box to find any other value by name.

An archive may have 150,000 people: too many to list, or to count for every page.
"""

# ruff: noqa: ARG002  (Django defines these signatures)

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import (
    Article,
    ArticleEntity,
    Decision,
    Entity,
    EntityName,
    ImportRun,
    Kind,
    Mention,
    Source,
    Status,
)
from articles.text import fold

SHOWN = 20  # values per filter
RECENT = 2000  # newest articles, from which the values are taken
NEWEST = 20_000  # articles among which those of the last days are looked for
MATCHES = 200  # entities that a typed name may match
MAX_NAME = 200  # characters


class AmongFilter(admin.SimpleListFilter):
    """Filters for articles whose ids a query finds."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the articles with these ids."""
        ids = self.ids_of(self.value() or "")
        return queryset if ids is None else queryset.filter(pk__in=ids)

    @classmethod
    def ids_of(cls, value: str) -> QuerySet[Any, Any] | None:
        """Return the query for a value; None if that is not one of the filter."""
        raise NotImplementedError


class RunFilter(AmongFilter):
    """The articles of an import run, from the links on its page."""

    title = _("import run")
    parameter_name = "run"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the chosen run. The filter is hidden unless one is chosen."""
        value = self.value() or ""
        return (
            [(value, gettext("Run %(number)s") % {"number": value})]
            if value.isdecimal() and len(value) < 19
            else []
        )

    @classmethod
    def ids_of(cls, value: str) -> QuerySet[Any, Any] | None:
        """Return the articles that the run created or updated."""
        is_number = value.isdecimal() and len(value) < 19
        return ImportRun(pk=int(value)).article_ids() if is_number else None


class NamedFilter(admin.SimpleListFilter):
    """A filter whose value is an id or a typed name."""

    template = "admin/named_filter.html"
    value: Any  # the stubs' type is too narrow for subclasses

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the most frequent values of the newest articles, and the chosen one."""
        shown = self.frequent()
        chosen = self.value() or ""
        if chosen.isdecimal() and chosen not in dict(shown):
            shown += self.labelled([int(chosen)] if len(chosen) < 10 else [])
        return shown

    def has_output(self) -> bool:
        """Return True: a name can be typed even if no values are listed."""
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield the data of the box for names, then the values as links."""
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
            "parameter": self.parameter_name,
            "typed": "" if chosen else value,
            "kept": [(name, each) for name, given in kept.items() for each in _listed(given)],
        }
        yield {
            "selected": not value,
            "query_string": changelist.get_query_string(remove=[self.parameter_name or "", PAGE_VAR]),
            "display": gettext("All"),
        }
        for lookup, title in self.lookup_choices:
            yield {
                "selected": value == str(lookup),
                "query_string": changelist.get_query_string({self.parameter_name or "": lookup}, [PAGE_VAR]),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filter by the chosen value, or by everything with the typed name."""
        ids = self.ids_of(self.value() or "")
        return queryset if ids is None else queryset.filter(self.condition(ids))

    @classmethod
    def ids_of(cls, value: str) -> list[int] | None:
        """Return the ids that a value of the filter means; None if it is empty."""
        value = value.replace("\0", "").strip()[:MAX_NAME]
        if not value:
            return None
        return [int(value)] if value.isdecimal() and len(value) < 10 else list(cls.ids_named(value))

    def frequent(self) -> list[tuple[str, str]]:
        """Return (id, label) of the most frequent values of the newest articles, sorted by label."""
        raise NotImplementedError

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        """Return (id, label) of the given values, sorted by label."""
        raise NotImplementedError

    @classmethod
    def ids_named(cls, name: str) -> Iterable[int]:
        """Return the ids that match a typed name."""
        raise NotImplementedError

    def condition(self, ids: list[int]) -> Q:
        """Return the condition for articles with any of the values."""
        raise NotImplementedError


def _listed(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]


def _recent() -> QuerySet[Article]:
    return Article.objects.order_by("-published_on", "-pk")[:RECENT]


class EntityFilter(NamedFilter):
    """Filters articles by an entity of one kind."""

    kind: ClassVar[str]

    def frequent(self) -> list[tuple[str, str]]:
        tally = Counter(chain.from_iterable(_recent().values_list(f"{self.kind}_ids", flat=True)))
        most = sorted(tally, key=lambda entity_id: (-tally[entity_id], entity_id))
        return self.labelled(most[:SHOWN])

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        entities = Entity.objects.filter(kind=self.kind, pk__in=list(ids)).order_by("name", "pk")
        return [(str(pk), name) for pk, name in entities.values_list("pk", "name")]

    @classmethod
    def ids_named(cls, name: str) -> Iterable[int]:
        """Return entities with exactly this name; if there are none, those whose names contain it."""
        folded = fold(name)
        return cls._ids_where(folded=folded) or cls._ids_where(folded__contains=folded)

    @classmethod
    def _ids_where(cls, **condition: str) -> list[int]:
        """Return the entities with such a name or other name: in two queries, since one uses no index."""
        own = Entity.objects.filter(kind=cls.kind, **condition).order_by("pk").values_list("pk", flat=True)
        others = EntityName.objects.filter(entity__kind=cls.kind, **condition).order_by("entity")
        found = {*own[:MATCHES], *others.values_list("entity", flat=True)[:MATCHES]}
        return sorted(found)[:MATCHES]

    def condition(self, ids: list[int]) -> Q:
        """Match the same articles as the id array of this kind, using the table indexed by entity."""
        links = ArticleEntity.objects.filter(entity__in=ids, is_about=True)
        return Q(pk__in=links.exclude(status=Decision.REJECTED).values("article"))


class CountryFilter(EntityFilter):
    title = _("country")
    parameter_name = "country"
    kind = Kind.COUNTRY


class PersonFilter(EntityFilter):
    title = _("person")
    parameter_name = "person"
    kind = Kind.PERSON


class SourceFilter(NamedFilter):
    title = _("source")
    parameter_name = "source"

    def frequent(self) -> list[tuple[str, str]]:
        recent = Article.objects.filter(pk__in=_recent().values("pk"), source__isnull=False).order_by()
        ids = recent.values("source").annotate(n=Count("pk")).order_by("-n", "source")
        return self.labelled(list(ids.values_list("source", flat=True)[:SHOWN]))

    def labelled(self, ids: Iterable[int]) -> list[tuple[str, str]]:
        sources = Source.objects.filter(pk__in=list(ids)).order_by("name")
        return [(str(pk), name) for pk, name in sources.values_list("pk", "name")]

    @classmethod
    def ids_named(cls, name: str) -> Iterable[int]:
        sources = Source.objects.filter(name__icontains=name).order_by("pk")
        return sources.values_list("pk", flat=True)[:MATCHES]

    def condition(self, ids: list[int]) -> Q:
        return Q(source__in=ids)


class WithdrawalFilter(admin.ChoicesFieldListFilter):
    """Filters withdrawn articles by what readers see in their place."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Say that the articles are not published: PostgreSQL has an index of those."""
        found: Any = super().queryset(request, queryset)
        return found.exclude(status=Status.PUBLISHED) if self.used_parameters else found


class AddedFilter(AmongFilter):
    """Filters articles by when they were added. Only the newest are looked at."""

    title = _("when it was added")
    parameter_name = "added"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", gettext("In the last day")), ("7", gettext("In the last seven days"))]

    @classmethod
    def ids_of(cls, value: str) -> QuerySet[Any, Any] | None:
        """Return the articles added in the last days."""
        if value not in {"1", "7"}:
            return None
        newest = Article.objects.order_by("-pk").values("pk")[:NEWEST]
        since = timezone.now() - timedelta(days=int(value))
        return Article.objects.filter(pk__in=newest, created_at__gte=since).values("pk")


class SimilarFilter(AmongFilter):
    """Filters for articles with nearly the same text as others."""

    title = _("similar articles")
    parameter_name = "similar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("Same text as others"))]

    @classmethod
    def ids_of(cls, value: str) -> QuerySet[Any, Any] | None:
        """Return the articles of a story that several articles tell."""
        return Article.objects.filter(story_id__isnull=False).values("pk") if value == "yes" else None


class ReviewFilter(AmongFilter):
    """Filters articles by unresolved mentions."""

    title = _("unresolved names")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ambiguous", gettext("Several possible entities")), ("unknown", gettext("No known entity"))]

    @classmethod
    def ids_of(cls, value: str) -> QuerySet[Any, Any] | None:
        """Return the articles with at least one such mention."""
        if value not in {"ambiguous", "unknown"}:
            return None
        return Mention.objects.filter(status=value).order_by().values("article")
