"""The words of the reader's search are marked on the article's page."""

from datetime import date

import pytest
from django.test import Client

from articles.models import Article
from articles.search.engine import run
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory, EntityFactory
from tests.html import Tag
from tests.pages.article.article_parts import mention
from tests.pages.conftest import Getter

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Article:
    return ArticleFactory.create(
        headline="Vote & votes",
        published_on=date(2020, 5, 6),
        standfirst="They <voted>.",
        caption="A voter votes.",
        dateline="Vote",
        body="Nothing.\n\nJohn Kerry voted for oil\n\nprices. A vote.",
    )


def found(page: Tag) -> list[str]:
    return [mark.raw_text for mark in page.one("article").all("mark")]


def line(page: Tag) -> Tag:
    return page.one("p", class_="searched")


def test_words_are_marked_in_all_that_is_searched(get: Getter, report: Article) -> None:
    page = get(f"{report.get_absolute_url()}?q=vote")
    assert found(page) == ["Vote", "votes", "voted", "votes", "voted", "vote"]
    assert page.one("h1").raw_text == report.headline
    assert page.one("p", class_="standfirst").raw_text == report.standfirst
    assert line(page).text.startswith("Your search “vote”: 6 places highlighted")
    (first,) = [mark for mark in page.all("mark") if "id" in mark.attributes]
    assert (first.raw_text, first.attributes["id"]) == ("voted", "found"), "the first below the headline"
    assert line(page).links()["Go to the first in the text"] == "#found"


def test_the_same_words_as_in_the_list(get: Getter, report: Article) -> None:
    hit = run(SearchRequest(q='headline:vote OR "kerry vot*" OR oil')).hits[0]
    page = get(hit.url)
    assert [word for word in found(page) if word in {"Vote", "votes"}] == ["Vote", "votes"]
    assert str(hit.headline).count("<mark>") == 2
    assert "oil" in found(page)
    assert page.one("p", class_="standfirst").all("mark") == [], "headline: is about the headline alone"


def test_a_phrase_is_marked_across_paragraphs_and_names(get: Getter, report: Article) -> None:
    kerry = EntityFactory.create(name="John Kerry")
    report.article_entities.create(entity=kerry, mention_count=1)
    mention(report, kerry, "John Kerry")
    page = get(f"{report.get_absolute_url()}?q=%22oil+prices%22+%22kerry+voted%22&names=on")
    assert found(page) == ["Kerry", "voted", "oil", "prices"]
    assert page.one("a", class_="e-person").raw_text == "John Kerry"
    assert [mark.raw_text for mark in page.one("a", class_="e-person").all("mark")] == ["Kerry"]
    assert line(page).text.startswith('Your search “"oil prices" "kerry voted"”: 2 places highlighted')


def test_marks_go_and_come_back_and_the_choice_goes_along_the_list(get: Getter, report: Article) -> None:
    ArticleFactory.create(headline="Another vote", published_on=date(2001, 1, 1))
    page = get(f"{report.get_absolute_url()}?q=vote&sort=newest&at=1")
    plain = get(report.get_absolute_url() + line(page).links()["Remove highlights"])
    assert found(plain) == []
    assert "q=vote&sort=newest&at=1&marks=off" in line(page).links()["Remove highlights"]
    assert plain.one("a", rel="next").attributes["href"].endswith("&at=2&marks=off")
    back = get(report.get_absolute_url() + line(plain).links()["Highlight search words"])
    assert len(found(back)) == 6


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=absent", "?q=the", "?q=-vote", "?person=john-kerry", "?marks=off"]
)
def test_without_words_to_mark_nothing_is_said(get: Getter, report: Article, query: str) -> None:
    page = get(report.get_absolute_url() + query)
    assert found(page) == []
    assert page.all("p", class_="searched") == []


def test_a_hostile_search_is_text(client: Client, report: Article) -> None:
    answer = client.get(report.get_absolute_url(), {"q": 'vote "><script>alert(1)</script>'})
    assert "<script>alert" not in answer.content.decode()


def test_the_search_changes_nothing_for_machines(client: Client, report: Article) -> None:
    answer = client.get(f"{report.get_absolute_url()}?q=vote").content.decode()
    assert f'<link rel="canonical" href="http://testserver{report.get_absolute_url()}">' in answer


def test_other_languages_are_read_in_their_own_way(get: Getter) -> None:
    article = ArticleFactory.create(headline="Wahl", body="Die Häuser brennen.", language="de")
    assert found(get(f"{article.get_absolute_url()}?q=haus")) == ["Häuser"]
