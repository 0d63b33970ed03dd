"""From one article of a result list to the next, and back to the list."""

from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from articles.models import Article, Status
from articles.search.browse import neighbours
from articles.search.browse.neighbours import Neighbours
from articles.search.request import SearchRequest
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import Tag, parse
from tests.pages.conftest import Getter
from tests.scratch import server_parameters

pytestmark = pytest.mark.django_db
NEWEST = date(2024, 5, 31)


@pytest.fixture
def reports() -> list[Article]:
    """Seven articles about Ukraine with the word referendum, newest first."""
    return [
        ArticleFactory.create(
            headline=f"Referendum report {number}",
            published_on=NEWEST - timedelta(days=number),
            entities=[country("UA")],
        )
        for number in range(1, 8)
    ]


def along(page: Tag) -> dict[str, str]:
    """Return the bar's links by their first word, and its text under "text"."""
    bar = page.one("nav", class_="trail")
    links = {link.attributes.get("rel", "list"): link.attributes["href"] for link in bar.all("a")}
    return {**links, "text": bar.one("p").text}


def listed(get: Getter, path: str) -> list[str]:
    """Return the URLs of all hits of a list, page by page."""
    found: list[str] = []
    while path:
        page = get(path)
        found += [item.one("h2").one("a").attributes["href"] for item in page.all("article", class_="hit")]
        following = page.links().get("Next", "")
        path = following and "/articles/" + following.removeprefix("/articles/")
    return found


@pytest.mark.parametrize(
    "search",
    [
        "?q=referendum",
        "?q=referendum&sort=newest",
        "?q=referendum&sort=oldest",
        "?country=UA",
        "?q=referendum&country=UA&after=2024-05-26&per_page=2",
        "?q=referendum+OR+report&country=UA&country_mode=all&per_page=3&sort=oldest",
    ],
)
def test_the_bar_goes_along_the_list_from_end_to_end(
    get: Getter, reports: list[Article], search: str
) -> None:
    ArticleFactory.create(headline="Football", published_on=NEWEST)
    hits = listed(get, f"/articles/{search}")
    assert len(hits) >= 5
    walked, path = [], hits[0]
    while path:
        walked.append(path)
        path = along(get(path)).get("next", "")
    assert walked == hits
    back, path = [], hits[-1]
    while path:
        back.append(path)
        path = along(get(path)).get("prev", "")
    assert back == hits[::-1]


def test_the_bar_says_where_in_what_and_leads_back_to_the_right_page(
    get: Getter, reports: list[Article]
) -> None:
    page = get(listed(get, "/articles/?q=referendum&country=UA&sort=newest&per_page=3")[3])
    bar = along(page)
    assert bar["text"] == "4 of 7 for “referendum”, Ukraine Back to the list"
    assert bar["list"] == "/articles/?q=referendum&country=UA&sort=newest&page=2&per_page=3"
    assert (
        page.one("link", rel="canonical").attributes["href"]
        == f"http://testserver{reports[3].get_absolute_url()}"
    )
    assert page.one("article").one("h1").text == "Referendum report 4"
    assert page.one("nav", class_="trail").one("a", rel="prev").text == "← Previous: Referendum report 3"


def test_an_article_that_moved_is_found_at_its_new_place(get: Getter, reports: list[Article]) -> None:
    path = listed(get, "/articles/?country=UA")[2]
    for _ in range(4):
        ArticleFactory.create(headline="Newer", published_on=NEWEST, entities=[country("UA")])
    bar = along(get(path))
    assert bar["text"].startswith("7 of 11 for Ukraine")
    assert bar["prev"].startswith(reports[1].get_absolute_url())
    assert bar["prev"].endswith("?country=UA&at=6")
    assert bar["next"].startswith(reports[3].get_absolute_url())


