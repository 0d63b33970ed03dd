"""GET /api/articles: the public contract, consistent with the list page."""

from datetime import date
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.test import Client

from articles.models import Article
from tests.api.conftest import Asker
from tests.conftest import QueryCounter
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country
from tests.html import parse

pytestmark = pytest.mark.django_db
Archive = dict[str, Article]


def ids(answer: dict[str, list[dict[str, int]]]) -> list[int]:
    return [each["id"] for each in answer["results"]]


def test_shape_is_that_of_the_contract(ask: Asker, archive: Archive) -> None:
    answer = ask("/api/articles?q=referendum&person=john-kerry&before=2014-03-17&after=2014-03-15")
    vote = archive["vote"]
    snippet = answer["results"][0].pop("snippet")
    assert answer == {
        "count": 1,
        "articles": 1,
        "results": [
            {
                "id": vote.pk,
                "url": f"http://testserver/articles/{vote.pk}/us-rejects-crimea-vote/",
                "headline": "US rejects Crimea vote",
                "sample": False,
                "corrected": False,
                "duplicates": [],
                "published_on": "2014-03-17",
                "source": "Newswire",
                "authors": [],
                "people": [
                    {"slug": "john-kerry", "name": "John Kerry"},
                    {"slug": "sergei-lavrov", "name": "Sergei Lavrov"},
                ],
                "countries": [
                    {"code": "US", "name": "United States"},
                    {"code": "UA", "name": "Ukraine"},
                    {"code": "RU", "name": "Russia"},
                ],
            }
        ],
        "facets": {
            "country": [
                {"value": "RU", "label": "Russia", "count": 1},
                {"value": "UA", "label": "Ukraine", "count": 1},
                {"value": "US", "label": "United States", "count": 1},
            ],
            "person": [
                {"value": "john-kerry", "label": "John Kerry", "count": 1},
                {"value": "sergei-lavrov", "label": "Sergei Lavrov", "count": 1},
            ],
            "organisation": [],
            "place": [{"value": "crimea", "label": "Crimea", "count": 1}],
            "author": [],
            "source": [{"value": "newswire", "label": "Newswire", "count": 1}],
            "published": [{"value": "2014-03", "count": 2}],
            "published_longer": [],
        },
        "next": None,
        "previous": None,
        "next_cursor": None,
        "understood": ["with referendum"],
    }
    assert "<mark>referendum</mark>" in snippet


def test_everything_is_listed_without_parameters(ask: Asker, archive: Archive) -> None:
    answer = ask("/api/articles")
    assert answer["count"] == 6
    names = ["nato", "oil", "scotland", "vote", "talks", "undated"]
    assert ids(answer) == [archive[name].pk for name in names]
    assert answer["results"][-1]["published_on"] is None
    assert answer["facets"]["published"] == [
        {"value": "2014-03", "count": 2},
        {"value": "2014-09", "count": 1},
        {"value": "2015-01", "count": 1},
        {"value": "2016-07", "count": 1},
    ]
    assert answer["understood"] == []


def test_article_without_source_says_null(ask: Asker) -> None:
    ArticleFactory.create(headline="Alone")
    assert ask("/api/articles")["results"][0]["source"] is None


@pytest.mark.parametrize(
    "query",
    [
        *("", "q=referendum", "q=oil&sort=newest", "country=UA&country=RU", "after=2014&before=2014-06"),
        *("country=UA&country=RU&country_mode=all", "person=john-kerry", "source=newswire", "place=crimea"),
        *(
            "organisation=nato",
            "q=person:kerry+-oil",
            "q=%22price+of+oil%22",
            "sort=oldest",
            "page=2&per_page=2",
        ),
        *("q=zyzzyva", "country=FR", "page=77"),
    ],
)
def test_parameters_mean_what_they_mean_on_the_page(
    ask: Asker, client: Client, archive: Archive, query: str
) -> None:
    answer = ask(f"/api/articles?{query}")
    page = parse(client.get(f"/articles/?{query}").content.decode())
    links = [hit.one("h2").one("a").attributes["href"] for hit in page.all("article", class_="hit")]
    # The page's links also carry the position in the list.
    assert [urlsplit(each["url"]).path for each in answer["results"]] == [
        urlsplit(link).path for link in links
    ]
    assert page.one("h1").text.split()[0] == str(answer["count"])
    for name, values in answer["facets"].items():
        for value in values if name != "published" else []:
            assert page.one("section", **{"aria-labelledby": f"facet-{name}"}).text.count(value["label"])


def test_pages_are_linked_by_absolute_addresses_and_hold_every_article_once(ask: Asker) -> None:
    for number in range(7):
        ArticleFactory.create(headline=f"Oil & “gas” {number}", published_on=date(2020, 1, 1))
    address = "http://testserver/api/articles?q=oil+%26+gas&per_page=3"
    seen: list[int] = []
    previous = None
    while address:
        assert address.startswith("http://testserver/api/articles?")
        answer = ask(address.removeprefix("http://testserver"))
        assert (answer["previous"] is None) == (previous is None)
        if answer["previous"]:
            before = ask(answer["previous"].removeprefix("http://testserver"))
            assert ids(before) == previous
        previous = ids(answer)
        seen += previous
        address = answer["next"]
    assert len(seen) == len(set(seen)) == 7


def test_what_could_not_be_used_is_said(ask: Asker, archive: Archive) -> None:
    answer = ask("/api/articles?q=oil+the&country=Ukraine&page=99&after=soon&per_page=500")
    assert answer["count"] == 3
    said = " ".join(answer["understood"])
    for words in (
        "with oil",
        "Ignored common words: the",
        "“Ukraine” is not a country",
        "“soon” is not a valid date",
    ):
        assert words in said
    assert "There is no page 99" in said
    assert "“500” is not a valid value for per page" in said


def test_snippets_hold_no_markup_but_marks(ask: Asker) -> None:
    ArticleFactory.create(headline="x", body='<script>alert("wicked")</script> wicked <b>&amp;</b> text')
    snippet = ask("/api/articles?q=wicked")["results"][0]["snippet"]
    assert {tag.name for tag in parse(snippet).walk()} == {"", "mark"}
    assert "<b>&amp;</b>" in parse(snippet).raw_text


def test_drafts_and_withdrawn_articles_are_absent(ask: Asker, archive: Archive) -> None:
    found = set(ids(ask("/api/articles?per_page=100")))
    assert not found & {archive["draft"].pk, archive["withdrawn"].pk}
    assert ask("/api/articles?q=holds")["count"] == 0
    assert ask("/api/articles")["facets"]["place"] == [{"value": "crimea", "label": "Crimea", "count": 1}]


def test_empty_archive_answers_too(ask: Asker) -> None:
    answer = ask("/api/articles")
    assert (answer["count"], answer["results"], answer["next"]) == (0, [], None)
    assert all(values == [] for values in answer["facets"].values())


def test_only_reading_is_allowed(client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/articles").status_code == 405


def test_queries_do_not_grow_with_rows(ask: Asker, archive: Archive, count_queries: QueryCounter) -> None:
    before = count_queries(partial(ask, "/api/articles?q=referendum"))
    for number in range(25):
        ArticleFactory.create(
            body="A referendum.",
            published_on=date(1990 + number, 1, 1),
            source=SourceFactory.create(name=f"Paper {number}"),
            entities=[EntityFactory.create(name=f"Someone {number}"), country("FR"), country("DE")],
        )
    assert count_queries(partial(ask, "/api/articles?q=referendum")) <= before <= 22
