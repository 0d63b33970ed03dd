"""Word-by-word differences."""

import random
import re
import time

import pytest

from articles.presentation import word_differences
from articles.presentation.word_differences import Paragraph, compare, is_same

SIGNS = {"same": "", "removed": "-", "added": "+"}


def shown(before: str, after: str) -> list[str]:
    """The paragraphs, with removed words in [-…] and added ones in [+…]."""

    def one(paragraph: Paragraph) -> str:
        return "".join(
            words.text if words.kind == "same" else f"[{SIGNS[words.kind]}{words.text}]"
            for words in paragraph
        )

    return list(map(one, compare(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The ferry sailed.", "The ferry sailed.", ["The ferry sailed."]),
        ("Ten died.", "Twelve people died.", ["[-Ten][+Twelve people] died."]),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", ["One.", "Two.", "[+Three.]"]),
        ("A b.\n\nC d.\n\nE f.", "A x.\n\nE f.", ["A[- b][+ x].", "[-C d.]", "E f."]),
        ("It rained. It poured.", "It rained.\n\nIt poured.", ["It rained.[+¶]", "It poured."]),
        ("It rained.\n\nIt poured.", "It rained. It poured.", ["It rained.[-¶]", " It poured."]),
        ("one two three four", "1 two 3 four", ["[-one two three][+1 two 3] four"]),
        ("", "New.", ["[+New.]"]),
        ("Old.", "", ["[-Old.]"]),
        ("", "", []),
        ("同じ言葉です", "同じ文です", ["同じ[-言葉][+文]です"]),
    ],
)
def test_differences(before: str, after: str, expected: list[str]) -> None:
    assert shown(before, after) == expected


def test_nothing_is_lost_or_made_up() -> None:
    chance = random.Random(1)
    for _ in range(500):
        before, after = (
            "\n\n".join(
                " ".join(chance.choices(["one", "two", "three", ",", "."], k=chance.randrange(1, 8)))
                for _ in range(chance.randrange(5))
            )
            for _ in "ab"
        )
        for text, kinds in ((before, {"same", "removed"}), (after, {"same", "added"})):
            found = "".join(
                words.text
                for paragraph in compare(before, after)
                for words in paragraph
                if words.kind in kinds
            )
            assert re.sub(r"[\s¶]", "", found) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("separator", [" ", "\n\n"])
def test_long_texts_take_seconds_at_most(separator: str) -> None:
    chance = random.Random(2)
    words = [f"word{chance.randrange(5000)}" for _ in range(24_000)]
    other = [f"other{chance.randrange(5000)}" for _ in range(24_000)]
    before = separator.join(words)
    assert len(before) > 200_000
    began = time.process_time()
    assert not any(map(is_same, compare(before, separator.join(other))))
    edited = compare(before, separator.join(["new" if n % 50 == 0 else word for n, word in enumerate(words)]))
    assert sum(len(each.text) for p in edited for each in p if each.kind == "added") == 3 * 480 + (
        479 if separator == " " else 0
    )
    assert time.process_time() - began < 10


def test_texts_that_are_too_long_are_compared_by_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_differences, "MOST", 20)
    assert shown("a b\n\nc d", "a x\n\nc y") == ["a[- b][+ x]", "c[- d][+ y]"]
    assert shown("a b c d\n\ne", "a b c x y") == ["[-a b c d]", "[-e]", "[+a b c x y]"]
