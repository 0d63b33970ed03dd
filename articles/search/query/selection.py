"""What every search parameter means. This is the reference: whatever counts faster must count the same."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.db.models import Q
from django.http import QueryDict

from articles.models import Article, ArticleQuerySet
from articles.search.partial_dates import parse_partial
from articles.search.query.compiler import Query, read_query
from articles.search.query.entity_lookup import chosen_ids, facet_of
from articles.search.request import FACETS, SORTS, SearchRequest


class Selection:
    """A request with its names looked up and its query read. Costs a few short database queries, once.

    Conditions are kept apart by facet (and "dates"), so that a facet can be counted without its own.
    """

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.query: Query = read_query(request.q).narrowed(_within(request))
        #: The ids of the values in each parameter that has any: "country", "not_country" and so on.
        self.ids, problems = chosen_ids(request)
        self.problems: tuple[str, ...] = (*request.problems, *problems)

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The condition of each facet with values chosen or left out, and of "dates", where there are any."""
        found = {name: self._facet(name) for name in FACETS if self.named(name)}
        dates = Q()
        if after := parse_partial(self.request.after):
            dates &= Q(published_on__gte=after.first)
        if before := parse_partial(self.request.before):
            dates &= Q(published_on__lte=before.last)
        return found | ({"dates": dates} if dates else {})

    def named(self, facet: str) -> tuple[int, ...]:
        """The ids of all values of a facet that the request names, chosen or left out."""
        return self.ids.get(facet, ()) + self.ids.get(f"not_{facet}", ())

    def _facet(self, name: str) -> Q:
        """What is chosen and what is left out. An article without any value has none that is left out."""
        every = self.request.mode(name) == "all"
        chosen, excluded = self.ids.get(name), self.ids.get(f"not_{name}")
        condition = _with(name, chosen, every=every) if chosen else Q()
        return condition & ~_with(name, excluded) if excluded else condition

    def articles(self, *, without: str = "") -> ArticleQuerySet:
        """The published articles that match, ignoring one facet's own choice (or "dates")."""
        found = Article.objects.published().filter(self.query.where)
        for name, condition in self.conditions.items():
            if name != without:
                found = found.filter(condition)
        return found


def _with(facet: str, ids: Iterable[int], *, every: bool = False) -> Q:
    """The articles with any of the values, or with every one of them."""
    listed: Any = list(ids)
    if facet == "source":
        return Q(source__in=listed)
    return Q(**{f"{facet}_ids__{'contains' if every else 'overlap'}": listed})


def _within(request: SearchRequest) -> Q:
    """What a page is about is no choice in a facet: no facet's counts ignore it."""
    found = Q()
    for facet, pk in request.within:
        found &= _with(facet, [pk])
    return found


class _Values(forms.Field):
    """Any number of values of one parameter, unchecked: SearchRequest has done that."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> tuple[str, ...]:
        return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


class _ValuesFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = _Values


class _ModeFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """How the values of a facet are joined: it narrows nothing by itself."""

    def __init__(self) -> None:
        super().__init__(choices=[("any", "any"), ("all", "all")], method="by_nothing")


class ArticleFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Published articles by URL parameters: ``ArticleFilterSet(request.GET).qs``.

    Values that cannot be used are dropped, as SearchRequest.from_params drops them; ``problems`` says which.
    """

    q = django_filters.CharFilter(method="by_query")
    country = _ValuesFilter(method="by_facet")
    person = _ValuesFilter(method="by_facet")
    organisation = _ValuesFilter(method="by_facet")
    place = _ValuesFilter(method="by_facet")
    source = _ValuesFilter(method="by_facet")
    not_country = _ValuesFilter(method="by_facet")
    not_person = _ValuesFilter(method="by_facet")
    not_organisation = _ValuesFilter(method="by_facet")
    not_place = _ValuesFilter(method="by_facet")
    not_source = _ValuesFilter(method="by_facet")
    country_mode = _ModeFilter()
    person_mode = _ModeFilter()
    organisation_mode = _ModeFilter()
    place_mode = _ModeFilter()
    after = django_filters.CharFilter(method="by_date")
    before = django_filters.CharFilter(method="by_date")
    sort = django_filters.ChoiceFilter(choices=[(sort, sort) for sort in SORTS], method="by_nothing")

    class Meta:
        model = Article
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: ArticleQuerySet | None = None, **kwargs: Any) -> None:
        self.selection = Selection(SearchRequest.from_params(data))
        self.problems = self.selection.problems
        clean = QueryDict(self.selection.request.query_string().removeprefix("?"))
        published = Article.objects.published() if queryset is None else queryset.published()
        super().__init__(clean, published, **kwargs)

    def by_query(self, articles: ArticleQuerySet, _name: str, _value: str) -> ArticleQuerySet:
        """Articles that the query language selects."""
        return articles.filter(self.selection.query.where)

    def by_facet(self, articles: ArticleQuerySet, name: str, _value: object) -> ArticleQuerySet:
        """Articles with any of the values chosen in a facet, or with all in its mode "all"; or without any of
        those left out."""
        return articles.filter(self.selection.conditions.get(facet_of(name), Q()))

    def by_date(self, articles: ArticleQuerySet, _name: str, _value: str) -> ArticleQuerySet:
        """Articles from the first day of ``after`` to the last day of ``before``."""
        return articles.filter(self.selection.conditions.get("dates", Q()))

    def by_nothing(self, articles: ArticleQuerySet, _name: str, _value: str) -> ArticleQuerySet:
        """The parameter narrows nothing by itself."""
        return articles
