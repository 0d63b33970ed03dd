"""On this day: articles of the same day in other years."""

from datetime import date

import pytest

from articles.models import Status
from articles.overview.on_this_day import MOST_YEARS, on_this_day, same_day
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory

TODAY = date(2020, 11, 25)
ALL = date(2010, 1, 1), date(2021, 1, 1)


def test_the_same_day_of_every_other_year() -> None:
    assert same_day(TODAY, date(2018, 11, 26), date(2022, 11, 24)) == [date(2021, 11, 25), date(2019, 11, 25)]
    assert same_day(TODAY, date(2018, 11, 25), date(2018, 11, 25)) == [date(2018, 11, 25)]
    assert same_day(TODAY, date(2020, 1, 1), date(2020, 12, 31)) == []


def test_the_29th_of_february_is_in_leap_years_alone() -> None:
    days = same_day(date(2020, 2, 29), date(2010, 1, 1), date(2025, 1, 1))
    assert days == [date(2024, 2, 29), date(2016, 2, 29), date(2012, 2, 29)]


def test_a_wrong_date_does_not_make_it_look_through_centuries() -> None:
    assert len(same_day(TODAY, date.min, date.max)) == MOST_YEARS


@pytest.mark.django_db
def test_one_article_of_each_year_the_latest_first() -> None:
    someone = EntityFactory.create()
    told = ArticleFactory.create(published_on=date(2012, 11, 25), entities=[someone])
    ArticleFactory.create(published_on=date(2012, 11, 25))
    later = ArticleFactory.create(published_on=date(2019, 11, 25))
    ArticleFactory.create(published_on=date(2019, 11, 24))
    ArticleFactory.create(published_on=TODAY)
    ArticleFactory.create(published_on=None)
    for status in (Status.DRAFT, Status.WITHDRAWN):
        ArticleFactory.create(published_on=date(2015, 11, 25), status=status)
    assert on_this_day(TODAY, ALL, 7) == [later, told]
    assert on_this_day(TODAY, ALL, 1) == [later]


@pytest.mark.django_db
def test_an_archive_without_dates_has_none() -> None:
    assert on_this_day(TODAY, None, 7) == []


@pytest.mark.django_db
def test_queries_do_not_grow_with_years(count_queries: QueryCounter) -> None:
    ArticleFactory.create(published_on=date(2012, 11, 25))
    few = count_queries(lambda: on_this_day(TODAY, ALL, 7))
    for year in range(2013, 2020):
        ArticleFactory.create(published_on=date(year, 11, 25))
    assert count_queries(lambda: on_this_day(TODAY, ALL, 7)) == few
