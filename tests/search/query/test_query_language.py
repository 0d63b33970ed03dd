"""Every rule of the query language on a real database: what it finds, and how it is described."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search.engine import run
from articles.search.filters import ArticleFilterSet
from articles.search.query.compiler import read_query
from articles.search.query.interpretation import NOTHING, ONLY_COMMON, ONLY_EXCLUSIONS
from articles.search.query.tokens import LONE_SIGN, UNKNOWN_FIELD
from articles.search.request import SearchRequest
from articles.search.results import QueryPart

ALL = ["nato", "oil", "scotland", "talks", "undated", "vote"]


def found(archive: dict[str, Article], q: str) -> list[str]:
    """Return the short names of the matching articles, sorted."""
    names = {article.pk: name for name, article in archive.items()}
    results = run(SearchRequest(q=q))
    assert results.count == len(results.hits)
    return sorted(names[hit.article.pk] for hit in results.hits)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("referendum", ["scotland", "talks", "undated", "vote"]),
        ("Referendums", ["scotland", "talks", "undated", "vote"]),
        ("referendum crimea", ["vote"]),
        ("oil prices", ["oil", "talks", "vote"]),
        ('"oil prices"', ["oil", "vote"]),
        ('"price of oil"', ["talks"]),
        ('"rise of nations"', ["scotland"]),
        ('"nations rise"', []),
        ("referendum -scotland", ["talks", "undated", "vote"]),
        ('oil -"oil prices"', ["talks"]),
        ("-referendum", ["nato", "oil"]),
        ("NOT referendum", ["nato", "oil"]),
        ("referendum NOT scotland", ["talks", "undated", "vote"]),
        ("referendum AND NOT (scotland OR crimea)", ["talks", "undated"]),
        ('oil NOT "oil prices"', ["talks"]),
        ("oil NOT country:us", []),
        ("scotland|alliance", ["nato", "scotland"]),
        ("scotland || alliance", ["nato", "scotland"]),
        ("NOT country:us | oil", ["nato", "oil", "scotland", "talks", "undated", "vote"]),
        ("not referendum", ["scotland", "talks", "undated", "vote"]),
        ("scotland OR alliance", ["nato", "scotland"]),
        ("referendum scotland OR crimea", ["scotland", "vote"]),
        ("(referendum scotland) OR alliance", ["nato", "scotland"]),
        ("-(oil OR referendum)", ["nato"]),
        ("govern*", ["undated"]),
        ("the*", ["undated"]),
        ("refer*", ["scotland", "talks", "undated", "vote"]),
        ("headline:vote", ["scotland", "vote"]),
        ("headline:referendum", []),
        ('headline:"oil prices"', ["oil"]),
        ("headline:lond*", ["talks"]),
        ("-headline:vote referendum", ["talks", "undated"]),
        ("person:john-kerry", ["talks", "vote"]),
        ('person:"john kerry"', ["talks", "vote"]),
        ("person:kerry", ["oil", "talks", "vote"]),
        ('person:"Sergey Lavrov"', ["talks", "vote"]),
        ("person:sergey", ["talks", "vote"]),
        ("person:ker", []),
        ("-person:kerry", ["nato", "scotland", "undated"]),
        ("country:UA", ["nato", "vote"]),
        ("country:ukraine", ["nato", "vote"]),
        ("country:us country:ru", ["talks", "vote"]),
        ("-country:us", ["nato", "scotland", "undated"]),
        ("source:newswire", ["nato", "talks", "undated", "vote"]),
        ('source:"the daily record"', ["oil", "scotland"]),
        ("source:daily", ["oil", "scotland"]),
        ("place:crimea", ["vote"]),
        ("organisation:nato", ["nato"]),
        ("after:2015", ["nato", "oil"]),
        ("after:2014-03-17 before:2014", ["scotland", "vote"]),
        ("before:2014-03", ["talks", "vote"]),
        ("-after:2014-03-17", ["talks", "undated"]),
        ("organisation:nato OR scotland", ["nato", "scotland"]),
        ('"oil pri*"', ["oil", "vote"]),
        ('"price* oil"', []),
        ('headline:"oil pri*"', ["oil"]),
        ("price NEAR oil", ["oil", "talks", "vote"]),
        ("price NEAR/1 oil", ["oil", "vote"]),
        ('"oil price"~2', ["oil", "talks", "vote"]),
        ('headline:"rejects vote"~2', ["vote"]),
        ('headline:"rejects vote"~1', []),
        ("referendum -(crimea NEAR illegal)", ["scotland", "talks", "undated"]),
        ("crimea NEAR/2 price OR alliance", ["nato"]),
        ("the NEAR alliance", ["nato"]),
        ("title:vote", ["scotland", "vote"]),
        ("from:newswire", ["nato", "talks", "undated", "vote"]),
        ("org:nato", ["nato"]),
        ("country:Ucrania", ["nato", "vote"]),
        ('country:"Vereinigte Staaten"', ["oil", "talks", "vote"]),
        ("country:Украина", ["nato", "vote"]),
        ("date:2014-03", ["talks", "vote"]),
        ("date:March 2014 oil", ["talks", "vote"]),
        ("date:2015 to 2016", ["nato", "oil"]),
        ("-date:2014", ["nato", "oil", "undated"]),
        ("date:2015 OR scotland", ["oil", "scotland"]),
        ("after:17 March 2014 before:2014", ["scotland", "vote"]),
        ("section:politics", ["scotland"]),
        ('section:"uk pol*"', []),
        ("-section:politics oil", ["oil", "talks", "vote"]),
        ("section:politic", []),
        ("language:pl", ["nato"]),
        ("language:Polnisch OR section:politics", ["nato", "scotland"]),
        ("language:klingonish", []),
        ("speaker:alliance", ["nato"]),
        ("referendum (country:us OR before:2014-09 OR theology)", ["scotland", "talks", "undated", "vote"]),
        ("-(country:us OR referendum)", ["nato"]),
        ("Warsaw", ["nato"]),
        ("ukraine", ["nato", "vote"]),
        ("the", ALL),
        ("the referendum", ["scotland", "talks", "undated", "vote"]),
        ("the OR alliance", ["nato"]),
        ('"the"', ALL),
        ("🙂 !!!", ALL),
        ("referendum & crimea !vote <-> :*", ["vote"]),
        ("'referendum'", ["scotland", "talks", "undated", "vote"]),
        ("refer\\endum\\", []),
    ],
)
def test_what_is_found(archive: dict[str, Article], q: str, expected: list[str]) -> None:
    assert found(archive, q) == expected


@pytest.mark.parametrize(
    ("q", "parts"),
    [
        (
            "referendum -scotland",
            [QueryPart("referendum", "with"), QueryPart("scotland", "without", excluded=True)],
        ),
        ('"oil prices" refer*', [QueryPart("oil prices", "phrase"), QueryPart("refer*", "prefix")]),
        ('boycott OR "no vote"', [QueryPart("boycott or “no vote”", "either")]),
        ("headline:oil", [QueryPart("oil", "field", "headline")]),
        ("person:john-kerry", [QueryPart("John Kerry", "field", "person")]),
        ("person:kerry", [QueryPart("John Kerry or Bob Kerry", "field", "person")]),
        ("-country:ua", [QueryPart("Ukraine", "field", "country", excluded=True)]),
        ("oil AND NOT ukraine", [QueryPart("oil", "with"), QueryPart("ukraine", "without", excluded=True)]),
        ("NOT (oil|gas)", [QueryPart("oil or gas", "without", excluded=True)]),
        ("after:2014-3", [QueryPart("March 2014", "field", "after")]),
        ("date:2013-2015", [QueryPart("2013 to 2015", "field", "date")]),
        ("language:fr", [QueryPart("French", "field", "language")]),
        ("section:politics", [QueryPart("politics", "field", "section")]),
        ('"oil pri*"', [QueryPart("oil pri*", "phrase")]),
        ('oil NEAR/5 "no vote"', [QueryPart("oil and “no vote” at most 5 words apart", "with")]),
        ("the NEAR oil", [QueryPart("oil", "with")]),
        ("-(oil OR (gas coal))", [QueryPart("oil or (gas and coal)", "without", excluded=True)]),
        ("the referendum", [QueryPart("referendum", "with")]),
    ],
)
def test_how_it_is_explained(archive: dict[str, Article], q: str, parts: list[QueryPart]) -> None:
    assert list(read_query(q).understanding.parts) == parts


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ("!!!", NOTHING),
        ("the of", ONLY_COMMON),
        ("-referendum", ONLY_EXCLUSIONS),
        ("the referendum", "Ignored common words: the."),
        ("the NEAR referendum", "Ignored common words: the."),
        ("speaker:oil", UNKNOWN_FIELD.format(field="speaker")),
        (
            "language:klingonish",
            "There is no language called “klingonish” in the archive, so there are no matches.",
        ),
        ("referendum - oil", LONE_SIGN),
        ("person:nobody", "There is no person called “nobody” in the archive, so there are no matches."),
    ],
)
def test_what_is_not_as_one_may_think_is_said(archive: dict[str, Article], q: str, note: str) -> None:
    assert read_query(q).understanding.notes == (note,)


def asked(q: str) -> SearchRequest:
    """Return the request of a URL with this query."""
    query = QueryDict(mutable=True)
    query["q"] = q
    return ArticleFilterSet(query).search_request


PIECES = [
    '"',
    "-",
    "(",
    ")",
    " ",
    "*",
    " OR ",
    " AND ",
    " NOT ",
    "headline:",
    "person:",
    "country:",
    "after:2014",
    "date:March 2014",
    " NEAR ",
    '"~4',
    "section:",
    "language:",
    "foo:",
    "a",
    "oil",
    "the",
]
MARKS = [
    "\0",
    "'",
    "\\",
    ":",
    "&",
    "|",
    "!",
    "<->",
    "<",
    ">",
    "é",
    "\u202e",
    "🙂",
    "\ud800",
    "%",
    "_",
    ";",
    "--",
]
TOKENS = [":*", ":A", "://", "a@b.c", "-1e9", "1.5", "\u0130", "ﷺ", "x" * 60]
hostile = st.sampled_from([*PIECES, *MARKS, *TOKENS])


@settings(max_examples=200, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, max_size=60).map("".join) | st.text(max_size=600))
def test_no_query_fails(archive: dict[str, Article], q: str) -> None:
    read_query(q)
    results = run(asked(q))
    assert 0 <= results.count <= len(ALL)


@pytest.mark.parametrize("part", ["-", '"', "(", "-(", "\0", "oil ", "a OR ", "x", "𝔘", "' ", "headline:a* "])
def test_a_megabyte_is_answered(archive: dict[str, Article], part: str) -> None:
    run(asked(part * (1_000_000 // len(part))))


def test_a_query_asks_for_its_lexemes_once(
    archive: dict[str, Article], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    q = "oilfield prices gold* headline:vote -scotland"
    read_query("")
    with django_assert_num_queries(2):  # the other is for the languages of the archive
        read_query(q)
    with django_assert_num_queries(0):
        read_query(q)
