"""Texts that are long enough to be compared."""

import random

_WORDS = [f"{first}{second}" for first in ("ba", "de", "fi", "go", "lu", "ma", "ne", "po") for second in
          ("rn", "st", "ll", "ck", "nd", "mp", "sk", "th", "xt", "zz", "ft", "gh")]  # fmt: skip


def paragraph(seed: int, words: int = 60) -> str:
    """Return a paragraph of words that no other seed has in the same order."""
    return " ".join(random.Random(seed).choices(_WORDS, k=words)) + "."


def story(seed: int, paragraphs: int = 6) -> str:
    """Return a text of several paragraphs."""
    return "\n\n".join(paragraph(100 * seed + number) for number in range(paragraphs))
