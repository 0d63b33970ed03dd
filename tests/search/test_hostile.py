"""Queries that nobody means well: never an error, never long. HOSTILE_QUERIES=10000 tries that many."""

import os
import time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article

EXAMPLES = int(os.environ.get("HOSTILE_QUERIES", "150"))
SECONDS = 2
LONGEST = 1_000_000  # characters

marks = st.sampled_from(list("-\"'()*:&|!<>\\,.;%_@/#?=+~`^$[]{}"))
invisible = st.sampled_from(
    ["\0", "\x1a", "\u202e", "\u202c", "\u200f", "\u200d", "\ufeff", "\u0301", "\u2028", "\ud800"]
)
operators = st.sampled_from([" OR ", " AND ", "OR", ":*", "<->", " -", "-(", '-"'])
fields = st.sampled_from(
    ["headline:", "person:", "country:", "after:", "before:", "person:kerry", "after:2014"]
)
words = st.sampled_from(
    ["oil", "the", "referendum", "a*", "Łódź", "ﷺ", "𝔘", "İ", "ß", "\N{WOMAN}\u200d\N{GIRL}", "x" * 70]
)
pieces = st.one_of(marks, invisible, operators, fields, words, st.text(max_size=8))
short = st.lists(pieces, max_size=40).map("".join)


@st.composite
def repeated(draw: st.DrawFn) -> str:
    """One piece, or a few, over and over, and something around it."""
    part = draw(st.lists(pieces, min_size=1, max_size=4).map("".join)) or "-"
    times = draw(st.sampled_from([33, 500, 10_000, LONGEST]))
    return draw(short) + (part * min(times, LONGEST // len(part))) + draw(short)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    q=short | repeated(), page=st.sampled_from(["/articles/", "/api/articles", "/articles/facets/person/"])
)
def test_no_query_is_too_hostile(archive: dict[str, Article], client: Client, q: str, page: str) -> None:
    begin = time.process_time()
    answer = client.get(page, {"q": q.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
    assert answer.status_code == 200
    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("parameter", ["q", "name", "country", "person", "after", "sort", "page", "per_page"])
@pytest.mark.parametrize(
    "value", ["\0", "-" * LONGEST, '"' * 100_000, "\u202e", "9" * 5000, "%00", "' OR 1=1"]
)
def test_no_parameter_is_too_hostile(
    archive: dict[str, Article], client: Client, parameter: str, value: str
) -> None:
    for page in ("/articles/", "/articles/facets/person/"):
        assert client.get(page, {parameter: value}).status_code == 200
