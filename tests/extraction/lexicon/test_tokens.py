"""Tokens of a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.lexicon.tokens import FREQUENT, PARAGRAPH, TOKEN, read

SLOW = re.compile(TOKEN.pattern.removeprefix(" ?").replace(FREQUENT, ""))
PIECES = st.sampled_from(
    [
        *"aA1.,'’-_ \n\t(é中",
        "the",
        "Kerry",
        "U.S.",
        "Mr.",
        "R-Calif.",
        "pro-Moscow",
        "'s",
        "  ",
        "\n\n",
        "O'Brien",
    ]
)
KNOWN = frozenset({"Moscow", "al-Assad", "Allemagne"})


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_shortcut_for_frequent_tokens_changes_none(text: str) -> None:
    assert SLOW.pattern != TOKEN.pattern.removeprefix(" ?")
    assert [match[1] for match in TOKEN.finditer(text)] == SLOW.findall(text)
    assert [match.start(1) for match in TOKEN.finditer(text)] == [
        match.start() for match in SLOW.finditer(text)
    ]


def test_hyphens_and_elisions_split_around_known_words() -> None:
    text = read("body", "pro-Moscow and al-Assad,\n\nfar-off l'Allemagne", KNOWN, elisions=frozenset({"l"}))
    assert text.words == [
        *("pro", "-", "Moscow", "and", "al-Assad", ",", PARAGRAPH, "far-off", "l'", "Allemagne"),
    ]
    assert [text.starts[index] for index in (0, 1, 2, 8, 9)] == [0, 3, 4, 34, 36]
