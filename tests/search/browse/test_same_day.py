"""Articles of other sources on a similar topic, published on the same day."""

from datetime import date

import pytest
from django.db import connection

from articles.models import Article, Entity, Source
from articles.search.browse import same_day as module
from articles.search.browse.same_day import SHOWN, SameDay, same_day
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

pytestmark = pytest.mark.django_db
DAY = date(2014, 3, 17)


@pytest.fixture(autouse=True)
def _fresh_shares() -> None:
    module._shares.cache_clear()


@pytest.fixture
def names() -> list[Entity]:
    return [EntityFactory.create(name="Ann Berg"), EntityFactory.create(name="Mark Roe"), country("UA")]


def report(headline: str, source: Source | None, names: list[Entity], **values: object) -> Article:
    made: Article = ArticleFactory.create(
        headline=headline, source=source, entities=names, **({"published_on": DAY} | values)
    )
    return made


def test_one_article_of_each_other_source_the_most_similar_first(names: list[Entity]) -> None:
    record, mail, post = (SourceFactory.create(name=name) for name in ("Record", "Mail", "Post"))
    own = report("Bridge of Norby opens", record, names)
    report("Bridge of Norby opens again", record, names)
    report("Talks", mail, names)
    best = report("Norby bridge opened", mail, names)
    less = report("A bridge at last", post, names)
    found = same_day(own)
    assert found.articles == (best, less)
    assert found.sources == 2


@pytest.mark.parametrize(
    "values",
    [
        {"published_on": date(2014, 3, 18)},
        {"published_on": None},
        {"status": "withdrawn"},
        {"is_sample": True},
        {"source": None},
        {"entities": []},
    ],
)
def test_others_do_not_count(names: list[Entity], values: dict[str, object]) -> None:
    own = report("Bridge of Norby opens", SourceFactory.create(), names)
    given = {"source": SourceFactory.create(), "entities": names, "published_on": DAY} | values
    ArticleFactory.create(headline="Bridge of Norby opens", **given)
    assert same_day(own) == SameDay()


def test_an_article_without_date_or_source(names: list[Entity]) -> None:
    other = report("Bridge of Norby opens", SourceFactory.create(), names)
    assert same_day(report("Bridge of Norby opens", None, names)).articles == (other,)
    assert same_day(report("Bridge of Norby opens", None, names, published_on=None)) == SameDay()


def test_sharing_what_everyone_has_is_not_enough() -> None:
    everywhere = [EntityFactory.create(name="Mark Roe"), country("US")]
    for number in range(40):
        report(f"Report {number}", SourceFactory.create(), everywhere, published_on=date(2013, 1, 1))
    own = report("Bridge opens", SourceFactory.create(), everywhere)
    report("Taxes rise", SourceFactory.create(), everywhere)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_article")
    assert same_day(own) == SameDay()


def test_a_single_remaining_article_is_not_folded_away() -> None:
    articles = tuple(Article(pk=number) for number in range(SHOWN + 2))
    assert SameDay(articles[: SHOWN + 1]).rest == ()
    assert SameDay(articles).first == articles[:SHOWN]
    assert SameDay(articles).rest == articles[SHOWN:]
