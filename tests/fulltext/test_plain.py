"""Texts are read as plain words alike by the database, for the search column, and by Python, for queries."""

import sys
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.fulltext.plain import read_plain, spellings

pytestmark = pytest.mark.django_db

PIECES = [
    *(
        "U",
        "S",
        "US",
        "WHO",
        "IT",
        "IS",
        "co",
        "Re",
        "non",
        "e",
        "har",
        "bour",
        "and",
        "F",
        "A",
        "x",
        "é",
        "ß",
        "и",
    ),
    *(
        "1",
        "16",
        "250",
        "2014",
        ".",
        ".",
        ",",
        "-",
        "-",
        "‐",
        "‑",
        "–",
        "/",
        "_",
        "@",
        "~",
        "\\",
        "^",
        "'",
        "’",
        "&",
    ),
    *(
        " ",
        " ",
        "\n",
        "\n\n",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\ufeff",
        "ﬁ",
        "Ａ",
        "２",
        "ﾊ",
        "ﾞ",
        "½",
        "²",
    ),
    *(
        "東",
        "京",
        "カ",
        "タ",
        "ก",
        "รุ",
        "서",
        "울",
        "ー",
        "・",
        "。",
        "「",
        "e\u0301",
        "\u0301",
        "が",
        "か\u3099",
        "™",
        "…",
    ),
]
CHARACTERS = "".join(
    chr(code)
    for code in range(1, sys.maxunicode)
    if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
)


def in_database(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_plain(%s)", [text])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("no-1b-2c- d-e-mail")
@example("A.B.C.D, 1,234,567.8.9 .5 a.5 5.a")
def test_pieces_are_read_alike(text: str) -> None:
    assert in_database(text) == read_plain(text).text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from(CHARACTERS), max_size=40))
def test_any_text_is_read_alike(text: str) -> None:
    assert in_database(text) == read_plain(text).text


def test_every_character_is_read_alike_and_no_letter_is_lost() -> None:
    text = " ".join(CHARACTERS)
    plain = read_plain(text)
    assert in_database(text) == plain.text
    lost = [char for char in CHARACTERS if char.isalnum() and not read_plain(char).text.strip()]
    assert not lost


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_every_word_stands_for_characters_of_the_text(text: str) -> None:
    for plain in read_plain(text).readings():
        at = 0
        for word in plain.text.split():
            start = plain.text.index(word, at)
            at = start + len(word)
            begin, end = plain.span(start, at)
            assert 0 <= begin < end <= len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("HIV/AIDS, shut.Ferries", "HIV AIDS, shut Ferries"),
        ("the U.S.-led U.N. force", "the US0  led UN. force"),
        ("WHO IS IT?", "WHO IS IT0?"),
        ("P-8A and F-16s", "P^8^A and F^16^s"),
        (
            "re-elect the co- operative first- and second-hand",
            "re^elect the co^operative first  and second hand",
        ),
        ("£3.5bn, 1,250,000", " 3.5bn, 1250000"),
        ("東京都", " 東京 京都 都 "),
    ],
)
def test_examples(text: str, plain: str) -> None:
    assert read_plain(text).text == in_database(text) == plain


def test_the_spellings_of_a_query() -> None:
    assert spellings("COVID-19") == ("COVID19", "COVID 19")
    assert spellings("take-off") == ("take off", "takeoff")
    assert spellings("pre war years") == ("pre war years", "prewar years")
    assert spellings("東京都") == ("東京 京都",)
    assert spellings("us") == ("us", "US0")
