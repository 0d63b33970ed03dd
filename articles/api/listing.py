"""A search as the API answers it: by page, or on from a cursor."""

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
    """The parameters of a search, and the cursor that programs read on from."""

    cursor = Parameter(ParameterField)


class BadRequestError(ValueError):
    """What was asked cannot be answered; the message says why, to whoever wrote the request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Results, and the query strings that lead on and back from them; ``cursor`` goes on after the last."""

    results: SearchResults
    next: str | None
    previous: str | None
    cursor: str | None


def by_page(search: SearchRequest) -> Answer:
    """One page of a search. Raises SearchTooCostly."""
    results = run(search)
    pages = results.pages
    sort = next((each.value for each in results.sorts if each.selected), search.effective_sort)
    cursor = None
    if sort != "relevance" and pages.next_url and results.hits:
        last = results.hits[-1].article
        cursor = str(Cursor(sort, (last.published_on, last.pk)))
    return Answer(results, pages.next_url, pages.previous_url, cursor)


def by_cursor(search: SearchRequest, text: str) -> Answer:
    """What comes after a cursor. Raises BadRequestError, SearchTooCostly."""
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
    return Answer(results, to_next, None, following)
