"""Paging by cursor returns every article once, even if others are added or withdrawn meanwhile."""

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Status
from articles.search.backend import counting
from articles.search.counting.sql import SQLCounting
from articles.search.cursor import BadCursorError, Cursor
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest, Sort
from tests.api.conftest import Asker
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 1)


def walk(ask: Asker, path: str) -> Iterator[dict[str, Any]]:
    """Yield the responses from ``path`` onwards."""
    address = f"http://testserver{path}"
    while address:
        answer = ask(address.removeprefix("http://testserver"))
        yield answer
        address = answer["next"]


def ids(answer: dict[str, Any]) -> list[int]:
    return [each["id"] for each in answer["results"]]


@pytest.fixture
def some(db: None) -> list[Article]:
    """Two articles per day, and one without a date."""
    made = [ArticleFactory.create(published_on=DAY + timedelta(days=number // 2)) for number in range(9)]
    return [*made, ArticleFactory.create(), ArticleFactory.create()]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_cursors_read_what_pages_read(ask: Asker, some: list[Article], sort: str) -> None:
    every = ids(ask(f"/api/articles?sort={sort}&per_page=100"))
    for size in (1, 2, 3, 11, 50):
        answers = list(walk(ask, f"/api/articles?sort={sort}&per_page={size}&cursor=*"))
        assert [pk for answer in answers for pk in ids(answer)] == every
        assert all(len(answer["results"]) == size for answer in answers[:-1])
        assert {answer["count"] for answer in answers} == {11}
        assert {answer["previous"] for answer in answers} == {None}
        assert (answers[-1]["next"], answers[-1]["next_cursor"]) == (None, None)


def test_cursor_takes_over_from_pages(ask: Asker, some: list[Article]) -> None:
    first, second = ask("/api/articles?per_page=4"), ask("/api/articles?per_page=4&page=2")
    assert ids(ask(f"/api/articles?per_page=4&cursor={first['next_cursor']}")) == ids(second)
    assert ask("/api/articles?per_page=100")["next_cursor"] is None


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_nothing_comes_twice_or_is_missed_while_articles_come_and_go(
    ask: Asker, some: list[Article], sort: str
) -> None:
    seen: list[int] = []
    for number, answer in enumerate(walk(ask, f"/api/articles?sort={sort}&per_page=3&cursor=*")):
        seen += ids(answer)
        # Add articles before and after the cursor, and withdraw the last one read.
        ArticleFactory.create(
            published_on=DAY - timedelta(days=1) if sort == "newest" else DAY - DAY.resolution
        )
        ArticleFactory.create(published_on=date(2030, 1, 1))
        Article.objects.filter(pk=seen[-1]).update(status=Status.WITHDRAWN)
        assert number < 30
        if number == 4:
            break
    assert len(seen) == len(set(seen))
    before = [each.pk for each in some if each.published_on is not None]
    assert set(before) <= set(seen)


def test_search_and_filters_are_kept(ask: Asker) -> None:
    for number in range(5):
        ArticleFactory.create(headline=f"Oil & gas {number}", published_on=DAY)
    ArticleFactory.create(headline="Water", published_on=DAY)
    answers = list(walk(ask, "/api/articles?q=oil+%26+gas&sort=oldest&after=2020&per_page=2&cursor=*"))
    assert [len(answer["results"]) for answer in answers] == [2, 2, 1]
    assert {answer["count"] for answer in answers} == {5}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=oil&cursor=*", "add sort=newest or sort=oldest"),
        ("sort=relevance&cursor=*", "add sort=newest or sort=oldest"),
        ("cursor=nonsense", "start with cursor=*"),
        ("cursor=%00", "start with cursor=*"),
        ("cursor=" + "A" * 5000, "start with cursor=*"),
        (f"sort=newest&cursor={Cursor('oldest', (DAY, 3))}", "start again with cursor=*"),
        ("cursor=*&page=2", "not both"),
    ],
)
def test_cursor_that_cannot_be_used_is_refused_with_a_sentence(ask: Asker, query: str, said: str) -> None:
    answer = ask(f"/api/articles?{query}", status=400)
    assert set(answer) == {"detail"}
    assert said in answer["detail"]


@given(st.sampled_from(["newest", "oldest"]), st.none() | st.dates(), st.integers(0, 2**63 - 1))
def test_cursor_is_read_as_it_was_written(sort: Sort, day: date | None, pk: int) -> None:
    cursor = Cursor(sort, (day, pk))
    assert Cursor.read(str(cursor)) == cursor


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_cursor(text: str) -> None:
    with contextlib.suppress(BadCursorError):
        assert str(Cursor.read(text)) == text


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_columns_and_sql_go_on_alike(some: list[Article], sort: Sort) -> None:
    selection = Selection(SearchRequest())
    keys = [(DAY, 0), (None, 0), (None, 2**62), (date(1, 1, 1), 5), (date(9999, 12, 31), 2**39), (DAY, 2**62)]
    keys += [(each.published_on, each.pk) for each in some]
    for key in (None, *keys):
        found = counting().keys_after(selection, sort, key, 4)
        assert found == SQLCounting().keys_after(selection, sort, key, 4)


def test_queries_do_not_grow(ask: Asker, some: list[Article], count_queries: QueryCounter) -> None:
    usual = count_queries(lambda: ask("/api/articles?per_page=2"))
    assert count_queries(lambda: ask("/api/articles?per_page=2&cursor=*")) <= usual
    cursor = Cursor("newest", (DAY + timedelta(days=2), some[4].pk))
    assert count_queries(lambda: ask(f"/api/articles?per_page=9&cursor={cursor}")) <= usual
