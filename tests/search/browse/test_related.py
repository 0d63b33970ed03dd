"""Related articles and the reasons for them."""

from datetime import date, timedelta

import pytest

from articles.models import Article, Status
from articles.search.browse.related import related
from tests.factories import ArticleFactory, EntityFactory, country


def test_shared_people_come_before_shared_words(archive: dict[str, Article]) -> None:
    found = related(archive["vote"])
    assert found[0].article == archive["talks"]
    assert found[0].reason == "also about John Kerry, Sergei Lavrov and United States; 3 days earlier"
    assert archive["draft"] not in [each.article for each in found]
    assert archive["withdrawn"] not in [each.article for each in found]


def test_words_of_the_headline_relate_where_nobody_is_shared(archive: dict[str, Article]) -> None:
    found = {each.article: each.reason for each in related(archive["scotland"])}
    assert found[archive["vote"]] == "also has “votes” in the headline"


def test_an_article_on_its_own_has_no_relations(db: None) -> None:
    lonely = ArticleFactory.create(headline="Zebra")
    ArticleFactory.create(headline="Oil")
    assert related(lonely) == []
    assert related(ArticleFactory.create(headline="The of")) == []


def test_a_country_alone_relates_nothing_but_ranks(db: None) -> None:
    person = EntityFactory.create(name="Anna")
    ukraine = country("UA")
    one = ArticleFactory.create(headline="Zebra", entities=[person, ukraine])
    ArticleFactory.create(headline="Oil", entities=[ukraine])
    other = ArticleFactory.create(headline="Gas", entities=[person])
    both = ArticleFactory.create(headline="Coal", entities=[person, ukraine])
    ArticleFactory.create(headline="Draft", entities=[person, ukraine], status=Status.DRAFT)
    found = related(one, limit=5)
    assert [(each.article, each.reason) for each in found] == [
        (both, "also about Anna and Ukraine"),
        (other, "also about Anna"),
    ]
    assert [each.article for each in related(one, limit=1)] == [both]


@pytest.mark.parametrize(
    ("days", "when"),
    [
        *((0, "; the same day"), (1, "; the day after"), (-1, "; the day before"), (14, "; 14 days later")),
        *((-2, "; 2 days earlier"), (15, ""), (-400, "")),
    ],
)
def test_a_reason_says_how_near_in_time(db: None, days: int, when: str) -> None:
    anna, day = EntityFactory.create(name="Anna"), date(2014, 3, 17)
    one = ArticleFactory.create(headline="Zebra", published_on=day, entities=[anna])
    ArticleFactory.create(headline="Oil", published_on=day + timedelta(days=days), entities=[anna])
    assert [each.reason for each in related(one)] == [f"also about Anna{when}"]


def test_words_anywhere_but_in_the_headline_relate_nothing(db: None) -> None:
    one = ArticleFactory.create(headline="Zebra crosses")
    ArticleFactory.create(headline="Oil", body="A zebra.")
    other = ArticleFactory.create(headline="Zebras at sea")
    assert [each.article for each in related(one)] == [other]
