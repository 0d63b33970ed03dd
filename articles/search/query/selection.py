"""Which articles a request selects, as conditions for the database. SQL and columns both count by them."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q

from articles.models import Article, ArticleQuerySet
from articles.search.query.compiler import Query, read_query
from articles.search.query.entity_lookup import chosen_ids, facet_of
from articles.search.request import FACETS, SearchRequest


class Selection:
    """A request with its names looked up and its query parsed. Making one takes a few short database queries.

    Each facet (and "dates") has its own condition, so that the values of a facet can be counted without it.
    """

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.query: Query = read_query(request.q).narrowed(_within(request))
        #: The ids of the values of each parameter that has any ("country", "not_country").
        self.ids, problems = chosen_ids(request)
        self.problems: tuple[str, ...] = (*request.problems, *problems)

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The condition of each facet that has values chosen or left out, and of "dates" if any are set."""
        found = {
            name: self.condition(name) & self.condition(f"not_{name}") for name in FACETS if self.named(name)
        }
        dates = self.condition("after") & self.condition("before")
        return found | ({"dates": dates} if dates else {})

    def condition(self, parameter: str) -> Q:
        """Which articles one parameter selects. Those for order, pages and modes select all of them.

        An article without any value in a facet has none of those left out.
        """
        if parameter == "q":
            return self.query.where
        after, before = self.request.dates
        if parameter == "after" and after:
            return Q(published_on__gte=after.first)
        if parameter == "before" and before:
            return Q(published_on__lte=before.last)
        ids = self.ids.get(parameter)
        if not ids:
            return Q()
        facet = facet_of(parameter)
        if parameter != facet:
            return ~_with(facet, ids)
        return _with(facet, ids, every=self.request.mode(facet) == "all")

    def named(self, facet: str) -> tuple[int, ...]:
        """The ids of all values of a facet in the request, chosen or left out."""
        return self.ids.get(facet, ()) + self.ids.get(f"not_{facet}", ())

    def articles(self, *, without: str = "") -> ArticleQuerySet:
        """The published articles that match. ``without``: a facet (or "dates") whose condition is ignored."""
        found = Article.objects.published().filter(self.query.where)
        for name, condition in self.conditions.items():
            if name != without:
                found = found.filter(condition)
        return found


def _with(facet: str, ids: Iterable[int], *, every: bool = False) -> Q:
    """Articles with any of the values, or with all of them."""
    listed: Any = list(ids)
    if facet == "source":
        return Q(source__in=listed)
    return Q(**{f"{facet}_ids__{'contains' if every else 'overlap'}": listed})


def _within(request: SearchRequest) -> Q:
    """Articles about what the page is about. This is not a choice in a facet, so every count keeps to it."""
    found = Q()
    for facet, pk in request.within:
        found &= _with(facet, [pk])
    return found
