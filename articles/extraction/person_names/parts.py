"""The parts of a person's name."""

from articles.extraction.lexicon.data import read_groups
from articles.extraction.lexicon.tokens import has_article
from articles.extraction.lexicon.words import (
    EITHER_WAY,
    FAMILY_FIRST,
    FEMALE_NAMES,
    GIVEN_NAMES,
    GIVEN_PLACES,
    PARTICLES,
    SUFFIXES,
    SURNAMES,
)

#: Given names with short forms or other spellings, which are primarily given names.
COMMON_GIVEN = frozenset(
    word
    for section, lines in read_groups("name_spellings.txt").items()
    if section in {"given names", "short forms"}
    for line in lines
    for word in line
)
#: Particles that may precede the family name in later mentions.
OPENING_FAMILY = PARTICLES - {"y", "e", "al", "el", "bin", "ibn", "ben", "abu"}
#: Given names that begin no family name.
CLEARLY_GIVEN = (GIVEN_NAMES | GIVEN_PLACES) - PARTICLES - FAMILY_FIRST


def _plain(words: list[str]) -> list[str]:
    return [word for word in words if word not in SUFFIXES and word != "," and word[-1] != "."]


def family_names(words: list[str]) -> list[str]:
    """Return the names by which later text may call the person, most likely first.

    >>> family_names(["John", "F.", "Kerry"])
    ['Kerry']
    >>> family_names(["Carla", "del", "Ponte"])
    ['del Ponte', 'Ponte']
    >>> family_names(["Xi", "Jinping"])
    ['Xi']
    """
    plain = _plain(words)
    if not plain:
        return []
    first, last = plain[0], plain[-1]
    if first in {"Nguyen", "Tran", "Pham", "Vo", "Phan", "Bui"} and len(plain) > 1:
        return [last, first]  # Vietnamese: the family name comes first, but people go by the last one
    if first in FAMILY_FIRST and 2 <= len(plain) <= 3:
        return [first] if first not in EITHER_WAY or "-" in last else [first, last]
    if has_article(last):
        return [last, last.partition("-")[2]]
    start = len(plain) - 1
    while start > 1 and plain[start - 1].lower() in OPENING_FAMILY:
        start -= 1
    # "Carla del Ponte" is called "del Ponte", "Sepp van den Berg" by all three.
    return [" ".join(plain[index:]) for index in range(start, len(plain))]


def given_name(words: list[str]) -> str | None:
    """Return the given name if the name starts with one."""
    plain = _plain(words)
    if len(plain) > 1 and plain[0] in CLEARLY_GIVEN:
        return plain[0]
    return None


def name_words(text: str) -> list[str]:
    """Return the words of a name, with commas as separate words."""
    return text.replace(",", " , ").split()


def is_common_given(word: str) -> bool:
    """Whether the word alone is a given name rather than a family name ("Bill", "Hillary", not "Obama")."""
    if word not in GIVEN_NAMES or word in FAMILY_FIRST:
        return False
    return word not in SURNAMES or word in FEMALE_NAMES or word.casefold() in COMMON_GIVEN
