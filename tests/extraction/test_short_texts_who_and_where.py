"""Short texts with the countries that they are about and the people that they name, by the kinds of mistakes
that readers report of geoparsers and name finders.

"A|B" accepts either name, and "~A" allows one without requiring it. Each file is a round: its texts were
written before the rules were changed for them.
"""

from typing import Any

import pytest

from tests.extraction.short_text_files import FOLDER, differences, extracted, names, texts

#: By file: texts, right before the rules were changed for them, and right now, which must not fall.
HELD = {
    "who_where_1": (40, 25, 37),
    "who_where_2": (40, 27, 39),
    "who_where_3": (40, 31, 38),
    "who_where_4": (40, 34, 39),
    "who_where_5": (40, 34, 40),
    "who_where_6": (40, 31, 38),
    "who_where_7": (40, 36, 39),
    "who_where_8": (40, 32, 37),
    "who_where_9": (40, 37, 39),
    "who_where_10": (40, 34, 36),
    "who_where_11": (40, 31, 38),
}


def wrong(text: dict[str, Any]) -> list[str]:
    """What extraction misses in a text, and what should not be there."""
    found = extracted(text)
    return [
        *differences(text["countries"], set(found.countries)),
        *differences(text["people"], names(found, "person")),
    ]


@pytest.mark.parametrize("name", HELD)
def test_as_many_texts_as_before_are_right(name: str) -> None:
    failures = {text["id"]: errors for text in texts(name) if (errors := wrong(text))}
    number, _, held = HELD[name]
    assert number == len(list(texts(name)))
    assert number - len(failures) >= held, failures


def test_every_file_is_held() -> None:
    assert {path.stem for path in FOLDER.glob("who_where_*.jsonl")} == set(HELD)
