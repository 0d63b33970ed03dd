"""The card of an entity: an HTML fragment that article pages fetch."""

from datetime import date

import pytest
from django.test import Client

from articles.models import Entity, Status
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, country
from tests.html import complaints, parse

pytestmark = pytest.mark.django_db


def card(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    piece = parse(answer.content.decode())
    assert complaints(piece) == []
    return " | ".join(line.text for line in piece.children if not isinstance(line, str))


def test_a_card_says_who_how_often_and_when(client: Client) -> None:
    kerry = EntityFactory.create(name="John Kerry", description="Secretary of State.")
    kerry.names.create(name="John F. Kerry")
    for year in (2014, 2011, 2016):
        ArticleFactory.create(published_on=date(year, 3, 1), entities=[kerry, country("UA")])
    ArticleFactory.create(published_on=date(1999, 3, 1), entities=[kerry], status=Status.DRAFT)
    ArticleFactory.create(entities=[kerry])
    assert card(client, "/people/john-kerry/card/") == (
        "John Kerry | Also: John F. Kerry | Secretary of State. | 4 articles, 2011 to 2016"
        " | Everything about John Kerry"
    )
    assert "3 articles, 2011 to 2016" in card(client, "/countries/ua/card/")
    assert 'href="/people/john-kerry/"' in client.get("/people/john-kerry/card/").content.decode()


def test_one_article_and_none_are_said_in_words(client: Client) -> None:
    kyiv = EntityFactory.create(kind="place", name="Kyiv")
    ArticleFactory.create(published_on=date(2014, 3, 1), entities=[kyiv])
    assert "1 article, 2014 |" in card(client, "/places/kyiv/card/")
    assert "No articles yet" in card(client, "/countries/ua/card/")
    undated = EntityFactory.create(kind="organisation", name="NATO")
    ArticleFactory.create(entities=[undated])
    assert "1 article |" in card(client, "/organisations/nato/card/")


def test_only_some_of_many_names_are_shown(client: Client) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    ArticleFactory.create(entities=[kerry])
    for number in range(9):
        kerry.names.create(name=f"Kerry {number}")
    assert "Also: Kerry 0, Kerry 1, Kerry 2, Kerry 3, Kerry 4 |" in card(client, "/people/john-kerry/card/")


def test_names_are_text(client: Client) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    entity = Entity.objects.create(kind="person", name=evil, slug="e", description=evil)
    entity.names.create(name=f"N {evil}")
    ArticleFactory.create(entities=[entity])
    text = client.get("/people/e/card/").content.decode()
    assert "<script" not in text
    assert "<img" not in text
    assert card(client, "/people/e/card/").count(evil) == 4


def test_a_card_is_kept_by_the_browser_alone_and_by_no_index(client: Client) -> None:
    answer = client.get("/countries/ua/card/")
    assert set(answer["Cache-Control"].split(", ")) == {"max-age=600", "private"}
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "path", ["/people/nobody/card/", "/people/secret/card/", "/sources/record/card/", "/countries/zz/card/"]
)
def test_whom_no_published_article_names_has_no_card(client: Client, path: str) -> None:
    secret = EntityFactory.create(name="Secret")
    ArticleFactory.create(entities=[secret], status=Status.DRAFT)
    assert client.get(path).status_code == 404


def test_queries_of_a_card_do_not_grow(client: Client, count_queries: QueryCounter) -> None:
    kerry = EntityFactory.create(name="John Kerry")

    def queries() -> int:
        for number in range(10):
            ArticleFactory.create(entities=[kerry])
            kerry.names.create(name=f"Kerry {kerry.names.count()} {number}")
        client.get("/people/john-kerry/card/")
        return count_queries(lambda: client.get("/people/john-kerry/card/"))

    assert queries() == queries()
