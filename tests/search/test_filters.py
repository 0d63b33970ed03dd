"""Every parameter's form field, and that the FilterSet selects the same articles as Selection."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search.facet_types import FACETS
from articles.search.filters import ArticleFilterSet
from articles.search.request import MAX_PAGE, MAX_QUERY, MAX_VALUES, MODES, VALUES
from tests.factories import ArticleFactory

NOT_VALUES = ("a b", "a/b", "\0", "<b>", "%(value)s", "x" * 111, "٢٠١٤ ")
HOSTILE = ("\0", "<script>", "%s%(value)s", "'; --", "\ud800", "9" * 5000, "\u202e", "\u0130", "²")


def clean(*pairs: tuple[str, str]) -> ArticleFilterSet:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return ArticleFilterSet(query)


def value_of(name: str, *values: str) -> Any:
    return clean(*((name, value) for value in values)).form.cleaned_data[name]


@pytest.mark.parametrize("name", [name for name in VALUES if not name.endswith("country")])
def test_slugs(name: str) -> None:
    assert value_of(name) == ()
    assert value_of(name, "", "  ") == ()
    assert value_of(name, " b ", "a", "b", "é-1") == ("a", "b", "é-1")
    for bad in NOT_VALUES[:-1]:
        filters = clean((name, "b"), (name, bad), (name, "a"))
        assert filters.form.cleaned_data[name] == ("a", "b")
        assert list(filters.errors) == [name]
        assert len(filters.search_request.problems) == 1


@pytest.mark.parametrize("name", ["country", "not_country"])
def test_codes(name: str) -> None:
    assert value_of(name, "ua", " RU", "UA") == ("RU", "UA")
    for bad in (*NOT_VALUES, "UKR", "U", "É1"):
        assert value_of(name, bad, "ua") == ("UA",)


@pytest.mark.parametrize("name", VALUES)
def test_only_so_many_values_are_read(name: str) -> None:
    many = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(MAX_VALUES * 3)]
    values = value_of(name, *many)
    assert len(values) == MAX_VALUES
    assert value_of(name, *["a b"] * 2 * MAX_VALUES, "ua") == ()


def test_a_bad_value_and_too_many_values_are_both_mentioned() -> None:
    many = [("person", f"p{number}") for number in range(MAX_VALUES + 1)]
    assert clean(("person", "a/b"), *many).search_request.problems == (
        "No person has the address “a/b”; it was ignored.",
        f"Only the first {MAX_VALUES} values of person were used.",
    )


@pytest.mark.parametrize("name", MODES)
def test_modes(name: str) -> None:
    facet = name.removesuffix("_mode")

    def mode(*values: str) -> object:
        return clean((facet, "ua"), *((name, value) for value in values)).form.cleaned_data[name]

    default = "any" if facet in ("author", "country") else "all"
    assert mode() == mode("") == mode("ALL") == mode("both") == default
    assert mode("any") == mode(" any ") == mode("all", "any") == "any"
    assert mode("all") == mode(" all ") == mode("any", "all") == "all"
    assert value_of(name, "all") == value_of(name, "any") == default, "a mode needs values"


def test_order() -> None:
    assert value_of("sort") == value_of("sort", "best") == value_of("sort", "Newest") == ""
    assert value_of("sort", "newest", "oldest") == "oldest", "the last of several"


@pytest.mark.parametrize("name", ["after", "before"])
def test_partial_dates(name: str) -> None:
    found = value_of(name, "2012", "2014-2")
    assert (found.text, found.first, found.last) == ("2014-02", date(2014, 2, 1), date(2014, 2, 28))
    for bad in ("", "2014-13", "0000", "17 March", "2014-03-17T00:00:00Z"):
        assert value_of(name, bad) is None


@pytest.mark.parametrize(("name", "default", "most"), [("page", 1, MAX_PAGE - 1), ("per_page", 20, 100)])
def test_numbers(name: str, default: int, most: int) -> None:
    assert value_of(name, " 7 ") == value_of(name, "3", "07") == 7
    assert value_of(name, str(most)) == most
    for bad in ("", "0", "-1", "1.5", "1e3", "x", str(10 * most)):
        assert value_of(name, bad) == default


def test_the_query() -> None:
    assert value_of("q", "oil", "  vote\0 ") == "vote"
    assert value_of("q", "a" * 600) == "a" * MAX_QUERY
    assert clean(("q", "a" * 600)).errors.keys() == {"q"}


@pytest.mark.parametrize("name", ArticleFilterSet.base_filters)
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_change_nothing_but_their_own_parameter(name: str, value: str) -> None:
    usual = ArticleFilterSet(QueryDict("country=UA&q=oil&page=2"))
    query = usual.data.copy()
    query.appendlist(name, value)
    found = ArticleFilterSet(query)
    assert found.errors.keys() <= {name}
    for other, expected in usual.form.cleaned_data.items():
        if other != name:
            assert found.form.cleaned_data[other] == expected


@given(st.lists(st.tuples(st.sampled_from([*ArticleFilterSet.base_filters, "x"]), st.text())))
def test_nothing_makes_it_fail(pairs: list[tuple[str, str]]) -> None:
    found = clean(*pairs)
    assert found.form.cleaned_data.keys() == ArticleFilterSet.base_filters.keys()
    assert all(isinstance(said, str) for said in found.search_request.problems)


def test_requests_share_nothing_that_one_of_them_changes() -> None:
    first, second = clean(("page", "0"), ("country", "UA")), clean(("country", "RU"))
    assert first.search_request.problems
    assert not second.search_request.problems
    assert first.filters["country"].parent is first
    assert second.filters["country"].parent is second


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=oil",
        "country=UA&country=US",
        "country=UA&country=US&country_mode=all",
        "country=UA&not_person=john-kerry",
        "person=john-kerry&person=nobody",
        "not_source=newswire&after=2014&before=2014-03",
        "after=2015&before=2014",
        "q=oil OR country:UA&organisation=nato&place=crimea&not_place=crimea&sort=oldest&page=9&per_page=1",
    ],
)
def test_its_queryset_has_the_articles_of_selection(archive: dict[str, Article], query: str) -> None:
    filters = ArticleFilterSet(QueryDict(query))
    found = set(filters.qs.values_list("pk", flat=True))
    assert found == set(filters.selection.articles().values_list("pk", flat=True))
    for parameter in [*FACETS, "after", "before"]:  # each of them narrows by itself
        alone = clean(*((parameter, value) for value in filters.data.getlist(parameter)))
        assert found <= set(alone.qs.values_list("pk", flat=True))


def test_its_queryset_has_no_drafts(db: None) -> None:
    ArticleFactory.create(status="draft")
    published = ArticleFactory.create()
    assert list(ArticleFilterSet(QueryDict("")).qs) == [published]
