"""Organisations: in the gazetteer, by their last word, by an acronym or a short name in the text."""

from collections import Counter

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.lexicon.organisations import known_names


def organisations(body: str) -> list[tuple[str, str | None, str | None]]:
    """Surface, entity and country code of each organisation mention."""
    mentions = extract(Document(body=body)).mentions
    return [(m.text, m.entity, m.code) for m in mentions if m.kind == "organisation"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The White House agreed.", ("White House", "White House", "US")),
        ("A State Department official agreed.", ("State Department", "State Department", "US")),
        ("The Kremlin agreed.", ("Kremlin", "Kremlin", "RU")),
        ("The IMF agreed.", ("IMF", "International Monetary Fund", None)),
        ("Shares of Gilead Sciences Inc rose.", ("Gilead Sciences Inc", "Gilead Sciences", "US")),
        ("Sales of General Motors Corp. rose.", ("General Motors Corp.", "General Motors", "US")),
        ("The Bank of England agreed.", ("Bank of England", "Bank of England", "GB")),
        ("A study of the University of Michigan came.", ("University of Michigan",) * 2 + ("US",)),
        ("The Russian Foreign Ministry agreed.", ("Foreign Ministry", "Russian Foreign Ministry", "RU")),
        ("The Foreign Ministry agreed.", ("Foreign Ministry", None, None)),
        ("A second shift at a Toyota plant came.", ("Toyota", "Toyota", "JP")),
    ],
)
def test_organisation(body: str, expected: tuple[str, str | None, str | None]) -> None:
    assert organisations(body) == [expected]


def test_acronym_in_brackets_is_carried_on() -> None:
    body = "The Korea Labour Institute (KLI) met. Later KLI agreed, KLI said."
    entities = [entity for _, entity, _ in organisations(body)]
    assert entities == ["Korea Labour Institute"] * 4


def test_company_is_called_by_its_short_name() -> None:
    body = "Shares of Pharmasset Inc rose. Pharmasset said so."
    assert [entity for _, entity, _ in organisations(body)] == ["Pharmasset", "Pharmasset"]


@pytest.mark.parametrize("body", ["He met the board in Court.", "GDP and CPI rose.", "The Big Thing ended."])
def test_no_organisation(body: str) -> None:
    assert [entity for _, entity, _ in organisations(body) if entity] == []


@pytest.mark.parametrize(
    "body",
    [
        "Shares of Target rose.",
        "Sales fell, a Target spokeswoman said.",
        "He met Alice Weller, an analyst at Target.",
        "Target's chief executive agreed.",
        "They went to Target, a retailer.",
        "Sales at Target Corp fell. The staff like Target.",
    ],
)
def test_name_that_means_other_things_needs_a_sign(body: str) -> None:
    assert {entity for _, entity, _ in organisations(body)} == {"Target Corp"}


@pytest.mark.parametrize(
    "body", ["Target dates were met.", "They hit the Target.", "Gerald Ford went. Ford agreed."]
)
def test_without_a_sign_it_is_no_organisation(body: str) -> None:
    assert organisations(body) == []


def test_person_and_company_of_one_name() -> None:
    body = "Henry Ford founded it. Shares of Ford fell. Ford was born in Dearborn."
    mentions = [(m.text, m.kind) for m in extract(Document(body=body)).mentions if "Ford" in m.text]
    assert mentions == [("Henry Ford", "person"), ("Ford", "organisation"), ("Ford", "person")]


@pytest.mark.parametrize(
    ("body", "text", "entity"),
    [
        ("The Farm Teachers' Union agreed.", "Farm Teachers' Union", "Farm Teachers' Union"),
        ("They joined the Women's League.", "Women's League", "Women's League"),
        ("They bought Quandel Works, Inc. in May.", "Quandel Works, Inc.", "Quandel Works"),
        ("Lawyers of Quandel & Torvass wrote.", "Quandel & Torvass", "Quandel & Torvass"),
        ("At Sun Metal Works Sdn Bhd they met.", "Sun Metal Works Sdn Bhd", "Sun Metal Works"),
        ("The Senate met. Later the House voted.", "House", "House of Representatives"),
    ],
)
def test_forms_of_names(body: str, text: str, entity: str) -> None:
    assert (text, entity) in [found[:2] for found in organisations(body)]


def test_names_that_differ_only_in_endings_case_or_article_are_one() -> None:
    body = "Quandel Works Inc rose. The Quandel Works rose. QUANDEL WORKS, Inc. fell."
    assert {entity for _, entity, _ in organisations(body)} == {"Quandel Works"}


def test_institution_is_the_one_the_text_names_in_full() -> None:
    body = "The Russian Foreign Ministry agreed. Later the Foreign Ministry denied it."
    assert {entity for _, entity, _ in organisations(body)} == {"Russian Foreign Ministry"}


def test_name_of_several_needs_one_of_them() -> None:
    assert [entity for _, entity, _ in organisations("He spoke of BNP on Monday.")] == [None]
    body = "BNP Paribas rose. Analysts like BNP."
    assert {entity for _, entity, _ in organisations(body)} == {"BNP Paribas"}


def test_short_acronym_of_another_country_stays_open() -> None:
    assert organisations("The KDP met in Ohio.") == [("KDP", None, None)]
    body = "The KDP met in Arbil, Iraq."
    assert organisations(body) == [("KDP", "Kurdistan Democratic Party", "IQ")]


def test_no_name_is_listed_twice_under_one_file() -> None:
    entities = Counter(known.entity for known in known_names() if known.name == known.entity)
    assert [entity for entity, times in entities.items() if times > 1] == []


def test_heading_with_capitals_everywhere_makes_no_organisation() -> None:
    found = extract(Document(headline="Obama Unveils Clean Energy Fund"))
    assert [m for m in found.mentions if m.kind == "organisation"] == []


def test_an_index_is_no_organisation() -> None:
    assert organisations("The broader Standard & Poor's 500 index fell.") == []


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_either_apostrophe(apostrophe: str) -> None:
    names = ("McDonald's", "Moody's", "Standard & Poor's")
    body = "Shares of McDonald's, Moody's and Standard & Poor's rose.".replace("'", apostrophe)
    found = extract(Document(body=body))
    assert [(mention.text, mention.entity) for mention in found.mentions] == [
        (name.replace("'", apostrophe), name) for name in names
    ]


@pytest.mark.parametrize(
    "body",
    ["Chief Financial Officer Brian Olsavsky said so.", "It was before U.S. District Judge Frank Johnson."],
)
def test_half_of_a_title_is_no_name(body: str) -> None:
    assert {mention.kind for mention in extract(Document(body=body)).mentions} <= {"person", "country"}
