"""The doors: living examples from the archive, never from the samples."""

from datetime import date

import pytest
from django.db import transaction

from articles.models import Entity, Kind
from articles.overview.doors import Doors, doors_of
from articles.overview.samples import Samples
from articles.search.backend import counting
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

pytestmark = pytest.mark.django_db
TODAY = date(2020, 11, 25)


def doors(today: date = TODAY) -> Doors:
    with transaction.atomic(), limited():
        using = counting()
        results = run(SearchRequest(), using)
        return doors_of(today, results, using, Samples.among(results.count))


def report(month: int, *entities: Entity, times: int = 1, **values: object) -> None:
    for number in range(times):
        ArticleFactory.create(published_on=date(2012, month, 1 + number), entities=[*entities], **values)


def test_an_archive_with_little_has_none() -> None:
    assert doors() == Doors()
    report(1, EntityFactory.create(), country("FR"))
    assert doors() == Doors()


def test_each_door_is_an_example_with_its_figures() -> None:
    merkel, sarkozy = EntityFactory.create(name="Angela Merkel"), EntityFactory.create(name="Nicolas Sarkozy")
    for month in range(1, 13):
        report(month, times=28)
    report(3, merkel, times=8)
    report(6, merkel, sarkozy, times=6, headline="Merkel and Sarkozy meet")
    report(9, country("CY"), times=9, headline="Cyprus closes all its banks")
    found = doors()
    assert found.person
    assert found.person.names[0] in {merkel, sarkozy}
    assert found.pair
    assert (set(found.pair.names), found.pair.dated.total) == ({merkel, sarkozy}, 6)
    assert found.pair.article
    assert found.pair.article.headline == "Merkel and Sarkozy meet"
    assert run(found.pair.request).count == found.pair.dated.total
    assert found.event
    assert (found.event.names, found.event.month) == ((country("CY"),), date(2012, 9, 1))
    assert found.event.article
    assert found.event.article.headline == "Cyprus closes all its banks"


def test_another_day_has_another_example() -> None:
    people = [EntityFactory.create() for _ in range(3)]
    for each in people:
        report(1, each, times=5)
    shown = [doors(date(2020, 11, day)).person for day in (1, 2, 3, 4)]
    names = [door.names[0] for door in shown if door]
    assert set(names) == set(people)
    assert names[0] == names[3]


def test_samples_are_no_example_unless_there_is_nothing_else() -> None:
    someone, other = EntityFactory.create(), EntityFactory.create()
    invented = SourceFactory.create(name="Invented")
    report(1, someone, other, country("FR"), times=9, is_sample=True, source=invented)
    alone = doors()
    assert alone.person
    assert alone.pair
    report(2, EntityFactory.create(), times=1)
    assert doors() == Doors()


def test_what_was_withdrawn_leaves_the_page_at_once() -> None:
    someone = EntityFactory.create(kind=Kind.PERSON)
    report(1, someone, times=6)
    assert doors().person
    someone.delete()
    assert doors().person is None
