"""The roles that words beside a name give; the name stands in brackets."""

import re

import pytest

from articles.sentences.role_words import RoleWords, role_of


def read(text: str, year: int | None = 2014) -> RoleWords | None:
    start, end = text.index("["), text.index("]")
    return role_of(text.replace("[", "").replace("]", ""), start, end - 1, year)


@pytest.mark.parametrize(
    ("text", "role", "of"),
    [
        ("Secretary of State [John Kerry] spoke.", "secretary of state", ""),
        ("On Monday, U.S. Secretary of State [John Kerry] spoke.", "secretary of state", "U.S."),
        ("questions from Sen. [John Kerry] (D-Mass.)", "senator", ""),
        ("Massachusetts Senator [Kerry] left.", "senator", "Massachusetts"),
        ("said Russian Foreign Minister [Sergei Lavrov].", "foreign minister", "Russian"),
        ("Federal Reserve Chairman [Ben Bernanke] said", "chairman", "Federal Reserve"),
        ("Bank of Italy governor [Mario Draghi]", "governor", "Bank of Italy"),
        ("The Republican presidential hopeful [Mitt Romney]", "presidential candidate", "Republican"),
        ("GM CEO [Rick Wagoner] said", "chief executive", "GM"),
        ("Deputy Foreign Minister [Ann Berg] said", "deputy foreign minister", ""),
        ("Defence Secretary [Ann Berg] said", "Defense secretary", ""),
        ("White House press secretary [Jay Carney] said", "press secretary", "White House"),
        ("The US secretary of state, [John Kerry], said", "secretary of state", "US"),
        ("[John Kerry], the secretary of state, said", "secretary of state", ""),
        ("[John Kerry], the 68th U.S. secretary of state, said", "secretary of state", "U.S."),
        ("[Draghi], president of the European Central Bank, said", "president", "European Central Bank"),
        ("said [Ann Berg], an analyst at Acme.", "analyst", "Acme"),
        ("[Ann Berg], Norway's minister of finance, said", "finance minister", ""),
        ("[Ann Berg], who is mayor of Norby, said", "mayor", "Norby"),
    ],
)
def test_a_role_of_the_day(text: str, role: str, of: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.role, found.of, found.past) == (role, of, False)


@pytest.mark.parametrize(
    ("text", "role", "of"),
    [
        ("former Secretary of State [John Kerry] said", "secretary of state", ""),
        ("former New Jersey Gov. [Chris Christie] said", "governor", "New Jersey"),
        ("then-Sen. [Barack Obama] voted", "senator", ""),
        ("ex-Merrill Lynch CEO [Stan O’Neal] left", "chief executive", "Merrill Lynch"),
        ("The late Senator [John McCain] wrote", "senator", ""),
        ("the 2004 Democratic presidential nominee [John Kerry]", "presidential nominee", "Democratic"),
        ("[John Kerry], the former secretary of state, said", "secretary of state", ""),
        ("[John Kerry], the 2004 presidential nominee, said", "presidential nominee", ""),
    ],
)
def test_a_role_of_the_past(text: str, role: str, of: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.role, found.of, found.past) == (role, of, True)


def test_a_year_looks_back_only_from_later_years() -> None:
    text = "the 2004 Democratic presidential nominee [John Kerry]"
    assert not read(text, 2004).past  # type: ignore[union-attr]
    assert not read(text, None).past  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "[Kerry] met the president.",
        "He told the president, [Kerry] said.",
        "the president said [John Kerry] was late",
        "She met [Lavrov], President Obama and others.",
        "[Lavrov], the president said, was late.",
        "[Kerry], the president and the senator from Norby met.",
        "[Kerry], the son of the mayor, left.",
        "the next president [Ann Berg] would like",
        "would-be senator [Ann Berg]",
        "He is a senator.\n\n[Kerry] left.",
        "Senators [Kerry] and Reed",
        "the presidency [Kerry] wanted",
        "[Kerry], a future president, left.",
        "",
    ],
)
def test_no_role_is_better_than_a_wrong_one(text: str) -> None:
    assert read(text or "[Kerry]") is None


def test_the_place_of_the_role() -> None:
    text = "In Paris, former Secretary of State John Kerry and Ann Berg, the mayor, met."
    first = role_of(text, text.index("John"), text.index(" and"), 2018)
    second = role_of(text, text.index("Ann"), text.index(", the mayor"), 2018)
    assert first is not None
    assert second is not None
    assert text[first.start : first.end] == "Secretary of State"
    assert text[second.start : second.end] == "mayor"


def test_long_texts_take_no_longer() -> None:
    """Only the words near a name are read, whatever they are."""
    text = "the of and U.S. First " * 50_000 + "Sen. Kerry, " + "the first U.S. " * 50_000
    place = re.search("Kerry", text)
    assert place is not None
    found = role_of(text, place.start(), place.end(), 2014)
    assert found is not None
    assert found.role == "senator"
