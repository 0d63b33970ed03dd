"""The URL parameters: parsed, validated, and written back."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from articles.search.filters import ArticleFilterSet
from articles.search.request import MAX_QUERY, MAX_VALUES, SearchRequest

HOW = "write 2014, March 2014, 2014-03-17 or 2013 to 2015."


def read(query: str) -> SearchRequest:
    return ArticleFilterSet(QueryDict(query)).search_request


def test_every_parameter_is_read() -> None:
    request = read(
        "q=vote&country=ua&country=RU&country_mode=all&person=john-kerry&organisation=nato&place=crimea"
        "&source=newswire&after=2014&before=2014-3&sort=oldest&page=3&per_page=50"
    )
    assert request == SearchRequest(
        q="vote",
        country=("RU", "UA"),
        country_mode="all",
        person=("john-kerry",),
        organisation=("nato",),
        place=("crimea",),
        source=("newswire",),
        after="2014",
        before="2014-03",
        sort="oldest",
        page=3,
        per_page=50,
    )
    assert request.problems == ()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=UKR", "“UKR” is not a country code (such as UA) and was ignored."),
        ("country=%00", "“” is not a country code (such as UA) and was ignored."),
        ("person=john kerry", "No person has the address “john kerry”; it was ignored."),
        ("source=a/b", "No source has the address “a/b”; it was ignored."),
        ("after=2014-13", f"“2014-13” is not a valid date; {HOW}"),
        ("after=0000", f"“0000” is not a valid date; {HOW}"),
        ("before=2014-02-30", f"“2014-02-30” is not a valid date; {HOW}"),
        (
            "after=3/4/2014",
            (
                "“3/4/2014” can be 3 April 2014 or 4 March 2014, so it was ignored;"
                " write 2014-04-03 or 2014-03-04."
            ),
        ),
        ("sort=best", "“best” is not a valid value for sort. Choose from: relevance, newest, oldest."),
        ("country_mode=some", "“some” is not a valid value for country_mode. Choose from: any, all."),
        ("page=0", "“0” is not a valid value for page; 1 was used instead."),
        ("page=-1", "“-1” is not a valid value for page; 1 was used instead."),
        ("page=²", "“²” is not a valid value for page; 1 was used instead."),
        ("per_page=101", "“101” is not a valid value for per page; 20 was used instead."),
        ("page=" + "9" * 5000, f"“{'9' * 40}…” is not a valid value for page; 1 was used instead."),
    ],
)
def test_a_bad_value_is_dropped_and_said(query: str, said: str) -> None:
    request = read(query)
    assert request == SearchRequest()
    assert request.problems == (said,)


@pytest.mark.parametrize(
    ("query", "after", "before"),
    [
        ("after=March+2014", "2014-03", ""),
        ("before=17.3.2014", "", "2014-03-17"),
        ("after=٢٠١٤", "2014", ""),
        ("after=2013-2015", "2013", "2015"),
        ("before=2013+to+March+2015&after=", "2013", "2015-03"),
        ("after=2013-2015&before=2014", "2013", "2014"),
        ("after=Q1+2014", "2014-01", "2014-03"),
        ("after=Q1+2014&before=Q4+2014", "2014-01", "2014-12"),
    ],
)
def test_dates_are_read_as_people_write_them(query: str, after: str, before: str) -> None:
    request = read(query)
    assert (request.after, request.before, request.problems) == (after, before, ())


def test_a_range_that_no_day_is_in_is_kept_and_said() -> None:
    request = read("after=2015&before=2014-06")
    assert (request.after, request.before) == ("2015", "2014-06")
    assert request.problems == ("The date range 2015 to June 2014 is empty.",)


def test_a_long_query_is_cut() -> None:
    request = read("q=" + "a+" * 5000)
    assert len(request.q) <= MAX_QUERY
    assert request.problems == (f"The query is too long; only the first {MAX_QUERY} characters were used.",)


def test_too_many_values_are_cut() -> None:
    request = read("&".join(f"person=p{number}" for number in range(MAX_VALUES + 1)))
    assert len(request.person) == MAX_VALUES
    assert len(request.problems) == 1


def test_what_cannot_be_seen_is_taken_out_of_the_query() -> None:
    assert read("q=%00oil%20%E2%80%AEprices%00").q == "oil prices"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "?"),
        ("page=1&per_page=20&sort=newest&country_mode=any&q=", "?"),
        ("sort=relevance&q=vote", "?q=vote"),
        ("sort=newest&q=vote", "?q=vote&sort=newest"),
        ("country_mode=all", "?"),
        ("country_mode=all&country=ua&country=UA", "?country=UA&country_mode=all"),
        ("page=2&before=2014&after=2013-4&source=b&source=a&person=p&q=a+b", None),
    ],
)
def test_the_query_string_is_minimal_and_in_one_order(query: str, canonical: str | None) -> None:
    expected = canonical or "?q=a+b&person=p&source=a&source=b&after=2013-04&before=2014&page=2"
    assert read(query).query_string() == expected
    assert read(expected[1:]) == read(query)


def test_changes_begin_on_the_first_page() -> None:
    request = read("q=vote&page=7&country=UA")
    assert request.toggle("country", "RU") == "?q=vote&country=RU&country=UA"
    assert request.toggle("country", "UA") == "?q=vote"
    assert request.with_dates("2014", "2014") == "?q=vote&country=UA&after=2014&before=2014"
    assert request.query_string(page=8) == "?q=vote&country=UA&page=8"
    assert request.query_string() == "?q=vote&country=UA&page=7"


def test_without() -> None:
    request = read("q=vote&country=UA&country=RU&after=2014&before=2015&country_mode=all")
    assert request.without("country", "UA").country == ("RU",)
    assert request.without("country").country == ()
    assert request.without("dates").query_string() == "?q=vote&country=RU&country=UA&country_mode=all"
    assert request.without("filters") == SearchRequest(q="vote")
    assert request.without("q").q == ""


def test_what_a_request_says_of_itself() -> None:
    assert read("").is_empty
    assert not read("").has_filters
    assert not read("q=vote").is_empty
    assert read("before=2014").has_filters
    assert read("q=vote").effective_sort == "relevance"
    assert read("person=x").effective_sort == "newest"


@given(
    st.dictionaries(
        st.sampled_from(["q", "country", "person", "source", "after", "before", "sort", "page"]), st.text()
    )
)
def test_any_parameters_make_a_request_that_its_own_query_string_repeats(params: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(params)
    request = ArticleFilterSet(query).search_request
    again = read(request.query_string()[1:])
    assert again == request
    assert again.query_string() == request.query_string()


@pytest.mark.parametrize(
    "changes",
    [
        {"page": 4},
        {"q": "", "sort": "newest"},
        {"q": "", "sort": "relevance"},
        {"country": ()},
        {"country": ("UA",), "not_person": ()},
        {"country_mode": "any", "person_mode": "any"},
        {"after": "", "before": "2015", "per_page": 20},
    ],
)
def test_a_link_is_the_address_of_the_changed_search(changes: dict[str, object]) -> None:
    request = SearchRequest(
        q="vote", country=("UA", "RU"), country_mode="all", not_person=("john-kerry",), after="2014",
        sort="oldest", page=3, per_page=50,
    )  # fmt: skip
    changed = request.changed(**changes)
    assert request.query_string(**changes) == changed.query_string()
    assert read(changed.query_string().removeprefix("?")).query_string() == changed.query_string()
