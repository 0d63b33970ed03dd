"""Related articles and the reasons for them."""

from articles.models import Article, Status
from articles.search.related import related
from tests.factories import ArticleFactory, EntityFactory, country


def test_shared_people_come_before_shared_words(archive: dict[str, Article]) -> None:
    found = related(archive["vote"])
    assert found[0].article == archive["talks"]
    assert found[0].reason == "also about John Kerry, Sergei Lavrov and United States"
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
