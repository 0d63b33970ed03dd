"""On this day: articles of the same day in other years."""

from datetime import date

import pytest

from articles.models import Article, Status
from articles.overview.headlines import most_striking
from articles.overview.on_this_day import MOST_YEARS, anniversaries, front_of, on_this_day, opening
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory

TODAY = date(2020, 11, 25)
ALL = date(2010, 1, 1), date(2021, 1, 1)


def test_the_same_day_of_every_other_year() -> None:
    assert anniversaries(TODAY, date(2018, 11, 26), date(2022, 11, 24)) == [
        date(2021, 11, 25),
        date(2019, 11, 25),
    ]
    assert anniversaries(TODAY, date(2018, 11, 25), date(2018, 11, 25)) == [date(2018, 11, 25)]
    assert anniversaries(TODAY, date(2020, 1, 1), date(2020, 12, 31)) == []


def test_the_29th_of_february_is_in_leap_years_alone() -> None:
    days = anniversaries(date(2020, 2, 29), date(2010, 1, 1), date(2025, 1, 1))
    assert days == [date(2024, 2, 29), date(2016, 2, 29), date(2012, 2, 29)]


def test_a_wrong_date_does_not_make_it_look_through_centuries() -> None:
    assert len(anniversaries(TODAY, date.min, date.max)) == MOST_YEARS


@pytest.mark.django_db
def test_one_article_of_each_year_the_latest_first() -> None:
    someone = EntityFactory.create()
    told = ArticleFactory.create(published_on=date(2012, 11, 25), entities=[someone])
    ArticleFactory.create(published_on=date(2012, 11, 25))
    later = ArticleFactory.create(published_on=date(2019, 11, 25))
    ArticleFactory.create(published_on=date(2019, 11, 24))
    ArticleFactory.create(published_on=TODAY)
    ArticleFactory.create(published_on=None)
    ArticleFactory.create(published_on=date(2013, 11, 25), published_until=date(2013, 11, 30))
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


LONG = "A sentence of the report that goes on for a while. " * 8


def published(day: date, headline: str, **values: object) -> Article:
    return ArticleFactory.create(published_on=day, headline=headline, body=LONG, **values)


@pytest.mark.django_db
def test_the_front_is_the_shortest_headline_of_the_roundest_anniversary() -> None:
    published(date(2019, 11, 25), "Latest of all the headlines")
    published(date(2010, 11, 25), "A longer headline of ten years ago")
    best = published(date(2010, 11, 25), "Banks close their doors")
    published(date(2010, 11, 25), "Too few words")
    published(date(2010, 11, 25), "UPDATE 1-Banks are shut")
    published(TODAY, "Something short of today")
    front = front_of(TODAY, ALL)
    assert front
    assert (front.article, front.years_ago) == (best, 10)
    best.status = Status.WITHDRAWN
    best.save()
    again = front_of(TODAY, ALL)
    assert again
    assert again.article.headline == "A longer headline of ten years ago"


@pytest.mark.django_db
def test_a_sample_is_no_front_unless_there_is_nothing_else() -> None:
    published(date(2010, 11, 25), "Samples never make fronts", is_sample=True)
    assert front_of(TODAY, ALL) is None
    assert on_this_day(TODAY, ALL, 7) == []
    assert front_of(TODAY, ALL, samples=True)
    assert on_this_day(TODAY, ALL, 7, samples=True)


@pytest.mark.django_db
def test_a_day_without_a_front_takes_one_of_the_week_before() -> None:
    found = published(date(2015, 11, 21), "Four days before today")
    published(date(2016, 11, 12), "Two weeks are too long")
    front = front_of(TODAY, ALL)
    assert front
    assert front.article == found
    assert front_of(date(2020, 11, 28), ALL) is None
    assert front_of(TODAY, None) is None


def test_the_opening_is_cut_after_a_paragraph_or_a_word() -> None:
    assert opening("One.\n\nTwo.") == ["One.", "Two."]
    assert opening("One.\n\n" + "word " * 400) == ["One."]
    (only,) = opening("word " * 400)
    assert only.endswith("word …")
    assert len(only) < 910
    assert opening("") == []


@pytest.mark.parametrize(
    "label", ["FACTBOX: All about the banks", "Live | All about banks", "Is this a headline?"]
)
def test_labels_and_questions_make_no_front(label: str) -> None:
    assert most_striking([(1, label)]) is None
    assert most_striking([(1, label), (2, "A much longer headline that says what happened")]) == 2
