"""Stories that several articles tell: listed once, on the article's page, and compared word by word."""

from datetime import date

import pytest
from django.test import Client

from articles.models import Article
from articles.stories.refresh import refresh
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, SourceFactory
from tests.pages.conftest import Getter
from tests.stories.texts import paragraph, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[Article]:
    """Three papers print a story, one of them cut, another with its own end; a fourth article is alone."""
    whole = f"Heron seen. {story(1)}"
    bodies = [whole, "\n\n".join(whole.split("\n\n")[:3]), f"{whole}\n\n{paragraph(5)}", f"Heron. {story(2)}"]
    made = [
        ArticleFactory.create(
            headline=f"Heron {number}",
            body=body,
            published_on=date(2014, 3, 10 + number),
            source=SourceFactory.create(name=f"Paper {number}"),
        )
        for number, body in enumerate(bodies)
    ]
    for _ in refresh():
        pass
    return made


def test_a_story_is_listed_once_with_the_others(get: Getter, told: list[Article]) -> None:
    page = get("/articles/?q=heron&sort=newest&collapse=1")
    assert "4 articles in 2 stories" in page.one("h1").text
    hits = page.all("article", class_="hit")
    assert [hit.one("h2").text for hit in hits] == ["Heron 3", "Heron 2"]
    copies = hits[1].all("details")[0]
    assert copies.one("summary").text == "also in 2 others"
    assert "Paper 1" in copies.text
    assert "cut by about half" in copies.text
    assert not hits[0].all("ul", class_="copies")
    facet = page.one("section", **{"aria-labelledby": "facet-source"})
    assert len([item for item in facet.all("li") if "Paper" in item.text]) == 4


def test_without_collapsing_nothing_changes(get: Getter, told: list[Article]) -> None:
    page = get("/articles/?q=heron&sort=newest")
    assert "4 articles" in page.one("h1").text
    assert len(page.all("article", class_="hit")) == 4
    assert not page.all("ul", class_="copies")
    (link,) = [each for each in page.all("a") if each.text == "Show each story once"]
    assert "collapse=1" in link.attributes["href"]


def test_the_first_match_in_the_chosen_order_stands_for_the_story(get: Getter, told: list[Article]) -> None:
    def first(query: str) -> str:
        return get(f"/articles/?collapse=1&{query}").all("article", class_="hit")[0].one("h2").text

    assert first("sort=oldest") == "Heron 0"
    assert first("sort=newest&before=2014-03-12") == "Heron 2"
    assert first("source=paper-1") == "Heron 1"


def test_collapsing_takes_one_more_query(
    client: Client, told: list[Article], count_queries: QueryCounter
) -> None:
    path = "/articles/?q=heron&sort=newest"
    client.get(path)
    plain = count_queries(lambda: client.get(path))
    assert count_queries(lambda: client.get(f"{path}&collapse=1")) <= plain + 1


def test_the_article_lists_the_others(get: Getter, told: list[Article]) -> None:
    page = get(told[0].get_absolute_url())
    assert "2 other articles have nearly the same text" in page.text
    assert "1 paragraph added" in page.text
    assert "nearly the same text" not in get(told[3].get_absolute_url()).text


def test_unpublished_articles_are_not_told_of(get: Getter, told: list[Article]) -> None:
    Article.objects.filter(pk=told[1].pk).update(status="withdrawn")
    assert "1 other article has nearly the same text" in get(told[0].get_absolute_url()).text
    get(f"/articles/{told[0].pk}/difference/{told[1].pk}/", status=404)
    get(f"/articles/{told[0].pk}/difference/{told[3].pk}/", status=404)


def test_two_texts_are_compared_word_by_word(get: Getter, told: list[Article]) -> None:
    Article.objects.filter(pk=told[1].pk).update(body=told[1].body.replace("Heron seen", "Heron shot"))
    page = get(f"/articles/{told[0].pk}/difference/{told[1].pk}/")
    removed = [each.text.strip() for each in page.all("del")]
    added = [each.text.strip() for each in page.all("ins")]
    assert "[removed: seen]" in removed
    assert "[added: shot]" in added
    assert f"[removed: {told[0].body.split(chr(10) * 2)[-1]}]" in removed


def test_the_api_and_the_feed_collapse(client: Client, told: list[Article]) -> None:
    answer = client.get("/api/articles?q=heron&sort=newest&collapse=1").json()
    assert (answer["count"], answer["articles"]) == (2, 4)
    assert {each["count"] for each in answer["facets"]["source"]} == {1}
    assert [each["source"] for each in answer["results"][1]["duplicates"]] == ["Paper 0", "Paper 1"]
    assert answer["results"][0]["duplicates"] == []
    one = client.get(f"/api/articles/{told[0].pk}").json()
    assert [each["added"] for each in one["duplicates"]] == [0, 1]
    assert client.get("/api/articles?q=heron").json()["count"] == 4
    assert "in 2 stories" in client.get("/articles.atom?q=heron&collapse=1").content.decode()
