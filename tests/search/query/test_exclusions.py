"""Excluded values (not_country=RU) and values that articles must all have (person_mode=all)."""

import pytest
from django.http import QueryDict

from articles.models import Article
from articles.search.all_ids import MatchingIds
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.request import MAX_VALUES, SearchRequest


def read(query: str) -> SearchRequest:
    return ArticleFilterSet(QueryDict(query)).search_request


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # An article without any country matches every exclusion.
        ("not_country=RU", {"scotland", "oil", "nato", "undated"}),
        ("not_country=ru&not_country=UA", {"scotland", "oil", "undated"}),
        ("country=US&not_country=RU", {"oil"}),
        ("not_person=john-kerry", {"scotland", "oil", "nato", "undated"}),
        ("not_organisation=nato&country=UA", {"vote"}),
        ("not_place=crimea&person=john-kerry", {"talks"}),
        ("not_source=the-daily-record", {"vote", "talks", "nato", "undated"}),
        ("not_source=newswire&q=oil", {"oil"}),
        ("country=UA&not_country=UA", set()),
        ("not_person=nobody&country=UA", {"vote", "nato"}),
        ("person=john-kerry&person=sergei-lavrov&person_mode=all", {"vote", "talks"}),
        ("person=john-kerry&person=bob-kerry&person_mode=all", set()),
        ("person=john-kerry&person=sergei-lavrov", {"vote", "talks"}),
        ("person=john-kerry&person=bob-kerry", set()),
        ("person=john-kerry&person=bob-kerry&person_mode=any", {"vote", "talks", "oil"}),
        ("person=john-kerry&person=nobody&person_mode=all", set()),
        ("country=US&country=UA&country_mode=all&not_organisation=nato", {"vote"}),
        ("place=crimea&place_mode=all&organisation=nato&organisation_mode=all", set()),
    ],
)
def test_page_export_and_filterset_mean_the_same(
    archive: dict[str, Article], query: str, expected: set[str]
) -> None:
    wanted = {archive[name].pk for name in expected}
    assert {hit.article.pk for hit in run(read(query)).hits} == wanted
    assert set(MatchingIds(read(query)).ids) == wanted
    assert set(ArticleFilterSet(QueryDict(query)).qs.values_list("pk", flat=True)) == wanted


def test_every_facet_counts_without_what_is_left_out(archive: dict[str, Article]) -> None:
    results = run(read("not_country=RU"))
    countries = {value.value: value for value in results.facets["country"].values}
    assert {key: value.count for key, value in countries.items()} == {"US": 1, "UA": 1, "RU": 0}
    assert [key for key, value in countries.items() if value.excluded] == ["RU"]
    assert not any(value.selected for value in countries.values())
    assert {value.value: value.count for value in results.facets["person"].values} == {"bob-kerry": 1}


def test_what_is_left_out_stays_in_sight_without_articles(archive: dict[str, Article]) -> None:
    results = run(read("q=scotland&not_person=john-kerry"))
    [value] = results.facets["person"].values
    assert (value.value, value.count, value.excluded) == ("john-kerry", 0, True)
    assert value.toggle_url == "?q=scotland"


def test_chips_say_what_is_left_out(archive: dict[str, Article]) -> None:
    chips = run(read("country=US&not_country=RU&not_source=nowhere")).chips
    assert [(chip.kind, chip.label, chip.remove_url, chip.excluded) for chip in chips] == [
        ("country", "United States", "?not_country=RU&not_source=nowhere", False),
        ("country", "not Russia", "?country=US&not_source=nowhere", True),
        ("source", "not nowhere", "?country=US&not_country=RU", True),
    ]


def test_a_value_is_chosen_left_out_or_free() -> None:
    request = read("q=a&country=US&not_country=RU&page=3")
    assert request.toggle("country", "UA") == "?q=a&country=UA&country=US&not_country=RU"
    assert request.toggle("country", "US") == "?q=a&not_country=RU"
    assert request.toggle("country", "RU") == "?q=a&country=US"
    assert request.toggle_excluded("country", "UA") == "?q=a&country=US&not_country=RU&not_country=UA"
    assert request.toggle_excluded("country", "US") == "?q=a&not_country=RU&not_country=US"
    assert request.toggle_excluded("country", "RU") == "?q=a&country=US"


@pytest.mark.parametrize(
    "query",
    [
        "?not_country=RU&not_country=UA",
        "?country=UA&not_person=a&not_organisation=b&not_place=c&not_source=d",
        "?person=a&person=b&not_country=RU&person_mode=any",
        "?country=UA&organisation=a&organisation=b&place=c&country_mode=all&organisation_mode=any&after=2014",
    ],
)
def test_the_url_comes_back_as_it_was(query: str) -> None:
    request = read(query[1:])
    assert request.problems == ()
    assert request.has_filters
    assert request.query_string() == query
    assert request.without("filters").is_empty


def test_a_mode_without_values_is_left_out() -> None:
    assert read("person_mode=any&place=a&organisation_mode=any").query_string() == "?place=a"
    assert read("person_mode=any") == SearchRequest()
    assert read("person_mode=all&person=a&person=b").query_string() == "?person=a&person=b"
    assert read("source_mode=all&source=a&source=b").query_string() == "?source=a&source=b"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("not_country=UKR", "“UKR” is not a country code (such as UA) and was ignored."),
        ("not_person=a/b", "No person has the address “a/b”; it was ignored."),
        ("not_place=%00", "No place has the address “”; it was ignored."),
        ("person_mode=both&person=a", "“both” is not a valid value for person_mode. Choose from: any, all."),
    ],
)
def test_a_bad_value_is_dropped_and_said(query: str, said: str) -> None:
    request = read(query)
    assert request.without("person") == SearchRequest()
    assert request.problems == (said,)


def test_too_many_values_are_cut() -> None:
    request = read("&".join(f"not_source=s{number}" for number in range(MAX_VALUES + 1)))
    assert len(request.not_source) == MAX_VALUES
    assert request.problems == (f"Only the first {MAX_VALUES} values of not_source were used.",)


def test_unknown_values_are_said_once(archive: dict[str, Article]) -> None:
    results = run(read("country=QQ&not_country=QQ&not_person=nobody"))
    assert results.problems == (
        "There is no country “QQ” in the archive.",
        "There is no person “nobody” in the archive.",
    )
