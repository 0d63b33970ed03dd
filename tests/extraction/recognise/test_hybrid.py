"""What the model adds to the rules, and what it must not change."""

import math

import numpy as np
import pytest

from articles.extraction.annotations import Document
from articles.extraction.backends import Backend, Reader, load
from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.link.linker import Linker
from articles.extraction.recognise.crf.model import GROUPS, LABELS, TAGS, Array, Model, Weights
from articles.extraction.recognise.hybrid import HybridRecognizer
from articles.extraction.recognise.rules import RulesRecognizer

DEFAULT, RULES = load("default"), load("rules")
GAZETTEER = Gazetteer()
Named = list[tuple[str, str, str | None]]


def named(backend: Backend, body: str, headline: str = "") -> Named:
    """Surface, kind and entity of everything named."""
    found = backend.extract(Document(headline=headline, body=body))
    return [(each.text, each.kind, each.entity) for each in found.mentions]


def believing(words: str, kind: str, chance: float = 0.99) -> Backend:
    """The rules with a model that gives each of these words the kind with that probability, and no other."""
    names = {group: [f"w={word.lower()}" for word in words.split()] for group in GROUPS}
    scores: dict[str, Array] = {
        group: np.zeros((len(names[group]), len(parts) * len(LABELS)), dtype=np.float32)
        for group, parts in GROUPS.items()
    }
    # The eight other labels score zero; elsewhere, "not a name" wins.
    scores["own"][:, LABELS.index(f"B-{kind}")] = math.log(chance / (1 - chance) * (len(LABELS) - 1))
    nothing = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    weights = Weights(names, scores, nothing, np.zeros((len(TAGS), len(LABELS)), dtype=np.float32), {}, {})
    recognizer = HybridRecognizer(RulesRecognizer(GAZETTEER), Model(weights, GAZETTEER))
    return Backend("test", lambda _language: Reader(recognizer, Linker(GAZETTEER)))


def seen_by_rules(body: str) -> list[list[str]]:
    """The rules' person candidates."""
    candidates = RulesRecognizer(GAZETTEER).scan(Document(body=body)).candidates
    return [each.text.words[each.first : each.last] for each in candidates]


DOUBTED = "They gave it to Zodwa Qexo."


def test_a_name_that_the_rules_doubt_is_accepted() -> None:
    assert seen_by_rules(DOUBTED) == [["Zodwa", "Qexo"]]
    assert named(RULES, DOUBTED) == []
    assert named(believing("Zodwa Qexo", "PER"), DOUBTED) == [("Zodwa Qexo", "person", "Zodwa Qexo")]
    assert named(believing("Zodwa Qexo", "PER", 0.6), DOUBTED) == []
    assert named(believing("Zodwa Qexo", "LOC"), DOUBTED) == []


def test_the_shipped_model_accepts_one() -> None:
    body = "It was Quandel Ostrivar who won."
    assert named(RULES, body) == []
    assert named(DEFAULT, body) == [("Quandel Ostrivar", "person", "Quandel Ostrivar")]


@pytest.mark.parametrize(("name", "seen"), [("Green Field", []), ("Good Qexo", [["Qexo"]])])
def test_a_name_that_the_rules_miss_is_added(name: str, seen: list[list[str]]) -> None:
    body = f"They gave it to {name}."
    assert seen_by_rules(body) == seen
    assert named(believing(name, "PER"), body) == [(name, "person", name)]
    assert (name, "person", name) not in named(believing(name, "PER", 0.75), body)


@pytest.mark.parametrize("beside", ["the {}", "a {}", "“{}”", "{} & Company", "in {}"])
def test_what_stands_beside_speaks_against_a_person(beside: str) -> None:
    body = f"They gave it to {beside.format('Zodwa Qexo')} today."
    found = named(believing("Zodwa Qexo", "PER"), body)
    assert [each for each in found if each[1] == "person"] == []


def test_organisations_are_added_where_the_model_is_sure() -> None:
    assert named(believing("Zodwa Qexo", "ORG"), DOUBTED) == [("Zodwa Qexo", "organisation", "Zodwa Qexo")]
    assert named(believing("Zodwa Qexo", "ORG", 0.85), DOUBTED) == []
    once, twice = "They joined Qexo today.", "They joined Qexo today. Then they left Qexo again."
    assert named(believing("Qexo", "ORG"), once) == []
    assert [kind for _, kind, _ in named(believing("Qexo", "ORG"), twice)] == ["organisation"] * 2


@pytest.mark.parametrize("kind", ["PER", "ORG"])
@pytest.mark.parametrize(
    "body",
    [
        "France beat Brazil in Paris on Sunday.",
        "Officials in Kiev and Buenos Aires met Ukrainian and South African envoys.",
        "The White House and the State Department declined to comment.",
        "President Barack Obama met Angela Merkel in Berlin.",
    ],
)
def test_what_the_rules_decided_stays(body: str, kind: str) -> None:
    everything = body.replace(".", "")
    assert named(believing(everything, kind), body) == named(RULES, body) != []
    assert named(DEFAULT, body) == named(RULES, body)


def test_a_lone_word_stays_unknown_unless_the_document_names_the_person() -> None:
    alone = named(believing("Tovask", "PER"), "Later, Tovask told reporters that he would go. Tovask left.")
    assert alone
    assert all(entity is None for _, _, entity in alone)
    told = "Minister Ketil Tovask spoke. Later Tovask told reporters that he would go."
    assert [entity for _, _, entity in named(believing("Tovask", "PER"), told)] == ["Ketil Tovask"] * 2


def test_headings_are_left_to_the_rules() -> None:
    headline = "Zodwa Qexo Praises Ruling By Highest Court Of Land"
    assert named(believing(headline, "PER"), "", headline) == named(RULES, "", headline)


def test_what_the_lists_rule_out_stays_out() -> None:
    body = "The Standard & Poor's 500 index fell on Monday."
    assert named(believing("Standard & Poor's 500", "ORG"), body) == []
    assert named(DEFAULT, body) == []
