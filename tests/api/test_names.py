"""GET /api/people, /api/countries/… and the like."""

import pytest

from articles.models import Article
from tests.api.conftest import Asker
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, country

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


def test_list_has_everyone_in_published_articles_with_counts(ask: Asker, archive: Archive) -> None:
    answer = ask("/api/people")
    assert answer == {
        "count": 3,
        "results": [
            {"key": key, "name": name, "count": count, "url": f"http://testserver/people/{key}/"}
            for key, name, count in (
                ("john-kerry", "John Kerry", 2),
                ("sergei-lavrov", "Sergei Lavrov", 2),
                ("bob-kerry", "Bob Kerry", 1),
            )
        ],
        "next": None,
        "previous": None,
    }
    assert [each["key"] for each in ask("/api/countries")["results"]] == ["US", "RU", "UA"]
    assert [each["name"] for each in ask("/api/sources")["results"]] == ["Newswire", "The Daily Record"]
    assert ask("/api/organisations")["count"] == ask("/api/places")["count"] == 1


def test_names_are_looked_up_and_paged(ask: Asker, archive: Archive) -> None:
    assert [each["key"] for each in ask("/api/people?name=KERRY")["results"]] == ["john-kerry", "bob-kerry"]
    assert [each["key"] for each in ask("/api/people?name=sergey")["results"]] == ["sergei-lavrov"]
    second = ask("/api/people?per_page=2&page=2")
    assert [each["key"] for each in second["results"]] == ["bob-kerry"]
    assert second["next"] is None
    assert ask(second["previous"].removeprefix("http://testserver"))["next"].endswith("per_page=2&page=2")
    assert ask("/api/people?name=%00")["count"] == 3
    assert ask("/api/people?page=9")["results"] == []


def test_one_has_names_days_and_the_way_to_its_articles(ask: Asker, archive: Archive) -> None:
    assert ask("/api/people/sergei-lavrov") == {
        "key": "sergei-lavrov",
        "name": "Sergei Lavrov",
        "count": 2,
        "url": "http://testserver/people/sergei-lavrov/",
        "description": "",
        "other_names": ["Sergey Lavrov"],
        "identifiers": [],
        "first": "2014-03-14",
        "last": "2014-03-17",
        "articles": "http://testserver/api/articles?person=sergei-lavrov",
    }
    listed = ask(ask("/api/countries/ua")["articles"].removeprefix("http://testserver"))
    assert listed["count"] == ask("/api/countries/ukraine")["count"] == 2
    assert ask("/api/countries/FR")["count"] == 0
    assert ask("/api/sources/newswire")["other_names"] == []
    assert ask("/api/sources/newswire")["identifiers"] == []


def test_one_has_identifiers_in_public_registers(ask: Asker, archive: Archive) -> None:
    country("UA").identifiers.create(scheme="wikidata", value="Q212")
    country("UA").identifiers.create(scheme="company", value="DE-HRB1")
    assert ask("/api/countries/ua")["identifiers"] == [
        {"scheme": "company", "value": "DE-HRB1", "url": None},
        {"scheme": "wikidata", "value": "Q212", "url": "https://www.wikidata.org/entity/Q212"},
    ]


@pytest.mark.parametrize(
    "path",
    ["people/nobody", "places/john-kerry", "sources/%00", "countries/zz", "people/" + "x" * 500, "fish"],
)
def test_what_is_not_there_is_said(ask: Asker, archive: Archive, path: str) -> None:
    assert set(ask(f"/api/{path}", status=404)) == {"detail"}


def test_who_is_in_no_published_article_is_not_there(ask: Asker) -> None:
    EntityFactory.create(name="Secret")
    ArticleFactory.create(status="draft", entities=[EntityFactory.create(name="Hidden")])
    assert ask("/api/people")["count"] == 0
    for slug in ("secret", "hidden"):
        ask(f"/api/people/{slug}", status=404)


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=501", "page=99999999999999999999"])
def test_number_that_cannot_be_used_is_refused_with_a_sentence(ask: Asker, query: str) -> None:
    answer = ask(f"/api/people?{query}", status=422)
    assert set(answer) == {"detail"}
    assert answer["detail"].startswith(f"Invalid values: {query.partition('=')[0]}: ")


def test_queries_do_not_grow(ask: Asker, archive: Archive, count_queries: QueryCounter) -> None:
    before = count_queries(lambda: ask("/api/people"))
    for number in range(20):
        ArticleFactory.create(entities=[EntityFactory.create(name=f"Someone {number}")])
    assert count_queries(lambda: ask("/api/people")) <= before <= 9
