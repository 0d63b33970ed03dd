"""Prefixes, as they are passed to PostgreSQL."""

import pytest

from articles.search.query.ast import Term
from articles.search.query.lexemes import keep_last_prefix, tsqueries


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("'pr':*", "'pr':*"),
        ("'d':* <-> 'p':*", "'d' <-> 'p'"),
        ("'d':*A <-> 'pri':*A", "'d':A <-> 'pri':*A"),
        ("'covid-vac':* <-> 'covid':* <-> 'vac':*", "'covid-vac':* <-> 'covid' <-> 'vac':*"),
        ("'o''br':*", "'o''br':*"),
        ("'oil' & 'price'", "'oil' & 'price'"),
        ("", ""),
    ],
)
def test_only_the_end_of_what_was_written_is_open(written: str, asked: str) -> None:
    assert keep_last_prefix(written) == asked


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "asked"), [("Ð[p", "('d' <-> 'p')"), ("pri", "('pri':* | 'pri')")])
def test_postgresql_parts_a_word_and_only_its_end_is_open(text: str, asked: str) -> None:
    term = Term(text, "prefix")
    assert tsqueries([term])[term] == asked
