"""Result pages: order, links, chips, timeline, limits."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from articles.fulltext.languages import forget_languages
from articles.models import Article, Entity, Kind, Status
from articles.search.counting import ranking
from articles.search.counting.interface import Counts
from articles.search.counting.sql import SQLCounting
from articles.search.date_counts import NO_MONTHS
from articles.search.engine import SearchTooCostly, run
from articles.search.filters import ArticleFilterSet
from articles.search.page.facets import all_values
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest, Sort
from articles.search.results import SearchResults
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country


def search(query: str) -> SearchResults:
    return run(ArticleFilterSet(QueryDict(query)).search_request)


def names(archive: dict[str, Article], results: SearchResults) -> list[str]:
    short = {article.pk: name for name, article in archive.items()}
    return [short[hit.article.pk] for hit in results.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["nato", "oil", "scotland", "vote", "talks", "undated"]),
        ("sort=oldest", ["talks", "vote", "scotland", "oil", "nato", "undated"]),
        ("sort=relevance", ["nato", "oil", "scotland", "vote", "talks", "undated"]),
        ("q=oil+prices", ["oil", "vote", "talks"]),
        ("q=oil+prices&sort=oldest", ["talks", "vote", "oil"]),
        ("q=crimea", ["vote"]),
        ("q=referendum&country=RU", ["vote", "talks"]),
        ("q=person:john-kerry", ["vote", "talks"]),
        ("country=UA&country=RU", ["nato", "vote", "talks"]),
        ("country=UA&country=RU&country_mode=all", ["vote"]),
        ("country=UA&country=ZZ", ["nato", "vote"]),
        ("country=UA&country=ZZ&country_mode=all", []),
        ("person=nobody", []),
        ("person=john-kerry&country=UA", ["vote"]),
        ("source=the-daily-record&after=2015", ["oil"]),
        ("after=2014-03-17&before=2014-03-17", ["vote"]),
        ("after=2014&before=2014-03", ["vote", "talks"]),
        ("after=2015&before=2014", []),
    ],
)
def test_hits_in_exact_order(archive: dict[str, Article], query: str, expected: list[str]) -> None:
    assert names(archive, search(query)) == expected


def test_the_newer_of_equally_good_articles_comes_first(db: None) -> None:
    old = ArticleFactory.create(headline="Oil", published_on=date(2001, 1, 1))
    undated = ArticleFactory.create(headline="Oil")
    new = ArticleFactory.create(headline="Oil", published_on=date(2002, 1, 1))
    twin = ArticleFactory.create(headline="Oil", published_on=date(2002, 1, 1))
    assert [hit.article for hit in search("q=oil").hits] == [twin, new, old, undated]


def test_ranking_a_part_only_is_said_and_loses_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "RANKED_WHOLE", 10)
    monkeypatch.setattr(ranking, "CANDIDATES", 6)
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(15)]
    made = [ArticleFactory.create(body="Oil.", published_on=day) for day in days]
    titled = [ArticleFactory.create(headline="Oil", published_on=date(1999, 1, day)) for day in (1, 2)]
    expected = [titled[1], titled[0], *reversed(made)]
    pages = [search(f"q=oil&per_page=4&page={number}") for number in (1, 2, 3, 4, 5)]
    assert [hit.article for page in pages for hit in page.hits] == expected
    assert len(pages[0].notes) == 1
    assert pages[0].notes[0].startswith("There are many matches. The 6 best candidates")
    assert search("q=oil&sort=newest").notes == ()


def test_a_page_past_the_end_is_the_last_page(archive: dict[str, Article]) -> None:
    results = search("page=99&per_page=4")
    assert names(archive, results) == ["talks", "undated"]
    assert results.problems == ("There is no page 99; this is the last one.",)
    assert (results.pages.number, results.pages.total, results.pages.first, results.pages.last) == (
        2,
        2,
        5,
        6,
    )
    assert results.pages.previous_url == "?per_page=4"
    assert results.pages.next_url is None
    assert results.facets["country"].values[0].toggle_url == "?country=US&per_page=4"


def test_links_between_pages(db: None) -> None:
    Article.objects.bulk_create(Article(headline=f"{n}", status=Status.PUBLISHED) for n in range(25))
    numbers = {
        page: [item.number for item in search(f"per_page=1&page={page}").pages.items]
        for page in (1, 5, 13, 25)
    }
    assert numbers == {
        1: [1, 2, 3, None, 25],
        5: [1, 2, 3, 4, 5, 6, 7, None, 25],
        13: [1, None, 11, 12, 13, 14, 15, None, 25],
        25: [1, None, 23, 24, 25],
    }
    items = search("per_page=1&page=13").pages.items
    assert [item.url for item in items if item.current] == ["?page=13&per_page=1"]


def test_chips_take_off_one_filter_each(archive: dict[str, Article]) -> None:
    results = search("q=oil&country=US&country=ZZ&person=bob-kerry&source=newswire&after=2014-03&before=2015")
    assert [(chip.kind, chip.label, chip.remove_url) for chip in results.chips] == [
        (
            "country",
            "United States",
            "?q=oil&country=ZZ&person=bob-kerry&source=newswire&after=2014-03&before=2015",
        ),
        ("country", "ZZ", "?q=oil&country=US&person=bob-kerry&source=newswire&after=2014-03&before=2015"),
        ("person", "Bob Kerry", "?q=oil&country=US&country=ZZ&source=newswire&after=2014-03&before=2015"),
        ("source", "Newswire", "?q=oil&country=US&country=ZZ&person=bob-kerry&after=2014-03&before=2015"),
        ("date", "March 2014 to 2015", "?q=oil&country=US&country=ZZ&person=bob-kerry&source=newswire"),
    ]
    assert results.problems == ("There is no country “ZZ” in the archive.",)


def test_facets_ignore_their_own_choice(archive: dict[str, Article]) -> None:
    results = search("country=UA&person=john-kerry")
    assert list(results.facets) == ["country", "person", "organisation", "place", "author", "source"]
    countries = {value.value: (value.count, value.selected) for value in results.facets["country"].values}
    assert countries == {"US": (2, False), "RU": (2, False), "UA": (1, True)}
    people = {value.value: (value.count, value.selected) for value in results.facets["person"].values}
    assert people == {"john-kerry": (1, True), "sergei-lavrov": (1, False)}
    assert results.facets["country"].values[0].toggle_url in {
        "?country=RU&country=UA&person=john-kerry",
        "?country=UA&country=US&person=john-kerry",
    }


def test_a_chosen_value_without_articles_is_still_shown(archive: dict[str, Article]) -> None:
    values = {value.value: value for value in search("q=scotland&country=FR").facets["country"].values}
    assert (values["FR"].count, values["FR"].selected, values["FR"].share) == (0, True, 0)


def test_a_facet_shows_ten_values_and_says_how_many_more(db: None) -> None:
    people = [EntityFactory.create(name=f"Anna {number}") for number in range(14)]
    for number in range(14):
        ArticleFactory.create(entities=people[number:])
    facet = search("person=anna-0&person_mode=any").facets["person"]
    assert [value.value for value in facet.values] == [f"anna-{number}" for number in range(13, 3, -1)] + [
        "anna-0"
    ]
    assert [value.added for value in facet.values] == [*range(13, 3, -1), 0]
    assert [value.share for value in facet.values][:2] == [100, 92]
    assert (facet.total, facet.more) == (14, 3)
    narrowed = search("person=anna-5").facets["person"]
    assert [(value.value, value.count, value.added) for value in narrowed.values][:3] == [
        *(("anna-5", 6, None), ("anna-6", 6, None), ("anna-7", 6, None))
    ]
    assert (narrowed.total, narrowed.more) == (14, 4)


def test_sort_links(archive: dict[str, Article]) -> None:
    links = {link.value: (link.url, link.selected) for link in search("q=oil&page=1").sorts}
    assert links == {
        "relevance": ("?q=oil", True),
        "newest": ("?q=oil&sort=newest", False),
        "oldest": ("?q=oil&sort=oldest", False),
    }
    assert [link.value for link in search("q=person:kerry").sorts if link.selected] == ["newest"]
    assert [link.value for link in search("").sorts] == ["newest", "oldest"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_published_is_in_no_hit_and_no_count(db: None, status: Status) -> None:
    entities: list[Entity] = [
        country("UA"),
        *(EntityFactory.create(kind=kind) for kind in Kind if kind != "country"),
    ]
    ArticleFactory.create(
        headline="Oil",
        status=status,
        published_on=date(2014, 3, 1),
        entities=entities,
        source=SourceFactory.create(),
    )
    for query in ("", "q=oil", "country=UA", "after=2014", "after=2014-03&before=2014-03", "q=-gas"):
        results = search(query)
        assert (results.count, results.hits, results.dates, results.by_month) == (0, [], None, NO_MONTHS)
        assert all(facet.total == 0 for facet in results.facets.values())
        assert all(value.count == 0 for facet in results.facets.values() for value in facet.values)
        assert results.timeline.total == results.timeline.undated == 0
        assert not any(bar.count for bar in results.timeline.bars)
    assert all_values(SearchRequest(), "person").values == []


def test_the_number_of_queries_does_not_grow_with_the_archive(db: None) -> None:
    def make(number: int) -> None:
        for each in range(number):
            entities = [EntityFactory.create(), EntityFactory.create(kind=Kind.PLACE), country("UA")]
            ArticleFactory.create(
                headline="Oil",
                source=SourceFactory.create(),
                entities=entities,
                published_on=date(2014, 1, 1 + each),
            )

    for query in ("", "q=oil", "q=oil&country=UA&after=2014&before=2014-01"):
        make(12)  # with few matches, suggestions may need more queries
        search(query)
        forget_languages()
        with CaptureQueriesContext(connection) as first:
            search(query)
        make(8)
        forget_languages()
        with CaptureQueriesContext(connection) as second:
            for hit in search(query).hits:
                _ = (
                    hit.source,
                    hit.people,
                    hit.countries,
                    hit.article.dateline,
                    hit.article.get_absolute_url,
                )
        assert len(second) == len(first) <= 15 + 3  # for suggestions, which few matches allow
        assert {"search", "body"} <= search(query).hits[0].article.get_deferred_fields()
        Article.objects.all().delete()


def test_a_search_that_takes_too_long_is_stopped(db: None, settings: Settings) -> None:
    ArticleFactory.create_batch(100, body=" ".join(f"oil{number} price" for number in range(5000)))
    settings.SEARCH_TIMEOUT_MS = 1
    with pytest.raises(SearchTooCostly):
        search('q="price+oil1+oil2"')
    settings.SEARCH_TIMEOUT_MS = 5000
    assert search('q="price+oil1+oil2"').count == 0


class Watched(SQLCounting):
    """Records its calls."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def count(self, selection: Selection, month: date | None) -> Counts:
        self.asked.append("count")
        return super().count(selection, month)

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        self.asked.append(sort)
        return super().ids(selection, sort, offset, limit, without=without)


def test_who_counts_can_be_chosen(archive: dict[str, Article]) -> None:
    watched = Watched()
    found = run(SearchRequest(sort="oldest"), watched)
    assert watched.asked == ["count", "oldest"]
    assert names(archive, found) == names(archive, search("sort=oldest"))
