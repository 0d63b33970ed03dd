"""Parsing tsquery texts, compared with PostgreSQL's own evaluation."""

from itertools import product

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.fulltext.tsquery import Junction, Leaf, Negation, Node, NotWrittenByPostgresError, Phrase, parse

pytestmark = pytest.mark.django_db
LEXEMES = ("oil", "it''s", "back\\\\slash")
_leaves = st.sampled_from([f"'{each}'" for each in LEXEMES]) | st.sampled_from(["'oi':*", "'oil':A"])
_queries = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(lambda text: f"!{text}"),
        st.tuples(inner, st.sampled_from(["&", "|", "<->", "<2>"]), inner).map(
            lambda parts: f"( {parts[0]} {parts[1]} {parts[2]} )"
        ),
    ),
    max_leaves=6,
)
#: Every combination of the lexemes, the first of them in the headline or in the body.
VECTORS = [
    " ".join(f"'{word}':{place}{'A' * headline}" for place, word in enumerate(LEXEMES, 1) if place in places)
    for places in product((1, 0), (2, 0), (3, 0))
    for headline in (0, 1)
]


def matches(texts: list[str]) -> list[list[bool]]:
    """Return for each tsquery which of the vectors it matches."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(vector::tsvector @@ query::tsquery ORDER BY v)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS q (query, n),"
            " unnest(%s::text[]) WITH ORDINALITY AS w (vector, v) GROUP BY n ORDER BY n",
            [texts, VECTORS],
        )
        return [row[0] for row in cursor.fetchall()]


def evaluated(node: Node) -> list[bool]:
    """Evaluate the tree by looking up its leaves one by one."""
    if isinstance(node, Negation):
        return [not each for each in evaluated(node.child)]
    if isinstance(node, Junction):
        join = all if node.operator == "&" else any
        return [join(each) for each in zip(*map(evaluated, node.children), strict=True)]
    return matches([node.text])[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(query=_queries)
def test_the_parts_mean_together_what_the_whole_means(db: None, query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery::text", [query])
        (text,) = cursor.fetchone() or ("",)
    node = parse(text)
    whole, written = matches([text, node.text])
    assert whole == written == evaluated(node)


def test_words_are_what_postgresql_calls_lexemes() -> None:
    node = parse("'it''s' & ( 'back\\\\slash' | 'oil':*A )")
    assert [leaf.word for leaf in node.leaves()] == ["it's", "back\\slash", None]


def test_a_phrase_has_parts_at_distances() -> None:
    oil, house, paper = (
        Leaf("'oil'", "oil"),
        Leaf("'house':*AB", "house", True, "AB"),
        Leaf("'paper'", "paper"),
    )
    first = Phrase("'oil' <-> ( 'house':*AB | 'paper' )", oil, 1, Junction("|", (house, paper)))
    whole = Phrase("'oil' <-> ( 'house':*AB | 'paper' ) <3> 'oil'", first, 3, oil)
    assert parse("'paper' & 'oil' <-> ( 'house':*AB | 'paper' ) <3> 'oil'") == Junction("&", (paper, whole))


@pytest.mark.parametrize("text", ["", "'oil' &", "('oil'", "oil", "'oil' 'gas'", "'oil')", "'oil"])
def test_what_postgresql_never_writes_is_refused(text: str) -> None:
    with pytest.raises(NotWrittenByPostgresError):
        parse(text)
