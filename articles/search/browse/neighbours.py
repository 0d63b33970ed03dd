"""An article's position in the list that the reader came from, and the articles before and after it."""

from dataclasses import dataclass

from django.db import transaction

from articles.models import Article
from articles.search.backend import counting
from articles.search.engine import order_of, page_ids
from articles.search.page.navigation import filters_in_words, trail
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import SearchTooCostly, limited
from articles.text import quoted

NEAR = 100  # positions before and after the given one, in case the article has moved
_LIST = "/articles/"


@dataclass(frozen=True, slots=True)
class AdjacentArticle:
    """The previous or next article: its headline, and the URL of its page with its position in the list."""

    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An article's position in a list of ``total``; ``place`` is 0 if it is not near the given position.

    sought: the position given in the URL. query: the text query. filters: the labels of the filters.
    list_url: the page of the list that has the article. total: None if the search was stopped at its time
    limit.
    """

    sought: int
    place: int
    total: int | None
    previous: AdjacentArticle | None
    following: AdjacentArticle | None
    query: str
    filters: tuple[str, ...]
    list_url: str

    @property
    def searched(self) -> str:
        """A description of the search: “referendum”, Ukraine."""
        words = [quoted(self.query)] if self.query else []
        return ", ".join([*words, *self.filters])

    @classmethod
    def of(cls, article: Article, request: SearchRequest, sought: int) -> "Neighbours | None":
        """Follow a trail (see navigation.trail): a search and a place in its list. None if there is no list.

        Runs one search for ids and their number, without facets and snippets.
        """
        if not sought or request.is_empty:
            return None
        try:
            return _look(article, request, sought)
        except SearchTooCostly:
            return cls(sought, 0, None, None, None, request.q, (), _list_url(request, sought))


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

    def neighbour(step: int) -> AdjacentArticle | None:
        near = at + step if at is not None else -1
        other = found.get(ids[near]) if 0 <= near < len(ids) else None
        if other is None:
            return None
        return AdjacentArticle(other.headline, f"{other.get_absolute_url()}{trail(request, place + step)}")

    where = _list_url(request, place or min(sought, total))
    return Neighbours(sought, place, total, neighbour(-1), neighbour(1), request.q, filters, where)


def _list_url(request: SearchRequest, place: int) -> str:
    page = (max(place, 1) - 1) // request.per_page + 1
    return f"{_LIST}{request.query_string(page=page)}"
