"""Dates in words, in many languages."""

import re
from datetime import date

import pytest

from articles.importers.cleaning.date_words import IN_WORDS, find_in_words

FIRST_OF_MAY = (
    *(
        "1 May 2012",
        "May 1, 2012",
        "May. 1st 2012",
        "1st of May, 2012",
        "01-MAY-2012",
        "Tue May 01 10:15:00 2012",
    ),
    *("1. Mai 2012", "Dienstag, 1. Mai 2012, 10:15 Uhr", "1er mai 2012", "mardi 1er mai 2012 à 10h15"),
    *("1 de mayo de 2012", "1º de mayo del 2012", "mayo 1, 2012", "1º maggio 2012", "1 de Maio de 2012"),
    *("1 mei 2012", "1 мая 2012 г.", "1 maja 2012", "den 1 maj 2012", "1 Mayıs 2012"),
    *(
        "2012年5月1日",
        "２０１２年５月１日",
        "2012年05月01日 10:15",
        "二〇一二年五月一日",
        "平成24年5月1日",
        "2012년 5월 1일",
    ),
)


@pytest.mark.parametrize("text", FIRST_OF_MAY)
def test_many_languages(text: str) -> None:
    assert find_in_words(text) == date(2012, 5, 1)
    assert find_in_words(f"Nordbote | {text} | 3 comments") == date(2012, 5, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1. Jänner 2012", date(2012, 1, 1)),
        ("16 août 2012", date(2012, 8, 16)),
        ("2 févr. 2012", date(2012, 2, 2)),
        ("5 mrt 2012", date(2012, 3, 5)),
        ("21 сентября 2012 года", date(2012, 9, 21)),
        ("二〇一二年十月二十一日", date(2012, 10, 21)),
        ("2012年十一月十日", date(2012, 11, 10)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("Published 1 May 2012, updated June 3, 2013", date(2012, 5, 1)),
    ],
)
def test_short_forms_and_numerals(text: str, day: date) -> None:
    assert find_in_words(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May 2012",
        "31 February 2012",
        "Mayor 1, 2012",
        "12 May 20123",
        "112 May 2012",
        "3/4/2012",
        "2012年",
    ],
)
def test_what_is_no_full_date_is_not_read(text: str) -> None:
    assert find_in_words(text) is None


def test_the_expression_matches_the_date_alone() -> None:
    assert re.fullmatch(IN_WORDS, "1er mai 2012", re.IGNORECASE)
    assert not re.fullmatch(IN_WORDS, "1er mai 2012 à Paris", re.IGNORECASE)
