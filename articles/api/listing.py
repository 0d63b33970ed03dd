"""Search results of the API, by page or from a cursor."""

from dataclasses import dataclass
from typing import cast

from articles.search.counting.interface import Counting
from articles.search.cursor import BEGIN, BadCursorError, Cursor, CursorCounting
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet, Parameter
from articles.search.parameters import ParameterField
from articles.search.request import SearchRequest
from articles.search.results import SearchResults


class ListFilterSet(ArticleFilterSet):
    """A search, with ``cursor``: where to continue."""

    cursor = Parameter(ParameterField)


class BadRequestError(ValueError):
    """The request is invalid; the message says why."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Results, the query strings of the next and previous pages, and the ``cursor`` after the last result."""

    results: SearchResults
    next: str | None
    previous: str | None
    cursor: str | None


def by_page(search: SearchRequest) -> ListPage:
    """Return one page of a search. Raises SearchTooCostly."""
    results = run(search)
    pages = results.pages
    sort = next((each.value for each in results.sorts if each.selected), search.effective_sort)
    cursor = None
    if sort != "relevance" and pages.next_url and results.hits:
        last = results.hits[-1].article
        cursor = str(Cursor(sort, (last.published_on, last.pk)))
    return ListPage(results, pages.next_url, pages.previous_url, cursor)


def by_cursor(search: SearchRequest, text: str) -> ListPage:
    """Return the results after a cursor. Raises BadRequestError, SearchTooCostly."""
    sort = search.effective_sort
    if sort == "relevance":
        raise BadRequestError("A cursor needs results sorted by date: add sort=newest or sort=oldest.")
    try:
        cursor = Cursor(sort, None) if text == BEGIN else Cursor.read(text)
    except BadCursorError as error:
        raise BadRequestError("This is not a valid cursor: start with cursor=* and follow “next”.") from error
    if cursor.sort != sort:
        raise BadRequestError(f"This cursor belongs to sort={cursor.sort}; start again with cursor=*.")
    counting = CursorCounting(cursor)
    results = run(search.changed(problems=search.problems), cast("Counting", counting))
    following = str(counting.following) if counting.following else None
    asked = search.query_string(page=1).rstrip("?")
    to_next = f"{asked}{'&' if asked else '?'}cursor={following}" if following else None
    return ListPage(results, to_next, None, following)
