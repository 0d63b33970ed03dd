"""Short texts with the people they name, by the kinds of mistakes that name finders make.

Each file is a round: its texts were written before the rules were changed for them, so the first result of a
round, given in HELD, is what unseen text of these kinds can expect.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document

FOLDER = Path(__file__).with_name("short_texts")
#: By file: texts, right before the rules were changed for them, and right now, which must not fall.
HELD = {
    "people_1.jsonl": (46, 16, 46),
    "people_2.jsonl": (41, 34, 40),
    "people_3.jsonl": (42, 28, 40),
    "people_4.jsonl": (40, 32, 36),
}


def texts(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def people(text: dict[str, Any]) -> set[str]:
    """The people that the text is linked to."""
    published = date.fromisoformat(text["published"]) if "published" in text else None
    document = Document(headline=text.get("headline", ""), body=text["body"], published=published)
    found = extract(document).mentions
    return {mention.entity for mention in found if mention.kind == "person" and mention.entity}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("people_*.jsonl")), ids=lambda path: str(path.name))
def test_as_many_texts_as_before_are_right(path: Path) -> None:
    wrong = [text for text in texts(path) if people(text) != set(text["people"])]
    unexpected = [text["id"] for text in wrong if "fails" not in text]
    assert unexpected == []
    number, _, held = HELD[path.name]
    assert number - len(wrong) >= held


@pytest.mark.parametrize("path", sorted(FOLDER.glob("people_*.jsonl")), ids=lambda path: str(path.name))
def test_known_failures_still_fail(path: Path) -> None:
    """A text that is right now loses its mark, and counts from then on."""
    right = [text["id"] for text in texts(path) if "fails" in text and people(text) == set(text["people"])]
    assert right == []
