"""Highlighting: what is marked, which part is shown, and that all text is escaped."""

import re
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from articles.fulltext.stemming import stem
from articles.fulltext.stopwords import STOP_WORDS
from articles.models import Article
from articles.search.engine import run
from articles.search.page.highlighting import kept_letters
from articles.search.page.snippets import LENGTH, Highlighter
from articles.search.query.ast import Text, leaves
from articles.search.query.parser import parse
from articles.search.request import SearchRequest
from tests.factories import ArticleFactory, EntityFactory

FILLER = "Nothing else of note took place there on that quiet day. " * 20


def marker(q: str) -> Highlighter:
    found = leaves(parse(q).tree)
    return Highlighter([leaf for leaf, excluded in found if isinstance(leaf, Text) and not excluded])


@pytest.mark.parametrize(
    ("q", "text", "expected"),
    [
        (
            "vote",
            "They voted: votes, VOTING, a vote!",
            "They <mark>voted</mark>: <mark>votes</mark>, <mark>VOTING</mark>, a <mark>vote</mark>!",
        ),
        ("government", "governor government governmental", "governor <mark>government</mark> governmental"),
        (
            "government*",
            "governor governments governmental",
            "governor <mark>governments</mark> <mark>governmental</mark>",
        ),
        (
            '"oil prices"',
            "oil, prices of oil; oil  price",
            "<mark>oil, prices</mark> of oil; <mark>oil price</mark>",
        ),
        ('"rise of nations"', "rise in nations", "<mark>rise in nations</mark>"),
        ('"rise of nations"', "rise nations", "rise nations"),
        ("oil -prices", "oil prices", "<mark>oil</mark> prices"),
        ("the oil", "the oil", "the <mark>oil</mark>"),
        ("Putin", "Putin's and Putin’s", "<mark>Putin</mark>&#x27;s and <mark>Putin</mark>’s"),
        ("Putin's", "Putin was", "<mark>Putin</mark> was"),
        ("U.S.", "the U.S. economy", "the <mark>U.S</mark>. economy"),
        ("dying", "he died, dies, dying", "he <mark>died</mark>, <mark>dies</mark>, <mark>dying</mark>"),
        ("Łódź", "in łódź", "in <mark>łódź</mark>"),
        ("oil OR gas", "gas oil", "<mark>gas</mark> <mark>oil</mark>"),
        ('"oil pri*"', "oil, prices of oil", "<mark>oil, prices</mark> of oil"),
        (
            '"pri* of oil"',
            "price of oil, price in oil, priced oil",
            "<mark>price of oil</mark>, <mark>price in oil</mark>, priced oil",
        ),
        ('"oil vo* price"', "oil votes prices; oil price", "<mark>oil votes prices</mark>; oil price"),
        (
            "oil NEAR/2 price",
            "price of oil and then oil and gas",
            "<mark>price</mark> of <mark>oil</mark> and then oil and gas",
        ),
        ("oil NEAR/3 pri*", "oil x x x private", "oil x x x private"),
        (
            "oil NEAR/3 gas NEAR/3 coal",
            "coal x oil gas; gas x coal oil",
            (
                "<mark>coal</mark> x <mark>oil</mark> <mark>gas</mark>;"
                " <mark>gas</mark> x <mark>coal</mark> <mark>oil</mark>"
            ),
        ),
        (
            '"oil prices" NEAR/3 vote',
            "vote on oil prices, oil",
            "<mark>vote</mark> on <mark>oil prices</mark>, oil",
        ),
        ("oil_price", "oil_price", "<mark>oil_price</mark>"),
        (
            "script",
            "<script>alert('&')</script>",
            "&lt;<mark>script</mark>&gt;alert(&#x27;&amp;&#x27;)&lt;/<mark>script</mark>&gt;",
        ),
        ("mark", "</mark><mark>", "&lt;/<mark>mark</mark>&gt;&lt;<mark>mark</mark>&gt;"),
        ("amp", "a & b", "a &amp; b"),
    ],
)
def test_what_is_marked_in_a_headline(q: str, text: str, expected: str) -> None:
    assert marker(q).headline(text) == expected


