"""Counts, ids and order against a naive count in Python, over random archives and requests."""

import random
from collections import Counter
from datetime import date
from functools import cache

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search.backend import counting
from articles.search.counting.interface import TOP
from articles.search.engine import run
from articles.search.facet_types import FACETS, FacetName
from articles.search.filters import ArticleFilterSet
from articles.search.page.facets import all_values
from articles.search.query.selection import Selection
from articles.search.request import MODES, SearchRequest
from tests.search import naive

DATES = ["", "2012", "2012-01", "2012-01-02", "2013", "2013-02", "2014-03", "2015-04-16", "2016"]
values = {
    "country": st.lists(st.sampled_from([*naive.CODES, "GB", "ZZ"]), max_size=3),
    "author": st.lists(st.sampled_from(["ann-berg", "mark-roe", "nobody"]), max_size=3),
    "source": st.lists(st.sampled_from(["paper-0", "paper-1", "paper-9"]), max_size=2),
} | {
    kind: st.lists(st.sampled_from([f"{kind}-{number}" for number in range(14)] + ["nobody"]), max_size=3)
    for kind in ("person", "organisation", "place")
}
requests = st.fixed_dictionaries(
    {
        "q": st.sampled_from(["", "oil", "vote -oil", "-storm", "treaty price"]).map(lambda value: [value]),
        **values,
        **{f"not_{name}": strategy for name, strategy in values.items()},
        **{name: st.sampled_from([["any"], ["all"]]) for name in MODES},
        "after": st.sampled_from(DATES).map(lambda value: [value]),
        "before": st.sampled_from(DATES).map(lambda value: [value]),
    }
).flatmap(
    lambda every: st.sets(st.sampled_from(sorted(every)), max_size=5).map(
        lambda kept: {name: value for name, value in every.items() if name in kept}
    )
)


def query_dict(values: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value)
    return query


@pytest.fixture(params=[1, 2, 3])
def rows(request: pytest.FixtureRequest, db: None) -> list[naive.Row]:
    return naive.make_corpus(request.param)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=requests)
def test_everything_counted_equals_the_naive_count(
    rows: list[naive.Row], values: dict[str, list[str]]
) -> None:
    params = query_dict(values)
    request = ArticleFilterSet(params).search_request.changed(sort="newest", per_page=100)
    results = run(request)
    expected = naive.found(rows, request)
    assert results.count == len(expected)
    assert [hit.article.pk for hit in results.hits] == [article.pk for article in expected]
    assert set(ArticleFilterSet(params).qs.values_list("pk", flat=True)) == {each.pk for each in expected}
    for name in FACETS:
        counted = naive.count(rows, request, name)
        facet = results.facets[name]
        shown = {value.value: value.count for value in facet.values}
        assert facet.total == len(counted)
        for value in facet.values:
            gained = naive.gained(rows, request, name, value.value)
            gained = value.count if value.excluded else gained
            assert value.added == (gained if naive.widens(request, name) else None)
        assert shown == {key: counted[key] for key in shown}
        top = sorted(counted.values(), reverse=True)[:TOP]
        assert sorted(shown.values(), reverse=True)[: len(top)] == top
        chosen, excluded = set(request.selected(name)), set(request.excluded(name))
        assert {key for key in chosen | excluded if key in counted} <= set(shown)
        assert all(value.excluded == (value.value in excluded) for value in facet.values)
        assert all(value.selected == (value.value in chosen - excluded) for value in facet.values)
    undated = [each for each in naive.found(rows, request, "dates") if each.published_on is None]
    assert results.timeline.undated == len(undated)
    check_timeline(rows, request)


