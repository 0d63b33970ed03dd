"""Long and costly queries, without a database."""

import time

import pytest

from articles.search.query import tokenizer
from articles.search.query.ast import And, Field, Term
from articles.search.query.parser import parse
from articles.search.query.tokens import MAX_NAMES, MAX_TERMS, TOO_LONG, TOO_MANY, TOO_MANY_NAMES
from articles.search.request import MAX_QUERY


def test_long_queries_are_cut() -> None:
    words = " ".join(f"w{number}" for number in range(MAX_TERMS + 1))
    parsed = parse(words)
    assert isinstance(parsed.tree, And)
    assert len(parsed.tree.children) == MAX_TERMS
    assert parsed.notes == (TOO_MANY,)
    assert parse("a" * (MAX_QUERY + 1)).notes == (TOO_LONG,)


@pytest.mark.parametrize(
    "part",
    [
        "-",
        '"',
        "(",
        ")",
        "a ",
        "OR ",
        "NOT |",
        "-(",
        "a*",
        "\0",
        "headline:",
        "' ",
        "𝔘",
        "‘",
        '"~5',
        "a NEAR ",
        "date:2014 ",
        "foo:",
    ],
)
def test_a_megabyte_takes_no_time(part: str) -> None:
    q = part * (1_000_000 // len(part))
    begin = time.process_time()
    parse(q)
    assert time.process_time() - begin < 5  # a hundredth of that on an idle machine


def test_time_is_linear_in_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "MAX_TERMS", 10**9)
    monkeypatch.setattr(tokenizer, "MAX_QUERY", 10**9)
    monkeypatch.setattr(tokenizer, "clean_text", lambda q: q)

    def seconds(part: str, times: int) -> float:
        """Return the processor time of a run, which other programs do not affect."""
        q = part * times
        begin = time.process_time()
        tokenizer.tokenize(q)
        return time.process_time() - begin

    for part in [
        '"',
        "-",
        '-"',
        "(",
        "|",
        "NOT ",
        "a*b ",
        'headline:" ',
        "ab ",
        "‘",
        "‘a ",
        "date:2014 ",
        "a:b",
    ]:
        # Twenty times the length takes about twenty times as long; if it were quadratic, four hundred times.
        most = 100 * min(seconds(part, 2_000) for _ in range(3)) + 0.25
        assert any(seconds(part, 40_000) < most for _ in range(3))


def test_no_more_names_are_looked_up_than_an_archive_can_bear() -> None:
    parsed = parse(" ".join(f"person:x{number}" for number in range(MAX_NAMES + 1)))
    assert parsed.notes == (TOO_MANY_NAMES,)
    assert isinstance(parsed.tree, And)
    assert [type(leaf) for leaf in parsed.tree.children] == [Field] * MAX_NAMES + [Term]
