"""Short texts with the organisations, places and countries that a reader finds in them.

In `short_texts/places_*.jsonl`, "A|B" accepts either name, and "~A" allows a name without requiring it. Each
file was written before its texts were tried, so the first result of a file shows how well extraction does on
new texts: 9 of 50, 28 of 41, 31 of 40 and 32 of 40. Since then the rules have been changed for them.
"""

import json
from pathlib import Path

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document, Extraction

FOLDER = Path(__file__).resolve().parent / "short_texts"
#: How many texts of each file must be wholly right. Raise it when more are; the rest are known failures.
REACHED = {"places_1": 47, "places_2": 39, "places_3": 39, "places_4": 38}


def names(found: Extraction, kind: str) -> set[str]:
    return {m.entity for m in found.mentions if m.kind == kind and m.status == "linked" and m.entity}


def differences(wanted: list[str], found: set[str]) -> list[str]:
    """What is missing, and what should not be there."""
    groups = [{name.lstrip("~") for name in each.split("|")} for each in wanted]
    allowed = {name for group in groups for name in group}
    required = [group for each, group in zip(wanted, groups, strict=True) if each[0] != "~"]
    missing = [f"no {'/'.join(sorted(group))}" for group in required if not group & found]
    return missing + sorted(found - allowed)


def wrong(line: str) -> list[str]:
    text = json.loads(line)
    found = extract(Document(body=text["text"], language=text.get("language", "en")))
    return [
        *differences(text["organisations"], names(found, "organisation")),
        *differences(text["places"], names(found, "place")),
        *differences(text["countries"], set(found.countries)),
    ]


@pytest.mark.parametrize("name", REACHED)
def test_as_many_texts_are_right_as_before(name: str) -> None:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    failures = {line[:80]: errors for line in lines if (errors := wrong(line))}
    assert len(lines) - len(failures) >= REACHED[name], failures


def test_every_file_is_held() -> None:
    assert {path.stem for path in FOLDER.glob("places_*.jsonl")} == set(REACHED)


def test_differences_are_told() -> None:
    assert differences(["Reuters|AP", "~BBC"], {"AP", "BBC"}) == []
    assert differences(["Reuters|AP"], {"CNN"}) == ["no AP/Reuters", "CNN"]