def check_timeline(rows: list[naive.Row], request: SearchRequest) -> None:
    """Bars have no gaps and contain every article known to be of their days, whatever dates are chosen."""
    results = run(request)
    timeline = results.timeline
    dates = [each.date for each in naive.found(rows, request, "dates") if each.date]
    length = {"year": 4, "month": 7, "day": 10}[timeline.level]
    ends = [(each.first.isoformat(), each.last.isoformat()) for each in dates]
    expected = Counter(first[:length] for first, last in ends if first[:length] == last[:length])
    values = [bar.value for bar in timeline.bars]
    assert [bar.count for bar in timeline.bars] == [expected[value] for value in values]
    begin = timeline.bars[0].label[:4] if timeline.level == "year" and values else "".join(values[:1])
    shown = [pair for pair in ends if values and begin <= pair[0][:length] and pair[1][:length] <= values[-1]]
    if timeline.level == "day":
        shown = [pair for pair in shown if pair[0][:7] == pair[1][:7]]
    assert timeline.unplaced == sum(first[:length] != last[:length] for first, last in shown)
    assert values == sorted(set(values))
    assert len(values) <= 120
    assert timeline.total == len(dates)
    months = Counter(first[:7] for first, last in ends if first[:7] == last[:7])
    assert dict(results.by_month.months) == {
        date.fromisoformat(f"{each}-01"): n for each, n in months.items()
    }
    longer = Counter((each.first, each.last) for each in dates if each.level in ("year", "decade"))
    assert {(first, last): n for first, last, n in results.by_month.longer} == longer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=requests)
def test_a_number_is_what_choosing_the_value_gives(
    rows: list[naive.Row], values: dict[str, list[str]]
) -> None:
    request = ArticleFilterSet(query_dict(values)).search_request
    results = run(request)

    @cache
    def found(url: str) -> int:
        """Return the number of articles at the URL of a value."""
        chosen = Selection(ArticleFilterSet(QueryDict(url[1:])).search_request)
        with transaction.atomic():
            return counting().total(chosen)

    for name in FACETS:
        for value in [*results.facets[name].values, *all_values(request, name).values]:
            if value.selected:
                continue
            number = found(value.toggle_url)
            assert number == value.figure + (results.count if value.adds else 0)
            assert number > 0 or value.excluded


@pytest.mark.parametrize("name", FACETS)
def test_all_values_of_a_facet_page_by_page(db: None, name: FacetName) -> None:
    rows = naive.make_corpus(4)
    request = SearchRequest(country=("US",), person=("person-1", "person-2"))
    counted = naive.count(rows, request, name)
    pages = [all_values(request, name, offset=offset, limit=4) for offset in range(0, 16, 4)]
    values = [value for page in pages for value in page.values]
    assert {value.value: value.count for value in values} == counted
    assert [value.count for value in values] == sorted(counted.values(), reverse=True)
    assert pages[0].total == len(counted)


def test_searching_inside_a_facet(db: None) -> None:
    naive.make_corpus(5)
    request = SearchRequest()
    facet = all_values(request, "person", text="PERSON 1")
    assert {value.label for value in facet.values} <= {
        "person 1",
        "person 10",
        "person 11",
        "person 12",
        "person 13",
    }
    assert facet.total == len(facet.values) > 1
    assert all_values(request, "country", text="u_r%").values == []
    assert all_values(request, "source", text="aper 2").total == 1
    assert (
        all_values(request, "country", text="amérique").total
        == all_values(request, "country", text="zz").total
    )


def test_pages_of_random_sizes_make_the_whole(db: None) -> None:
    rows = naive.make_corpus(6)
    expected = [article.pk for article in naive.found(rows, SearchRequest())]
    size = random.Random(6).randint(3, 9)
    first = run(SearchRequest(per_page=size))
    found = [
        hit.article.pk
        for number in range(1, first.pages.total + 1)
        for hit in run(SearchRequest(per_page=size, page=number)).hits
    ]
    assert found == expected
    assert [hit.article.pk for hit in run(SearchRequest(sort="oldest", per_page=100)).hits] == [
        *reversed([each for each in expected if dated(rows, each)]),
        *sorted(each for each in expected if not dated(rows, each)),
    ]


def dated(rows: list[naive.Row], pk: int) -> bool:
    return any(row.article.pk == pk and row.article.published_on for row in rows)
