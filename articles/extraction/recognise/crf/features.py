"""The model's features, each of which depends on a single word.

A feature at a fixed offset from the labelled token is a function of one word. So its weights can be summed
once per distinct word (see model.py), and labelling a token takes five look-ups.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import PARAGRAPH
from articles.extraction.lexicon.words import (
    CALENDAR,
    COMMON_WORDS,
    COMPANY_ENDS,
    COURTESY,
    FAMILY_FIRST,
    GIVEN_NAMES,
    ORGANISATION_ENDS,
    ORGANISATION_HEADS,
    PARTICLES,
    ROLES,
    SPEECH,
    SURNAMES,
    TITLES,
)

DIGIT = re.compile(r"\d")
#: Longer words are noise; only their beginning is used.
LONGEST = 40
LISTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("given", GIVEN_NAMES), ("surname", SURNAMES), ("title", TITLES), ("courtesy", COURTESY), ("role", ROLES),
    ("speech", SPEECH), ("particle", PARTICLES), ("calendar", CALENDAR), ("company", COMPANY_ENDS),
    ("end", ORGANISATION_ENDS), ("head", ORGANISATION_HEADS), ("family", FAMILY_FIRST),
)  # fmt: skip
#: Replaces the paragraph break, since feature names must not contain a line break.
BREAK = "¶"
#: The features of the positions before the first and after the last token of a text.
EDGE = ("edge",)


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """The features of a word: for its own label (`own`), for its own label if it starts a sentence
    (`opening`), and for the labels of its neighbours at distance one (`near`) and two (`far`)."""

    own: tuple[str, ...]
    opening: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]


class Features:
    """Computes the features of words. clusters: word (with digits as 0) -> (fine, coarse) cluster."""

    def __init__(self, gazetteer: Gazetteer, clusters: Mapping[str, tuple[int, int]]) -> None:
        self._phrases = gazetteer.phrases
        self._clusters = clusters

    def of(self, word: str) -> WordFeatures:
        """Return the features of a token as written; "" is the edge of the text."""
        if not word:
            return WordFeatures(EDGE, EDGE, EDGE, EDGE)
        word = BREAK if word == PARAGRAPH else DIGIT.sub("0", word[:LONGEST])
        lower = word.lower()
        form = f"s={shape(word)}"
        lists = self._lists(word, lower)
        fine, coarse = self._clusters.get(word, (-1, -1))
        clusters = (f"c={fine}", f"k={coarse}")
        own = (f"w={lower}", form, *clusters, *lists, *(f"{name}|{form}" for name in lists), *_affixes(lower))
        near = (f"w={lower}", form, *clusters, *lists, f"z={lower[-3:]}")
        return WordFeatures(
            own, (form, f"w={lower}", *clusters[1:], *lists), near, (f"w={lower}", form, clusters[1])
        )

    def _lists(self, word: str, lower: str) -> list[str]:
        """Return features for the word lists that contain the word, and for its gazetteer entry."""
        lists = [f"l={name}" for name, words in LISTS if word in words]
        if lower in COMMON_WORDS:
            lists.append("l=common")
        entry = self._phrases.get(word)
        if entry is not None and entry.entity:
            lists.append(f"g={entry.kind}-{entry.evidence}")
        return lists


def _affixes(lower: str) -> list[str]:
    beginnings = [f"p={lower[:size]}" for size in (2, 3, 4) if len(lower) > size]
    return beginnings + [f"z={lower[-size:]}" for size in (1, 2, 3, 4) if len(lower) > size]


def shape(word: str) -> str:
    """Return the word's character classes, repeats as a plus: "McCain" XxXx+, "U.S." X.X., "1987" 0+."""
    signs: list[str] = []
    for character in word:
        sign = _sign(character)
        if signs and signs[-1][0] == sign:
            signs[-1] = sign + "+"
        else:
            signs.append(sign)
    return "".join(signs)[:12]


def _sign(character: str) -> str:
    if character.isupper():
        return "X"
    if character.islower():
        return "x"
    if character.isdigit():
        return "0"
    return "a" if character.isalpha() else character
