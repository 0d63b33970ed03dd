"""Whether two full names are the same person's: spellings, accents, hyphens, initials."""

import pytest

from articles.extraction.person_names.spellings import (
    MAX_SPELLINGS,
    alike,
    base_name,
    joinable,
    parse,
    spellings,
)
from articles.text import fold

#: Spellings of one person's name in different articles.
ONE_PERSON = [
    ("Sergei Lavrov", "Sergey Lavrov"),
    ("Sergei Lavrov", "Serguei Lavrov"),
    ("Mohammed Morsi", "Muhammad Morsi"),
    ("Yasser Arafat", "Yasir Arafat"),
    ("Alexander Lukashenko", "Aleksandr Lukashenka"),
    ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
    ("Moammar Gadhafi", "Muammar Qaddafi"),
    ("Bashar al-Assad", "Bashar Assad"),
    ("Bashar al-Assad", "Bashar el-Assad"),
    ("Gerhard Schröder", "Gerhard Schroeder"),
    ("François Hollande", "Francois Hollande"),
    ("Jean-Claude Juncker", "Jean Claude Juncker"),
    ("Kim Jong-un", "Kim Jong Un"),
    ("Ban Ki-moon", "Ban Ki Moon"),
    ("John F. Kerry", "John Kerry"),
    ("John F. Kerry", "John Forbes Kerry"),
    ("George W. Bush", "George Bush"),
    ("George H.W. Bush", "George H. W. Bush"),
    ("Hillary Rodham Clinton", "Hillary Clinton"),
    ("Sammy Davis Jr.", "Sammy Davis, Jr."),
]
#: Names of different people, or possibly different ones.
TWO_PEOPLE = [
    ("George W. Bush", "George H.W. Bush"),
    ("John Kerry", "Bob Kerry"),
    ("Bill Clinton", "William Clinton"),
    ("Donald Trump", "Donald Trump Jr."),
    ("Jean-Marie Le Pen", "Jean Le Pen"),
    ("Juan Varela", "Juan Carlos Varela"),
    ("John A. Smith", "John Smith"),
    ("J. Kerry", "John Kerry"),
    ("Kim Jong Un", "Kim Jong Il"),
    ("Xi Jinping", "Xi Zhongxun"),
    ("Mohammed bin Salman", "Mohammed bin Zayed"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_one_person(one: str, other: str) -> None:
    first, second = parse(one), parse(other)
    assert first is not None
    assert second is not None
    assert joinable(first, second)
    assert joinable(second, first)
    assert alike(first, second)
    assert first.group == second.group


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people(one: str, other: str) -> None:
    first, second = parse(one), parse(other)
    assert first is not None
    assert second is not None
    assert not joinable(first, second)
    assert not joinable(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bill Clinton", "William J. Clinton"), ("M. Waugh", "Mark Waugh"), ("Jack Lew", "John Lew")],
)
def test_short_forms_and_initials_count_within_one_document(one: str, other: str) -> None:
    first, second = parse(one), parse(other)
    assert first is not None
    assert second is not None
    assert alike(first, second)
    assert not joinable(first, second)


@pytest.mark.parametrize("pair", [pair for pair in ONE_PERSON if base_name(pair[1]) is None])
def test_the_archive_is_asked_for_the_other_spelling(pair: tuple[str, str]) -> None:
    one, other = pair
    known = {fold(other), fold(base_name(other) or other)}
    assert known & set(spellings(one)) or fold(one) in spellings(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kerry",
        "C3 PO",
        "John, Smith",
        "“John Smith”",
        "John-Smith",
        "x" * 500,
        "a " * 300,
        "Ann “B” Cole",
        ". .",
    ],
)
def test_what_is_no_full_name_has_no_spellings(text: str) -> None:
    assert parse(text) is None
    assert spellings(text) == []
    assert base_name(text) is None


def test_spellings_are_few() -> None:
    many = spellings("Muhammad Abdullah Said-Hussein al-Zelenskyy")
    assert 1 < len(many) <= MAX_SPELLINGS


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("John F. Kerry", "John Kerry"),
        ("Ursula B. von der Leyen", "Ursula von der Leyen"),
        ("John Kerry", None),
        ("David St. Jean", None),
        ("Boyd Hollander Goldberg Urias", None),
        ("Le Journal du Dimanche", None),
    ],
)
def test_name_without_initials(name: str, base: str | None) -> None:
    assert base_name(name) == base
