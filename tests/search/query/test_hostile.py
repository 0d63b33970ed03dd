"""Hostile queries: never an error, never slow. HOSTILE_QUERIES=10000 tries that many."""

import os
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.exports.formats import FORMATS
from articles.models import Article
from articles.search.facet_types import FACETS

EXAMPLES = int(os.environ.get("HOSTILE_QUERIES", "150"))
SECONDS = 2
LONGEST = 1_000_000  # characters of a parameter in an address, where one sign may take twelve

marks = st.sampled_from(list("-\"'()*:&|!<>\\,.;%_@/#?=+~`^$[]{}"))
invisible = st.sampled_from(
    ["\0", "\x1a", "\u202e", "\u202c", "\u200f", "\u200d", "\ufeff", "\u0301", "\u2028", "\ud800"]
)
operators = st.sampled_from(
    [" OR ", " AND ", "OR", " NEAR ", " NEAR/9 ", '"~', '"~50', "‘", "’", "« ", ":*", "<->", " -", "-(", '-"']
)
fields = st.sampled_from(
    [
        *(
            "headline:",
            "title:",
            "person:",
            "country:",
            "person:kerry",
            "section:",
            "section:[",
            "foo:",
            "foo:bar",
        ),
        *("after:", "before:", "after:2014", "date:May 2014", "date:1/2/2014", "language:", "language:en"),
    ]
)
words = st.sampled_from(
    [
        "oil",
        "the",
        "referendum",
        "a*",
        "oil*",
        "Łódź",
        "ﷺ",
        "𝔘",
        "İ",
        "ß",
        "\N{WOMAN}\u200d\N{GIRL}",
        "x" * 70,
    ]
)
pieces = st.one_of(marks, invisible, operators, fields, words, st.text(max_size=8))
short = st.lists(pieces, max_size=40).map("".join)


class Repeated(NamedTuple):
    """A piece of text repeated many times, with a short repr to keep failures readable."""

    begin: str
    part: str
    times: int
    end: str

    def __str__(self) -> str:
        length = len(quote(self.part, safe="", errors="surrogatepass"))
        return self.begin + self.part * min(self.times, LONGEST // length) + self.end


several = st.lists(pieces, min_size=1, max_size=4).map(lambda parts: "".join(parts) or "-")
repeated = st.builds(Repeated, short, several, st.sampled_from([33, 500, 10_000, LONGEST]), short)


#: Every page that takes a search or a name: lists, values, an article in its list, files and feeds.
PAGES = [
    *("/articles/", "/articles/facets/person/", "ARTICLE", "/api/articles", "/articles/facets/source/"),
    *("/people/", "/sources/", "/articles.atom", *(f"/articles.{suffix}" for suffix in FORMATS)),
]


def ask(client: Client, page: str, parameters: Mapping[str, bytes | str]) -> int:
    """Return the status of the response, after reading all of it."""
    if page == "ARTICLE":
        page = Article.objects.published().first().get_absolute_url()  # type: ignore[union-attr]
    answer = client.get(page, QUERY_STRING=urlencode({"at": "1", **parameters}))
    body = answer.getvalue()
    assert len(body) < 2 * LONGEST  # a long query is not repeated many times on the page
    return answer.status_code


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=short | repeated, page=st.sampled_from(PAGES))
def test_no_query_is_too_hostile(
    archive: dict[str, Article], client: Client, text: str | Repeated, page: str
) -> None:
    begin = time.process_time()
    written = str(text).encode("utf-8", "surrogatepass")  # with bytes that are not valid UTF-8
    assert ask(client, page, {"q": written, "name": written}) == 200
    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("parameter", ["q", "name", *FACETS[:2], "after", "sort", "page", "per_page", "at"])
@pytest.mark.parametrize(
    "text", ["\0", '"' * 100_000, "\u202e", "9" * 5000, "%00", "' OR 1=1", "-" * LONGEST]
)
def test_no_parameter_is_too_hostile(
    archive: dict[str, Article], client: Client, parameter: str, text: str
) -> None:
    for page in PAGES if parameter == "q" else PAGES[:3]:
        assert ask(client, page, {parameter: text}) == 200
