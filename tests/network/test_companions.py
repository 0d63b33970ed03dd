"""The names that an entity has most to do with."""

import pytest

from articles.models import Entity
from articles.network.companions import companions
from articles.network.matrix import Node
from articles.search.counting.sql import SQLCounting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory, EntityFactory

pytestmark = pytest.mark.django_db


def write(number: int, *entities: Entity) -> None:
    for _ in range(number):
        ArticleFactory.create(entities=list(entities))


def test_the_largest_share_comes_first_and_names_that_are_everywhere_are_left_out() -> None:
    kerry, lavrov, psaki, obama, roe = (EntityFactory.create() for _ in range(5))
    write(6, kerry, lavrov, obama)
    write(5, kerry, psaki, obama)
    write(4, kerry, roe)
    write(2, lavrov)
    write(90, obama)
    write(193)
    asked = Selection(SearchRequest(within=(("person", kerry.pk),)))
    found = companions(SQLCounting(), asked, "person", 10)
    assert [(each.node.pk, each.count, each.total) for each in found.found] == [
        (psaki.pk, 5, 5),
        (lavrov.pk, 6, 8),
    ]
    assert found.everywhere == [Node("person", obama.pk)]
    every = companions(SQLCounting(), asked, "person", 10, everyone=True)
    assert [each.node.pk for each in every.found] == [psaki.pk, lavrov.pk, obama.pk]
    assert every.everywhere == []


def test_of_few_articles_two_together_are_enough() -> None:
    kerry, lavrov, roe = (EntityFactory.create() for _ in range(3))
    write(2, kerry, lavrov)
    write(1, kerry, roe)
    found = companions(SQLCounting(), Selection(SearchRequest(within=(("person", kerry.pk),))), "person", 10)
    assert [each.node.pk for each in found.found] == [lavrov.pk]
