"""What the model adds to the rules, and what it may not touch."""

import pytest

from articles.extraction.backends import load
from articles.extraction.records import Document

DEFAULT, RULES = load("default"), load("rules")


def named(backend: str, body: str, headline: str = "") -> list[tuple[str, str, str | None]]:
    """Surface, kind and entity of everything named."""
    chosen = DEFAULT if backend == "default" else RULES
    found = chosen.extract(Document(headline=headline, body=body))
    return [(each.text, each.kind, each.entity) for each in found.mentions]


def test_a_name_that_the_rules_doubt_is_accepted() -> None:
    body = "The ruling was welcomed by campaigners such as Zodwa Qexo, who has led the group since May."
    assert ("Zodwa Qexo", "person", "Zodwa Qexo") in named("default", body)


@pytest.mark.parametrize(
    "body",
    [
        "France beat Brazil in Paris on Sunday.",
        "Officials in Kiev and Moscow met Ukrainian and Russian envoys.",
        "The White House and the State Department declined to comment.",
        "President Barack Obama met Angela Merkel in Berlin.",
    ],
)
def test_what_the_rules_decided_stays(body: str) -> None:
    assert named("default", body) == named("rules", body) != []


def test_a_lone_word_stays_unknown_unless_the_document_names_the_person() -> None:
    alone = named("default", "Later, Wexford-born Tovask told reporters that he would go. Tovask left.")
    assert all(entity is None for _, kind, entity in alone if kind == "person")
    told = named("default", "Minister Ketil Tovask spoke. Later Tovask told reporters that he would go.")
    assert [entity for _, kind, entity in told if kind == "person"] == ["Ketil Tovask", "Ketil Tovask"]


def test_headings_are_left_to_the_rules() -> None:
    headline = "Zodwa Qexo Praises Ruling By Highest Court Of Land"
    assert named("default", "", headline) == named("rules", "", headline)


def test_what_the_lists_rule_out_stays_out() -> None:
    assert named("default", "The Standard & Poor's 500 index fell on Monday.") == []
