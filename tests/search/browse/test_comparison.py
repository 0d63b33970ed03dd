"""Comparisons over time: counts, steps, and the link of every point."""

from datetime import date

import pytest
from django.http import QueryDict

from articles.models import Article
from articles.search.browse.comparison import MOST_POINTS, CompareRequest, Comparison, compare
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory

Archive = dict[str, Article]


def asked(parameters: str) -> CompareRequest:
    return CompareRequest.from_params(QueryDict(parameters))


def counts(comparison: Comparison) -> dict[str, list[int]]:
    return {series.query: [point.count for point in series.points] for series in comparison.series}


def test_the_address_is_read_and_written_back() -> None:
    request = asked("q=oil&q=gas&country=ua&after=2014&before=2016-03&by=month&as=count&sort=oldest&page=7")
    assert request.queries == ("oil", "gas")
    assert [search.query_string() for search in request.searches()] == [
        "?q=oil&country=UA&after=2014&before=2016-03",
        "?q=gas&country=UA&after=2014&before=2016-03",
    ]
    assert request.query_string() == "?q=oil&q=gas&country=UA&after=2014&before=2016-03&by=month&as=count"
    assert asked(request.query_string()[1:]) == request
    assert request.query_string(step="year", share=True).endswith("&by=year")


def test_empty_and_equal_searches_are_left_out_and_a_sixth_is_said() -> None:
    assert asked("q=&q=oil&q=+oil&q=gas").queries == ("oil", "gas")
    request = asked("q=a&q=b&q=c&q=d&q=e&q=f&by=week&as=%00")
    assert (request.queries, request.step, request.share) == (("a", "b", "c", "d", "e"), "", True)
    assert request.problems == ("Only the first 5 searches are compared.",)
    assert any("not a valid date" in problem for problem in asked("q=a&after=soon").problems)
    assert any("500 characters" in problem for problem in asked("q=" + "word+" * 400).problems)


@pytest.mark.django_db
def test_every_count_is_what_its_link_finds(archive: Archive) -> None:
    for parameters in (
        "",
        "&by=month",
        "&after=2014-03-15&before=2015",
        "&country=US",
        "&by=year&after=2014-09",
    ):
        comparison = compare(asked(f"q=oil&q=referendum&q=%22crude+oil%22{parameters}"))
        for series in comparison.series:
            for point in series.points:
                found = run(ArticleFilterSet(QueryDict(point.url[1:])).search_request).count
                assert found == point.count, (parameters, point)
        for period, whole in zip(comparison.periods, comparison.all, strict=True):
            every = comparison.asked.common.with_dates(period.after, period.before)
            assert run(ArticleFilterSet(QueryDict(every[1:])).search_request).count == whole


@pytest.mark.django_db
def test_years_and_months(archive: Archive) -> None:
    by_year = compare(asked("q=oil&q=referendum&by=year"))
    assert [period.value for period in by_year.periods] == ["2014", "2015"]
    assert counts(by_year) == {"oil": [2, 1], "referendum": [3, 0]}
    assert by_year.all == [3, 1]
    assert [round(point.percent, 2) for point in by_year.series[0].points] == [66.67, 100.0]
    assert [series.undated for series in by_year.series] == [0, 1]
    by_month = compare(asked("q=oil&q=referendum"))
    assert by_month.step == "month"
    assert (by_month.periods[0].value, by_month.periods[-1].value) == ("2014-03", "2015-01")


@pytest.mark.django_db
def test_chosen_dates_are_shown_even_where_nothing_is_found(archive: Archive) -> None:
    comparison = compare(asked("q=oil&by=year&after=2012-06&before=2016"))
    assert counts(comparison) == {"oil": [0, 0, 2, 1, 0]}
    assert comparison.series[0].points[0].url == "?q=oil&after=2012-06&before=2012-12"


@pytest.mark.django_db
def test_centuries_are_shown_by_year_and_not_without_end() -> None:
    for year in (1, 1700, 2020):
        ArticleFactory.create(headline="Oil", published_on=date(year, 5, 5))
    comparison = compare(asked("q=oil&by=month"))
    assert comparison.step == "year"
    assert len(comparison.periods) == MOST_POINTS
    assert len(comparison.notes) == 2


@pytest.mark.django_db
def test_nothing_asked_and_nothing_found_have_no_periods(archive: Archive) -> None:
    assert compare(asked("")).series == []
    assert compare(asked("q=xyzzyplugh")).periods == []
    assert compare(asked("q=%22oil")).series[0].understanding.notes != ()


@pytest.mark.django_db
def test_queries_do_not_grow_with_articles(archive: Archive, count_queries: QueryCounter) -> None:
    request = asked("q=oil&q=gas&q=referendum")
    compare(request)
    few = count_queries(lambda: compare(request))
    for number in range(30):
        ArticleFactory.create(headline="Oil and gas", published_on=date(1990 + number, 1, 1))
    assert count_queries(lambda: compare(request)) <= few
