"""The list of articles: its columns, its search, and its pages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from articles.admin.articles.article_filters import (
    AddedFilter,
    CountryFilter,
    NamedFilter,
    PersonFilter,
    ReviewFilter,
    RunFilter,
    SimilarFilter,
    SourceFilter,
)
from articles.admin.articles.own_drafts import AuthorFilter
from articles.admin.articles.years import years
from articles.admin.common.paging import PagedChangeList, QuickPaginator
from articles.admin.lists.filtered_lists import PASSING
from articles.models import DATE_FIELDS, Article, Status
from articles.partial_dates import parse_partial
from articles.search.arrays import Ints
from articles.search.backend import counting
from articles.search.facet_types import FACET_TYPES
from articles.search.listing import ArticleListing, ListedArticles, ids_in
from articles.search.query.compiler import Query, read_query
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest, clean_text
from articles.search.timeouts import by_index

MAX_ID = 2**63 - 1
YEAR = "published_on__year"
DATE_PARTS = (YEAR, "published_on__month", "published_on__day")
LISTED = ("headline", *DATE_FIELDS, "status", "person_ids", "country_ids", "source", "source__name")
NEWEST, OLDEST = ("-published_on", "-pk"), ("published_on", "pk")
AMONG = (RunFilter, AddedFilter, SimilarFilter, ReviewFilter)
NAMED: dict[str, type[NamedFilter]] = {
    "source": SourceFilter,
    "country": CountryFilter,
    "person": PersonFilter,
}


class ArticleChangeList(PagedChangeList):
    """The change list without the long columns that it does not show."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        """Load only the columns of the list."""
        return super().get_queryset(request, *args, **kwargs).only(*LISTED)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Order the articles of a day by id in the same direction as the days, as the index does."""
        return list(OLDEST if "published_on" in super().get_ordering(request, queryset) else NEWEST)

    def years(self) -> list[tuple[int, str]]:
        """Return the years with their addresses. Django would look at every article that is listed."""
        return [(year, self.get_query_string({YEAR: year}, [PAGE_VAR])) for year in years()]

    def has_year(self) -> bool:
        """Whether a year is chosen: its months are few enough to look for."""
        return YEAR in self.params


class ArticlePaginator(QuickPaginator):
    """Pages of articles by date, from the columns if these know everything that is asked for."""

    def __init__(self, queryset: QuerySet[Article], per_page: int, listing: ArticleListing | None) -> None:
        super().__init__(queryset, per_page)
        self._listing = listing
        self._newest = queryset.query.order_by == NEWEST
        if listing is not None:
            self.count = len(listing)  # in place of Django's cached property

    @classmethod
    def of(cls, asked: QueryDict, queryset: QuerySet[Article], per_page: int) -> ArticlePaginator:
        """Return the pages of a list with these parameters."""
        return cls(queryset, per_page, listing_of(asked))

    def keys(self, begin: int, end: int) -> list[Any]:
        """Return the ids of the articles from ``begin`` up to ``end``."""
        if self._listing is None:
            return super().keys(begin, end)
        return list(self._listing.ids(begin, end, newest=self._newest))


def query_of(term: str, among: QuerySet[Article] | None = None) -> Query | None:
    """Compile a search as on the public pages; if nothing matches, each word is a prefix.

    A number also finds the article with this id. None for an empty search. among: the articles that the user
    sees, if these are not all.
    """
    text = clean_text(term)
    if not text:
        return None
    query = _with_number(read_query(text, public=False), text)
    words = text.split()
    if not all(word.isalnum() for word in words) or _finds_any(query, among):
        return query
    return read_query(" ".join(f"{word}*" for word in words), public=False)


def _finds_any(query: Query, among: QuerySet[Article] | None) -> bool:
    """Whether any article matches. For a word that is in none, PostgreSQL would read the whole table."""
    with transaction.atomic(), by_index():
        if among is not None:
            return among.filter(query.where).exists()
        selection = Selection(SearchRequest())
        selection.query = query
        return counting().total(selection) > 0 or Article.objects.filter(query.where).exists()


def _with_number(query: Query, text: str) -> Query:
    if not text.isdecimal() or int(text) > MAX_ID:
        return query
    return replace(query, tsquery="", condition=query.where | Q(id__in=[int(text)]))


def listing_of(asked: QueryDict) -> ArticleListing | None:
    """Return the articles that the parameters of the list ask for, None if the columns do not know them."""
    given = {name: value for name, value in asked.items() if name not in {*PASSING, ORDER_VAR} and value}
    query = query_of(str(given.pop(SEARCH_VAR, ""))) or Query()
    for name, each in NAMED.items():
        ids = each.ids_of(str(given.pop(name, "")))
        if ids is not None:
            query = query.narrowed(FACET_TYPES[name].condition(ids))
    with suppress(ValueError):
        query = query.narrowed(_dates(given))
    among = _among(given)
    published, unpublished = _states(given)
    if given:
        return None
    return ArticleListing.of(ListedArticles(query, published, unpublished, among))


def _among(given: dict[str, Any]) -> Ints | None:
    """Take the filters by ids out of the parameters."""
    found: Ints | None = None
    for each in AMONG:
        ids = each.ids_of(str(given.pop(each.parameter_name, "")))
        if ids is not None:
            found = ids_in(ids) if found is None else np.intersect1d(found, ids_in(ids))
    return found


def _states(given: dict[str, Any]) -> tuple[bool, Q | None]:
    """Take the status, and what only some have, out of the parameters; return what ListedArticles has."""
    others = Q()
    for name in ("status__exact", "withdrawal__exact"):
        if name in given:
            others &= Q(**{name: given.pop(name)})
    if author := AuthorFilter.author_of(str(given.pop("draft_by", ""))):
        others &= Q(status=Status.DRAFT, contribution__author=author)
    if others == Q(status__exact=Status.PUBLISHED):
        return True, None
    return not others, others


def _dates(given: dict[str, Any]) -> Q:
    """Take a year, a month or a day out of the parameters. Raises ValueError if it is not one."""
    parts = [str(given[name]) for name in DATE_PARTS if name in given]
    if len(parts) != len(list(takewhile(given.__contains__, DATE_PARTS))):
        raise ValueError("A month needs its year.")
    if not parts:
        return Q()
    dates = parse_partial("-".join(part.zfill(2) for part in parts))
    if dates is None:
        raise ValueError("There is no such date.")
    for name in DATE_PARTS:
        given.pop(name, None)
    return Q(published_on__gte=dates.first, published_on__lte=dates.last)