def test_an_article_that_is_no_longer_in_the_list_says_so(get: Getter, reports: list[Article]) -> None:
    other = ArticleFactory.create(headline="Football")
    bar = along(get(f"{other.get_absolute_url()}?country=UA&at=3&per_page=2"))
    assert bar["text"] == "The list has changed: this article is no longer near position 3. Back to the list"
    assert bar["list"] == "/articles/?country=UA&page=2&per_page=2"
    assert {"prev", "next"}.isdisjoint(bar)
    Article.objects.exclude(pk=other.pk).update(status=Status.WITHDRAWN)
    bar = along(get(f"{other.get_absolute_url()}?q=referendum&at=3"))
    assert bar["list"] == "/articles/?q=referendum"


@pytest.mark.parametrize(
    "query",
    [
        *("", "?at=1", "?q=&at=1", "?q=referendum", "?q=referendum&at=0", "?q=referendum&at=x"),
        *("?q=referendum&at=-1", "?q=referendum&at=99999999999999999999", "?q=referendum&at=%C2%B2"),
        *("?page=3&at=1", "?utm_source=letter", "?q=%00&at=1"),
    ],
)
def test_without_a_search_and_a_place_there_is_no_bar(
    get: Getter, reports: list[Article], query: str
) -> None:
    assert get(reports[0].get_absolute_url() + query).all("nav", class_="trail") == []


def test_far_places_are_as_good_as_near_ones(
    get: Getter, reports: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "NEAR", 1)
    path = f"{reports[5].get_absolute_url()}?q=referendum&sort=newest&at="
    assert along(get(path + "6"))["text"].startswith("6 of 7")
    assert along(get(path + "5"))["text"].startswith("6 of 7")
    assert along(get(path + "999999999"))["text"].startswith("The list has changed")


def test_the_whole_archive_keeps_plain_addresses(get: Getter, client: Client) -> None:
    article = ArticleFactory.create(entities=[EntityFactory.create(name="John Kerry")])
    for path in ("/articles/", "/articles/?sort=oldest"):
        assert listed(get, path) == [article.get_absolute_url()]
    found = listed(get, "/people/john-kerry/")
    assert found == [f"{article.get_absolute_url()}?person=john-kerry&at=1"]
    answer = client.get("/api/articles?person=john-kerry").json()
    assert answer["results"][0]["url"] == f"http://testserver{article.get_absolute_url()}"
    assert (
        f"{article.get_absolute_url()}?"
        not in client.get("/articles.atom?person=john-kerry").content.decode()
    )


def test_the_way_to_the_right_address_keeps_the_place(client: Client, reports: list[Article]) -> None:
    answer = client.get(f"/articles/{reports[0].pk}/?q=a%26b&at=1")
    assert answer["Location"] == f"{reports[0].get_absolute_url()}?q=a%26b&at=1"


def test_a_hostile_search_is_text(get: Getter, reports: list[Article]) -> None:
    page = get(f"{reports[0].get_absolute_url()}?q=referendum+-%3Cscript%3E&at=1")
    assert "1 of 7 for “referendum -<script>”" in along(page)["text"]


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_still_leads_back(
    monkeypatch: pytest.MonkeyPatch, static_files: None
) -> None:
    article = ArticleFactory.create(headline="Oil")
    monkeypatch.setattr(settings, "SEARCH_TIMEOUT_MS", 100)
    with psycopg.connect(**server_parameters()) as other:
        other.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")
        found = Neighbours.of(article, SearchRequest(q="oil"), 21)
    assert found == Neighbours(21, 0, None, None, None, "oil", (), "/articles/?q=oil&page=2")
    page = parse(render_to_string("articles/detail/neighbours.html", {"neighbours": found}))
    assert along(page) == {"list": "/articles/?q=oil&page=2", "text": "Back to the list"}


def test_queries_do_not_grow_with_the_list(
    get: Getter, reports: list[Article], count_queries: QueryCounter
) -> None:
    source = SourceFactory.create(name="Record")
    Article.objects.update(source=source)

    def queries() -> int:
        path = f"{reports[3].get_absolute_url()}?q=report&country=UA&source=record&sort=newest&at=4"
        assert along(get(path))["prev"]
        return count_queries(lambda: get(path))

    few = queries()
    for _ in range(20):
        ArticleFactory.create(
            headline="Report", published_on=date(2020, 1, 1), entities=[country("UA")], source=source
        )
    assert queries() <= few
