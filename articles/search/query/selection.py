"""Which articles a request selects, as conditions for the database. SQL and columns both count by them."""

from copy import copy
from dataclasses import replace
from functools import cached_property, reduce
from operator import and_

from django.db.models import Q

from articles.models import Article, ArticleQuerySet
from articles.search.facet_types import FACET_TYPES, FACETS
from articles.search.query.compiler import Mentions, Query, published_by, published_from, read_query
from articles.search.query.entity_lookup import chosen_ids, facet_of
from articles.search.request import EXCLUDED, SearchRequest


class Selection:
    """A request with its names looked up and its query parsed. Making one takes a few short database queries.

    The values chosen in a facet that widens are a condition of their own, and so are the excluded values of
    each facet, and the dates: each can be ignored for a count. ``where`` is the rest and always holds.
    """

    def __init__(self, request: SearchRequest) -> None:
        self.request = request
        self.query: Query = read_query(request.q).narrowed(_within(request))
        #: The ids of the values of each parameter that has any ("country", "not_country").
        self.ids, problems = chosen_ids(request)
        self.problems: tuple[str, ...] = (*request.problems, *problems)

    @cached_property
    def where(self) -> Q:
        """The query, and the values that every article must have."""
        narrowing = (self.condition(name) for name in FACETS if not self.request.widens(name))
        return reduce(and_, narrowing, self.query.where)

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The conditions of facets that widen ("country"), values left out ("not_person") and "dates"."""
        widening = [name for name in FACETS if self.request.widens(name)]
        without = [name for name in EXCLUDED if self.ids.get(name)]
        found = {name: self.condition(name) for name in (*widening, *without)}
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
            return published_from(after.first)
        if parameter == "before" and before:
            return published_by(before.last)
        ids = self.ids.get(parameter)
        if not ids:
            return Q()
        facet = facet_of(parameter)
        if parameter != facet:
            return ~FACET_TYPES[facet].condition(ids)
        return FACET_TYPES[facet].condition(ids, every=self.request.mode(facet) == "all")

    @property
    def collapse(self) -> bool:
        """Whether a story counts once, however many of its articles match."""
        return self.request.collapse

    @cached_property
    def each_article(self) -> "Selection":
        """The same selection, in which every article counts."""
        if not self.collapse:
            return self
        _ = self.where, self.conditions  # look them up once for both
        other = copy(self)
        other.request = replace(self.request, collapse=False)
        return other

    def named(self, facet: str) -> tuple[int, ...]:
        """The ids of all values of a facet in the request, chosen or left out."""
        return self.ids.get(facet, ()) + self.ids.get(f"not_{facet}", ())

    def mentioning(self, pk: int) -> "Selection":
        """The same selection, but articles name this country instead of being about those chosen."""
        other = copy(self)
        other.__dict__.pop("where", None)
        other.__dict__.pop("conditions", None)
        other.__dict__.pop("each_article", None)
        other.request = self.request.without("country")
        other.ids = {name: ids for name, ids in self.ids.items() if name != "country"}
        other.query = self.query.narrowed(Q(Mentions((pk,))))
        return other

    def articles(self, *, without: str = "") -> ArticleQuerySet:
        """The published articles that match. ``without``: a facet (or "dates") whose condition is ignored."""
        found = Article.objects.published().filter(self.where)
        for name, condition in self.conditions.items():
            if name != without:
                found = found.filter(condition)
        return found


def _within(request: SearchRequest) -> Q:
    """Articles about what the page is about. This is not a choice in a facet, so every count keeps to it."""
    found = Q()
    for facet, pk in request.within:
        found &= FACET_TYPES[facet].condition([pk])
    return found
