"""Organisations: known, by their last word, by an acronym or a short name that the text introduces."""

import pytest

from articles.extraction import extract
from articles.extraction.records import Document


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
        ("Shares of Gilead Sciences Inc rose.", ("Gilead Sciences Inc", "Gilead Sciences", None)),
        ("Sales of General Motors Corp. rose.", ("General Motors Corp.", "General Motors", "US")),
        ("The Bank of England agreed.", ("Bank of England", "Bank of England", "GB")),
        ("A study of the University of Michigan came.", ("University of Michigan",) * 2 + ("US",)),
        ("The Russian Foreign Ministry agreed.", ("Foreign Ministry", "Russian Foreign Ministry", "RU")),
        ("The Foreign Ministry agreed.", ("Foreign Ministry", None, None)),
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


def test_heading_with_capitals_everywhere_makes_no_organisation() -> None:
    found = extract(Document(headline="Obama Unveils Clean Energy Fund"))
    assert [m for m in found.mentions if m.kind == "organisation"] == []