def test_a_headline_field_marks_the_headline_only() -> None:
    oil = marker("headline:oil")
    assert oil.headline("Oil") == "<mark>Oil</mark>"
    assert oil.snippet("Oil") == "Oil"


def test_the_snippet_shows_the_part_with_the_words() -> None:
    text = FILLER + "The referendum was held in Crimea. " + FILLER
    snippet = marker("referendum crimea").snippet(text)
    assert snippet.startswith("…The <mark>referendum</mark> was held in <mark>Crimea</mark>. Nothing")
    assert snippet.endswith("…")


def test_a_snippet_begins_with_the_sentence_of_the_match() -> None:
    long = "The commission of inquiry, set up by Mr. Roe of the U.S. Senate in the first days of May,"
    snippet = marker("referendum").snippet(f"{FILLER}{long} named the referendum. {FILLER}")
    assert snippet.startswith(f"…{long} named the <mark>referendum</mark>.")
    too_long = "and so on and " * 30
    snippet = marker("referendum").snippet(f"{FILLER}It went on {too_long} to the referendum. {FILLER}")
    assert "<mark>referendum</mark>" in snippet
    assert "It went" not in snippet


def test_words_far_apart_are_shown_in_two_parts() -> None:
    text = FILLER + "The referendum was held. " + FILLER + "Crimea is far away. " + FILLER
    snippet = marker("referendum crimea").snippet(text)
    assert "<mark>referendum</mark>" in snippet
    assert "<mark>Crimea</mark>" in snippet
    assert len(plain(snippet)) <= LENGTH + 10


def test_without_the_words_the_next_text_or_the_beginning_is_shown() -> None:
    oil = marker("oil")
    assert oil.snippet("No such word", "Oil", "") == "<mark>Oil</mark>"
    assert marker("oil gas").snippet("Oil.", "Oil and gas", "Gas and oil").count("<mark>") == 2
    assert marker("oil gas").snippet("Oil and gas", "Gas and oil").startswith("<mark>Oil</mark>")
    assert oil.snippet("", "One", "Two") == "One"
    assert oil.snippet("", "") == ""
    beginning = oil.snippet(FILLER)
    assert beginning.startswith("Nothing else")
    assert beginning.endswith("…")
    assert len(beginning) <= LENGTH + 1


def plain(html: str) -> str:
    return re.sub(r"</?mark>", "", html)


pieces = st.sampled_from(
    ["oil", "Oil ", "price", " ", "<b>", "&amp;", "<mark>", "</mark>", "'", '"', "\n\n", ". ", "𝔘x"]
)


@given(
    st.lists(pieces, max_size=200).map("".join) | st.text(max_size=400),
    st.sampled_from(["oil", '"oil price" b*']),
)
def test_nothing_but_mark_gets_out(text: str, q: str) -> None:
    for html in (marker(q).headline(text), marker(q).snippet(text)):
        assert html.count("<mark>") == html.count("</mark>") == html.count("<") / 2
        shown = plain(html).strip("…").split("…")[0].strip()
        assert shown[:20] in " ".join(str(escape(text)).split(" ")) or shown[:20] in escape(
            re.sub(r"\s+", " ", text)
        )


def test_twenty_bodies_are_marked_at_once() -> None:
    """This takes four milliseconds on an idle machine; the limit leaves room for a busy one."""
    government = marker('government "oil prices" refer*')
    seconds = []
    for each in range(5):
        sentence = f"The government of day {each} said oil prices would rise. "
        bodies = [(sentence + FILLER) * 3 + str(number) for number in range(20)]  # none is cached
        begin = time.process_time()
        for body in bodies:
            government.snippet(body)
        seconds.append(time.process_time() - begin)
    assert min(seconds) < 0.1


