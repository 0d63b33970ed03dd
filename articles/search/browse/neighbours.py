"""Where an article stands in the list that a reader came from, and which articles stand beside it."""

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from articles.models import Article
from articles.search.backend import counting
from articles.search.engine import order_of, page_ids
from articles.search.page.navigation import filters_in_words, trail
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import SearchTooCostly, limited
from articles.text import quoted

NEAR = 100  # places before and after the one named, where an article that has moved is looked for
MAX_PLACE = 1_000_000_000
_LIST = "/articles/"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or after: its headline, and its page with its own place in the same list."""

    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An article's place among ``total`` in a list; ``place`` is 0 where it is not near the place named.

    sought: the place that was named. query: the words searched for; filters: the names of what narrows
    the list. list_url: the page of the list with the article on it. total: None where the search took too
    long and was stopped.
    """

    sought: int
    place: int
    total: int | None
    previous: Neighbour | None
    following: Neighbour | None
    query: str
    filters: tuple[str, ...]
    list_url: str

    @property
    def searched(self) -> str:
        """What the list is of, in words: “referendum”, Ukraine."""
        words = [quoted(self.query)] if self.query else []
        return ", ".join([*words, *self.filters])

    @classmethod
    def of(cls, article: Article, params: QueryDict) -> "Neighbours | None":
        """Read the trail in ``params`` (links.trail); None where there is none that leads to a list.

        Costs one search for ids and their number: no facets, no snippets.
        """
        sought = _place(params.get("at", ""))
        request = SearchRequest.from_params(params)
        if not sought or request.is_empty:
            return None
        try:
            return _look(article, request, sought)
        except SearchTooCostly:
            return cls(sought, 0, None, None, None, request.q, (), _list_url(request, sought))


def _place(text: str) -> int:
    """A place from 1, 0 for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return 0
    return int(text) if int(text) <= MAX_PLACE else 0


def _look(article: Article, request: SearchRequest, sought: int) -> Neighbours:
    with transaction.atomic(), limited():
        using = counting()
        selection = Selection(request)
        total = using.total(selection)
        begin = max(0, sought - 1 - NEAR)
        ids = page_ids(using, selection, order_of(selection), total, begin, 2 * NEAR + 1).ids
        at = ids.index(article.pk) if article.pk in ids else None
        beside = [] if at is None else [ids[at - 1] if at else 0, *ids[at + 1 : at + 2]]
        found = Article.objects.published().only("headline").in_bulk(beside) if beside else {}
        filters = filters_in_words(selection)
    place = 0 if at is None else begin + at + 1

    def neighbour(step: int) -> Neighbour | None:
        near = at + step if at is not None else -1
        other = found.get(ids[near]) if 0 <= near < len(ids) else None
        if other is None:
            return None
        return Neighbour(other.headline, f"{other.get_absolute_url()}{trail(request, place + step)}")

    where = _list_url(request, place or min(sought, total))
    return Neighbours(sought, place, total, neighbour(-1), neighbour(1), request.q, filters, where)


def _list_url(request: SearchRequest, place: int) -> str:
    page = (max(place, 1) - 1) // request.per_page + 1
    return f"{_LIST}{request.query_string(page=page)}"
