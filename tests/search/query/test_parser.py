"""The query language, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query.ast import (
    MOST_NEAR,
    And,
    Field,
    Node,
    Not,
    Or,
    Proximity,
    Term,
    alternative,
    conjunction,
    negation,
    write,
)
from articles.search.query.parser import BRACKETS, DANGLING, DEEP, NOT_NEAR, parse
from articles.search.query.tokens import (
    ASTERISK,
    LONE_SIGN,
    MAX_TERMS,
    TOO_FAR,
    TOO_LONG,
    TOO_MANY_NEAR,
    UNCLOSED_QUOTE,
    UNKNOWN_FIELD,
)
from articles.search.request import MAX_QUERY, clean_text

A, B, C, D = (Term(letter) for letter in "abcd")
AFF = Term("aff", "prefix")
FOREIGN_AFF = Proximity((Term("foreign"), AFF))
VOTE, OIL_PRICES = Term("vote"), Term("oil prices", "phrase")


@pytest.mark.parametrize(
    ("q", "tree"),
    [
        ("", None),
        ("vote", VOTE),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("NOT a", Not(A)),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a OR NOT b", Or((A, Not(B)))),
        ("NOT a OR b", Or((Not(A), B))),
        ("NOT a AND b", And((Not(A), B))),
        ("NOT NOT a", A),
        ("NOT -a", A),
        ("-NOT a", A),
        ("NOT (a OR b)", Not(Or((A, B)))),
        ("NOT (a AND NOT b)", Not(And((A, Not(B))))),
        ('NOT "oil prices"', Not(OIL_PRICES)),
        ('NOT"oil prices"', Not(OIL_PRICES)),
        ("NOT refer*", Not(Term("refer", "prefix"))),
        ("NOT headline:vote", Not(Term("vote", headline=True))),
        ("NOT country:RU", Not(Field("country", "RU"))),
        ("NOT country:RU|country:UA", Or((Not(Field("country", "RU")), Field("country", "UA")))),
        ("NOT () a", Not(A)),
        ("not a", And((Term("not"), A))),
        ("a and b", And((A, Term("and"), B))),
        ('a "NOT" b', And((A, Term("NOT", "phrase"), B))),
        ("NOTa", Term("NOTa")),
        ("headline:NOT a", And((Term("NOT", headline=True), A))),
        ("a | b", Or((A, B))),
        ("a|b", Or((A, B))),
        ("a||b", Or((A, B))),
        ("a| b |c", Or((A, B, C))),
        ("a b|c d", And((A, Or((B, C)), D))),
        ("a|-b", Or((A, Not(B)))),
        ("(a b)|c", Or((And((A, B)), C))),
        ('"oil prices"|a', Or((OIL_PRICES, A))),
        ('"a | b"', Term("a | b", "phrase")),
        ("refer*|a", Or((Term("refer", "prefix"), A))),
        ("headline:vote|a", Or((Term("vote", headline=True), A))),
        ('person:"a|b"', Field("person", "a|b")),
        ('"oil prices"', OIL_PRICES),
        ("“oil prices”", OIL_PRICES),
        ('"  oil   prices "', OIL_PRICES),
        ('""', None),
        ("-a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ('a -"oil prices"', And((A, Not(OIL_PRICES)))),
        ("a-b", Term("a-b")),
        ("a OR b", Or((A, B))),
        ("a b OR c d", And((A, Or((B, C)), D))),
        ("a OR b OR c", Or((A, B, C))),
        ("a OR -b", Or((A, Not(B)))),
        ("a or b", And((A, Term("or"), B))),
        ("refer*", Term("refer", "prefix")),
        ("refer*,", Term("refer", "prefix")),
        ("(a b) OR c", Or((And((A, B)), C))),
        ("-(a OR b)", Not(Or((A, B)))),
        ("-(-a)", A),
        ("((a))", A),
        ("()", None),
        ("f(x)", And((Term("f"), Term("x")))),
        ("headline:vote", Term("vote", headline=True)),
        ("HEADLINE:vote", Term("vote", headline=True)),
        ('headline:"oil prices"', Term("oil prices", "phrase", headline=True)),
        ("headline:refer*", Term("refer", "prefix", headline=True)),
        ("-headline:vote", Not(Term("vote", headline=True))),
        ("person:kerry", Field("person", "kerry")),
        ('person:"John Kerry"', Field("person", "John Kerry")),
        ("-person:john-kerry", Not(Field("person", "john-kerry"))),
        ("country:UA OR country:russia", Or((Field("country", "UA"), Field("country", "russia")))),
        ("source:newswire", Field("source", "newswire")),
        ("place:crimea", Field("place", "crimea")),
        ("organisation:nato", Field("organisation", "nato")),
        ("after:2014-3 before:2015", And((Field("after", "2014-03"), Field("before", "2015")))),
        ("vote, vote. (vote)!", And((VOTE, VOTE, VOTE))),
        ("$100 C++ U.S.", And((Term("100"), Term("C"), Term("U.S.")))),
        ("http://example.org/x", Term("http://example.org/x")),
        ("11:30", Term("11:30")),
        ("!!! <-> 🙂", None),
        ("a & b && c", And((A, B, C))),
        ("a&b", Term("a&b")),
        ("‘oil prices’ a", And((OIL_PRICES, A))),
        ("the ’90s", And((Term("the"), Term("90s")))),
        ("„oil prices‟ «oil prices» ‹oil prices› ‚oil prices‘ 「oil prices」", And((OIL_PRICES,) * 5)),
        ("Russia’s ‘Putin’s’", And((Term("Russia’s"), Term("Putin’s", "phrase")))),
        ("（a｜b） person：kerry", And((Or((A, B)), Field("person", "kerry")))),
        ('"foreign aff*"', FOREIGN_AFF),
        ('"Foreign aff*" a', And((replace(FOREIGN_AFF, terms=(Term("Foreign"), AFF)), A))),
        ('"aff* foreign"', Proximity((AFF, Term("foreign")))),
        ('headline:"foreign aff*"', Proximity((Term("foreign", headline=True), replace(AFF, headline=True)))),
        ('-"foreign aff*"', Not(FOREIGN_AFF)),
        ('"aff*"', AFF),
        ('"a b"~5', Proximity((A, B), 5)),
        ('"a b"~', Proximity((A, B), 10)),
        ('"a b"~0', Term("a b", "phrase")),
        ('"a a"~5', A),
        ('"foreign aff*"~5', Proximity((Term("foreign"), AFF), 5)),
        ('-"a b"~5 c', And((Not(Proximity((A, B), 5)), C))),
        ('"a OR"~5', Proximity((A, Term("OR", "phrase")), 5)),
        ("a NEAR b", Proximity((A, B), 10)),
        ("a NEAR/5 b c", And((Proximity((A, B), 5), C))),
        ("a NEAR/0 b", Proximity((A, B), 1)),
        ("a NEAR b NEAR/3 c", Proximity((A, B, C), 10)),
        ('"oil prices" NEAR aff*', Proximity((OIL_PRICES, AFF), 10)),
        ("-a NEAR b", Not(Proximity((A, B), 10))),
        ("NOT a NEAR b", Not(Proximity((A, B), 10))),
        ("a NEAR b OR c", Or((Proximity((A, B), 10), C))),
        ("(a OR b) NEAR c", Or((Proximity((A, C), 10), Proximity((B, C), 10)))),
        ("a near b", And((A, Term("near"), B))),
        ("title:vote", Term("vote", headline=True)),
        ("from:newswire", Field("source", "newswire")),
        ("org:nato ORGANIZATION:nato", And((Field("organisation", "nato"),) * 2)),
        ('section:"world news"', Field("section", "world news")),
        ("language:de lang:fr", And((Field("language", "de"), Field("language", "fr")))),
        ("http://a.b/c", Term("http://a.b/c")),
        ("Ukraine: crisis", And((Term("Ukraine"), Term("crisis")))),
        ("date:2014-3", Field("date", "2014-03")),
        ('after:"March 2014" a', And((Field("after", "2014-03"), A))),
        ("after:March 2014 a", And((Field("after", "2014-03"), A))),
        ("a date:17 March 2014 to 2 May 2015 b", And((A, Field("date", "2014-03-17..2015-05-02"), B))),
        ("date:2013 to 2015", Field("date", "2013..2015")),
        ("after:2013-2015", Field("date", "2013..2015")),
        ("after:2014 3 people", And((Field("after", "2014"), Term("3"), Term("people")))),
        ("before:2014 may 2015", And((Field("before", "2014"), Term("may"), Term("2015")))),
        ("(date:March 2014) a", And((Field("date", "2014-03"), A))),
        ("-", None),
        ("-" * 33 + "a", A),
    ],
)
def test_what_is_understood_without_a_word(q: str, tree: Node | None) -> None:
    parsed = parse(q)
    assert parsed.tree == tree
    assert parsed.notes == ()


@pytest.mark.parametrize(
    ("q", "tree", "note"),
    [
        ('"oil prices', And((Term("oil"), Term("prices"))), UNCLOSED_QUOTE),
        ('a" b', And((A, B)), UNCLOSED_QUOTE),
        ('headline:"vote b', And((Term("vote", headline=True), B)), UNCLOSED_QUOTE),
        ("a OR", A, DANGLING["or"]),
        ("OR a", A, DANGLING["or"]),
        ("a OR OR b", Or((A, B)), DANGLING["or"]),
        ("a OR AND b", Or((A, B)), DANGLING["and"]),
        ("a AND OR b", And((A, B)), DANGLING["or"]),
        ("a AND", A, DANGLING["and"]),
        ("AND a", A, DANGLING["and"]),
        ("a AND AND b", And((A, B)), DANGLING["and"]),
        ("a (AND) b", And((A, B)), DANGLING["and"]),
        ("NOT", None, DANGLING["not"]),
        ("a NOT", A, DANGLING["not"]),
        ("(a NOT) b", And((A, B)), DANGLING["not"]),
        ("NOT AND a", Not(A), DANGLING["and"]),
        ("a NOT OR b", And((A, Not(B))), DANGLING["or"]),
        ("NOT (a b", And((Not(A), B)), BRACKETS),
        ("|", None, DANGLING["or"]),
        ("a|", A, DANGLING["or"]),
        ("|a", A, DANGLING["or"]),
        ("a|||b", Or((A, B)), DANGLING["or"]),
        ("a (OR b)", And((A, B)), DANGLING["or"]),
        ("(a", A, BRACKETS),
        ("a) (b", And((A, B)), BRACKETS),
        ("(" * 11 + "a" + ")" * 11, A, DEEP),
        ("a*", A, ASTERISK),
        ("wom*n", Term("wom n", "phrase"), ASTERISK),
        (
            "person: kerry",
            And((Term("person"), Term("kerry"))),
            "“person:” needs a word right after the colon; it was searched as a plain word.",
        ),
        ("- a", A, LONE_SIGN),
        ("a + b", And((A, B)), LONE_SIGN),
        ("& a", A, DANGLING["and"]),
        ("a NEAR", A, DANGLING["near"]),
        ("NEAR/5 a", A, DANGLING["near"]),
        ("a NEAR OR b", Or((A, B)), DANGLING["near"]),
        ("a NEAR -b", And((A, Not(B))), DANGLING["near"]),
        ("a NEAR () b", And((A, B)), DANGLING["near"]),
        ("a NEAR (b c)", And((A, B, C)), NOT_NEAR),
        ("a NEAR person:kerry", And((A, Field("person", "kerry"))), NOT_NEAR),
        ("a NEAR/51 b", Proximity((A, B), MOST_NEAR), TOO_FAR),
        ('"a b"~999999999', Proximity((A, B), MOST_NEAR), TOO_FAR),
        ('"a b c d aa bb"~5', Proximity((A, B, C, D, Term("aa")), 5), TOO_MANY_NEAR),
        ('"foreign a*"', Term("foreign a", "phrase"), ASTERISK),
        ("speaker:boehner", Term("boehner"), UNKNOWN_FIELD.format(field="speaker")),
        ('speaker:"John Boehner"', Term("John Boehner", "phrase"), UNKNOWN_FIELD.format(field="speaker")),
        (
            "a date:3/4/2014",
            A,
            (
                "“3/4/2014” can be 3 April 2014 or 4 March 2014, so it was ignored;"
                " write 2014-04-03 or 2014-03-04."
            ),
        ),
        (
            "after:soon",
            Term("soon"),
            "“soon” is not a valid date; write 2014, March 2014, 2014-03-17 or 2013 to 2015.",
        ),
    ],
)
def test_what_makes_no_sense_is_taken_as_words_and_said(q: str, tree: Node, note: str) -> None:
    parsed = parse(q)
    assert parsed.tree == tree
    assert parsed.notes == (note,)


words = st.text("abcdefghij", min_size=2, max_size=6)
terms = st.builds(Term, words, st.sampled_from(["word", "phrase", "prefix"]), st.booleans())
several = st.lists(terms, min_size=2, max_size=4, unique=True).map(tuple)
prefixed = st.lists(words.map(Term), min_size=1, max_size=3).map(lambda each: (*each, AFF))
together = st.builds(Proximity, several, st.integers(1, MOST_NEAR)) | st.builds(Proximity, prefixed)
fields = st.builds(Field, st.sampled_from(["person", "country", "source"]), words) | st.builds(
    Field, st.sampled_from(["after", "before"]), st.sampled_from(["2014", "2014-03", "2014-03-17"])
)
trees = st.recursive(
    terms | together | fields,
    lambda children: (
        st.lists(children, min_size=1, max_size=3).map(lambda nodes: conjunction(nodes) or nodes[0])
        | st.lists(children, min_size=1, max_size=3).map(alternative)
        | children.map(negation)
    ),
    max_leaves=8,
)


@given(trees)
def test_a_written_tree_is_read_back(tree: Node) -> None:
    text = write(tree)
    if len(text) <= MAX_QUERY:
        parsed = parse(text)
        assert parsed.tree == tree
        assert parsed.notes == ()


operators = st.sampled_from(
    [
        '"',
        "-",
        "(",
        ")",
        " ",
        "*",
        "OR",
        " OR ",
        " AND ",
        "NOT",
        " NOT ",
        "headline:",
        "person:",
        "after:",
        " NEAR ",
        " NEAR/3 ",
        '"~5',
        "‘",
        "’",
        "foo:",
        "date:",
        " March ",
        "section:",
        "2014",
        "a",
        "b",
        "\0",
        "'",
        "\\",
        ":",
        "&",
        "|",
        "!",
        "<->",
        "é",
        "\u202e",
        "🙂",
        "\ud800",
        "ﷺ",
        "ा",
    ]
)


@given(st.lists(operators, max_size=60).map("".join) | st.text(max_size=200))
def test_anything_is_read_and_reads_the_same_when_written_back(q: str) -> None:
    tree = parse(q).tree
    text = write(tree)
    if len(text) <= MAX_QUERY:
        assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        ("oil price", ""),
        ('oil "gas price', 'oil ["]gas price'),
        ("oil “gas price", "oil [“]gas price"),
        ('headline:"oil', 'headline:["]oil'),
        ("(oil gas", "[(]oil gas"),
        ("oil) (gas) -(coal", "oil[)] (gas) [-(]coal"),
        ("OR oil OR OR gas OR", "[OR] oil OR [OR] gas [OR]"),
        ("|oil||| gas AND NOT", "[|]oil||[|] gas [AND] [NOT]"),
        ("oil person: gas", "oil [person:] gas"),
        ("oil after:soon gas", "oil [after:soon] gas"),
        ("o*l pri*", "[o*l] pri*"),
        ("a* oil", "[a*] oil"),
        ("oil - gas", "oil [-] gas"),
        ("oil foo:gas", "oil [foo:]gas"),
        ("oil NEAR (gas coal)", "oil [NEAR] (gas coal)"),
        ("x " * (MAX_TERMS + 1), "x " * MAX_TERMS + "[x]"),
        ("\u202eoil\u202c (gas", "oil [(]gas"),
        ("(" * 11 + "oil" + ")" * 11, "(" * 10 + "[(]oil[)]" + ")" * 10),
        ("  oil   (gas  ", "oil   [(]gas"),
    ],
)
def test_where_it_was_not_understood_is_marked(q: str, marked: str) -> None:
    pieces = parse(q).text
    assert "".join(f"[{piece}]" if misread else piece for piece, misread in pieces) == marked
    assert bool(pieces) == (parse(q).notes not in ((), (TOO_LONG,)))


@given(st.text('"()-*|: ORNTADafter:perx', max_size=60))
def test_the_marked_pieces_are_the_query(q: str) -> None:
    assert "".join(piece for piece, _ in parse(q).text) in ("", clean_text(q))