def test_an_article_that_many_searches_show_is_marked_for_each() -> None:
    text = "Oil, gas and coal were sold. " + " ".join(f"word{number}" for number in range(120))
    for number in [*range(120), 0]:
        assert marker(f"word{number}").headline(text).count("<mark>") == 1
        assert f"<mark>word{number}</mark>" in marker(f"word{number}").headline(text)
    assert marker("oil coal").headline(text).startswith("<mark>Oil</mark>, gas and <mark>coal</mark>")


@pytest.mark.parametrize("text", ["oil " * 30_000, "oil" * 40_000, "o" * 100_000, "oil price " * 10_000])
def test_no_text_takes_long(text: str) -> None:
    begin = time.process_time()
    marker('oil "oil oil oil price" o* -x').snippet(text)
    assert time.process_time() - begin < 5


def lexize(words: list[str]) -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ts_lexize('english_stem', word) FROM unnest(%s::text[]) AS word", [words]
        )
        return dict(cursor.fetchall())


ENDINGS = [
    "",
    "s",
    "es",
    "ed",
    "ing",
    "ly",
    "ment",
    "ments",
    "al",
    "ation",
    "ational",
    "ity",
    "ies",
    "y",
    "fulness",
]
STEMS = [
    "govern",
    "refer",
    "nation",
    "cr",
    "d",
    "sk",
    "hop",
    "rat",
    "commun",
    "gener",
    "arsen",
    "lug",
    "new",
    "ugl",
]


@pytest.mark.django_db
def test_stems_and_stop_words_are_those_of_the_database() -> None:
    words = [beginning + ending for beginning in STEMS for ending in ENDINGS]
    words += [
        "dying",
        "lying",
        "tying",
        "skies",
        "idly",
        "only",
        "news",
        "succeed",
        "inning",
        "o",
        "a1",
        "łódź",
    ]
    for word, lexemes in lexize([*words, *STOP_WORDS]).items():
        assert lexemes == ([] if word in STOP_WORDS else [stem(word)]), word
        assert stem(word)[: kept_letters(stem(word))] == word[: kept_letters(stem(word))]


@pytest.mark.corpora
@pytest.mark.django_db
def test_stems_of_a_real_vocabulary_are_those_of_the_database(corpora: Path) -> None:
    import lzma

    with lzma.open(corpora / "wikinews.jsonl.xz", "rt", encoding="utf-8") as lines:
        words = sorted({word.lower() for line in lines for word in re.findall(r"[A-Za-z]{1,40}", line)})
    assert len(words) > 5000
    wrong = {
        word: lexemes
        for word, lexemes in lexize(words).items()
        if lexemes != ([] if word in STOP_WORDS else [stem(word)])
        or stem(word)[: kept_letters(stem(word))] != word[: kept_letters(stem(word))]
    }
    assert wrong == {}


@pytest.mark.django_db
def test_a_hostile_article_is_shown_escaped() -> None:
    ArticleFactory.create(headline="Oil <b>", body="<script>alert('oil')</script>")
    [hit] = run(SearchRequest(q="oil")).hits
    assert hit.headline == "<mark>Oil</mark> &lt;b&gt;"
    assert hit.snippet == "&lt;script&gt;alert(&#x27;<mark>oil</mark>&#x27;)&lt;/script&gt;"


@pytest.mark.django_db
def test_a_word_found_only_in_a_name_leaves_the_beginning_as_the_snippet() -> None:
    article: Article = ArticleFactory.create(
        entities=[EntityFactory.create(name="Angela Merkel")], body="She spoke."
    )
    [hit] = run(SearchRequest(q="merkel")).hits
    assert hit.article == article
    assert hit.snippet == "She spoke."


@pytest.mark.django_db
def test_without_a_query_the_standfirst_is_the_snippet() -> None:
    ArticleFactory.create(standfirst="In short.", body="At length.")
    assert run(SearchRequest()).hits[0].snippet == "In short."
