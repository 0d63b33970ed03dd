"""Whether two texts are nearly the same: one is, for the most part, contained in the other."""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np

from articles.stories.fingerprints import LEAST_WORDS, MOST_CHARACTERS, Hashes, shingles, word_hashes

#: The share of the shorter text's shingles that the longer one must have, too.
LEAST_SHARED = 0.6
#: The same for articles published at other times: series repeat their background, and tables their frame.
LEAST_SHARED_LATER = 0.9
DAYS = 7  # at most between two articles of the same time
LEAST_NUMBERS = 0.5  # share of the shorter text's numbers that the longer one must have
_FEW_NUMBERS = 6  # fewer do not tell one table or list from another

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


@dataclass(frozen=True, slots=True)
class Compared:
    """What of an article is compared: its shingles, its numbers, and its first and last possible day."""

    shingles: Hashes
    numbers: frozenset[str]
    first: date | None
    last: date | None
    is_long_enough: bool

    @classmethod
    def of(cls, text: str, first: date | None, until: date | None = None) -> "Compared":
        """Return what is compared of a text with a date, which has a last day unless it is a full one."""
        words, _ = word_hashes(text)
        return cls(
            shingles(words),
            frozenset(_NUMBER.findall(text[:MOST_CHARACTERS])),
            first,
            until or first,
            len(words) >= LEAST_WORDS,
        )


def similarity(one: Compared, other: Compared) -> float:
    """Return the share of the shorter text that the longer one has, 0 unless the two are the same story."""
    if not (one.is_long_enough and other.is_long_enough):
        return 0.0
    shared = _shared(one.shingles, other.shingles)
    if shared < (LEAST_SHARED if _days_apart(one, other) <= DAYS else LEAST_SHARED_LATER):
        return 0.0
    least = min(len(one.numbers), len(other.numbers))
    has_same_numbers = least < _FEW_NUMBERS or len(one.numbers & other.numbers) >= LEAST_NUMBERS * least
    return shared if has_same_numbers else 0.0


def _days_apart(one: Compared, other: Compared) -> int:
    """Return the least number of days between two articles; 0 if it is unknown."""
    if not (one.first and one.last and other.first and other.last):
        return 0
    return max(0, (one.first - other.last).days, (other.first - one.last).days)


def _shared(one: Hashes, other: Hashes) -> float:
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least if least else 0.0
