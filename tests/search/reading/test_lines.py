"""What is offered for a query: each line's number is the number of articles that its address finds."""

import random

import pytest
from django.http import QueryDict

from articles.models import Article
from articles.search.backend import counting
from articles.search.filters import ArticleFilterSet
from articles.search.query.selection import Selection
from articles.search.reading.lines import Reading, read_typed
from articles.search.reading.questions import as_filters, read_search
from articles.search.request import SearchRequest
from tests.conftest import QueryCounter
from tests.search.conftest import archive

__all__ = ["archive"]
WORDS = [
    "kerry",
    "john",
    "lavrov",
    "ukraine",
    "russia",
    "crimea",
    "nato",
    "oil",
    "2014",
    "march 2014",
    "newswire",
]
WORDS += ["referendum", "the", "us", "daily record", "bob", "serg", "?", "2014-03-17", "talks"]
FILTERS = [
    "",
    "country=UA",
    "country=UA&country=RU",
    "person=john-kerry",
    "not_person=bob-kerry",
    "after=2014-03-15",
]
FILTERS += [
    "source=newswire",
    "country=US&country_mode=all",
    "person=bob-kerry&person=john-kerry&person_mode=any",
]


def found_by(line: Reading) -> int:
    """Return the number of articles that the address of a line finds."""
    request = ArticleFilterSet(QueryDict(line.url.removeprefix("?"))).search_request
    assert request.problems == ()
    return counting().total(Selection(request))


def offered(q: str, **filters: object) -> dict[str, int | None]:
    lines = read_typed(SearchRequest(q=q, **filters)).lines  # type: ignore[arg-type]
    return {line.label: line.articles for line in lines}


def test_names_dates_and_words_are_offered_the_most_exact_first(archive: dict[str, Article]) -> None:
    found = read_typed(SearchRequest(q="kerry lavrov march 2014"))
    assert [(part.label, part.articles) for part in found.parts] == [
        ("John Kerry", 2),
        ("Sergei Lavrov", 2),
        ("March 2014", 2),
    ]
    assert [(line.kind, line.label, line.articles) for line in found.lines] == [
        ("together", "John Kerry and Sergei Lavrov, March 2014", 2),
        ("together", "John Kerry and Sergei Lavrov", 2),
        ("person", "John Kerry", 2),
        ("person", "Sergei Lavrov", 2),
        ("person", "Bob Kerry", 1),
        ("date", "March 2014", 2),
        ("words", "“kerry lavrov march 2014”", 0),
    ]
    assert found.lines[0].url == "?person=john-kerry&person=sergei-lavrov&after=2014-03&before=2014-03"
    assert [*dict.fromkeys(line.group for line in found.lines)] == ["Together", "People", "Dates", "Words"]


def test_other_words_stay_words(archive: dict[str, Article]) -> None:
    assert offered("kerry referendum") == {
        "John Kerry and “referendum”": 2,
        "John Kerry": 2,
        "Bob Kerry": 1,
        "“kerry referendum”": 2,
    }


@pytest.mark.parametrize("seed", range(12))
def test_every_number_is_that_of_the_page_behind_the_line(archive: dict[str, Article], seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        q = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        request = ArticleFilterSet(QueryDict(chance.choice(FILTERS))).search_request.changed(q=q)
        lines = [*read_typed(request).lines, *read_search(request)[1].lines]
        for line in lines:
            if line.articles is not None:
                assert found_by(line) == line.articles, (request, line)


def test_nothing_is_offered_without_words_or_with_query_language(archive: dict[str, Article]) -> None:
    for q in ("", "kerry OR lavrov", '"kerry"', "person:kerry"):
        assert read_typed(SearchRequest(q=q)).lines == ()


def test_more_names_take_no_more_queries(archive: dict[str, Article], count_queries: QueryCounter) -> None:
    read_typed(SearchRequest(q="kerry"))
    one = count_queries(lambda: read_typed(SearchRequest(q="kerry")))
    assert (
        count_queries(lambda: read_typed(SearchRequest(q="kerry lavrov crimea nato ukraine 2014"))) <= one + 2
    )


@pytest.mark.parametrize(
    ("q", "asked_for"),
    [
        ("what happened in ukraine in march 2014?", "?country=UA&after=2014-03&before=2014-03"),
        ("What did Sergei Lavrov say about the referendum", "?q=referendum&person=sergei-lavrov"),
        ("lavrov crimea", "?person=sergei-lavrov&place=crimea"),
        ("ukraine and russia", "?country=RU&country=UA&country_mode=all"),
        ("ukraine 2014-2016", "?country=UA&after=2014&before=2016"),
        ("who is sergei lavrov", "?person=sergei-lavrov"),
        ("Lavrov?", "?person=sergei-lavrov"),
    ],
)
def test_questions_become_filters(archive: dict[str, Article], q: str, asked_for: str) -> None:
    found = as_filters(SearchRequest(q=q))
    assert found
    assert found.query_string() == asked_for


@pytest.mark.parametrize(
    "q",
    [
        *("lavrov", "ukraine", "2014", "oil ukraine", "oil prices?", "what is oil", "the of"),
        *("kerry ukraine", "lavrov 2016", "ukraine OR 2014", '"ukraine" 2014', "ukraine -2014", "?"),
    ],
)
def test_other_queries_are_searched_as_they_are(archive: dict[str, Article], q: str) -> None:
    """Kerry could be John or Bob; no article of 2016 names Lavrov."""
    assert as_filters(SearchRequest(q=q)) is None


def test_a_search_with_filters_is_no_question(archive: dict[str, Article]) -> None:
    asked = SearchRequest(q="lavrov crimea")
    for changes in ({"country": ("UA",)}, {"sort": "newest"}, {"page": 2}, {"after": "2014"}):
        assert as_filters(asked.changed(**changes)) is None
    assert read_search(asked, exactly=True)[0] is None
    assert read_search(asked, exactly=True)[1].lines
