"""What a part of a byline is: a person's name, the name of an organisation, a role, half an inverted name."""

import re

from articles.authorship.agencies import agency_named
from articles.authorship.byline_words import (
    COMPANY_ENDINGS,
    HEADS,
    ORGANISATION_WORDS,
    PARTICLES,
    ROLES,
    SUFFIXES,
)
from articles.authorship.parsed import ParsedAuthor
from articles.text import fold

# Names in these scripts have the family name first, or are never inverted.
_NEVER_INVERTED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_SMALL = frozenset(
    [
        "the",
        "of",
        "for",
        "on",
        "to",
        "against",
        "without",
        "pour",
        "für",
        "para",
        "des",
        "in",
        "at",
        "from",
        "and",
    ]
)
_JOINS_HEAD = frozenset(["of", "for", "on", "to", "the", "de", "des", "für", "pour", "para"])
_SITE = re.compile(r"\.(?:com|org|net|info|eu|de|fr|uk|news)$")
_WORD_START = re.compile(r"(?:^|(?<=['’\-]))\w")
_MOST_WORDS = 6  # of a person's name
_GIVEN_WORDS = 3
_GIVEN_NAMES_TOO = frozenset(["ani", "ansa", "fox", "ria"])


def is_role(part: str) -> bool:
    """Whether the words describe what a person does ("Cnn Political Reporter")."""
    return not ROLES.isdisjoint(fold(part).split())


def is_suffix(part: str) -> bool:
    """Whether this is "Jr." or "III"."""
    return fold(part) in SUFFIXES


def is_agency(part: str) -> bool:
    """Whether this is a news agency or a part of one ("CNN Politics"). RIA is an agency, Ria Novak is not."""
    first, _, others = part.strip().partition(" ")
    if agency_named(first) and fold(first) not in _GIVEN_NAMES_TOO:
        return True
    return bool(agency_named(part)) and (not others or not agency_named(part.rpartition(" ")[0]))


def begins_body(part: str) -> bool:
    """Whether this begins like "Ministry of", "Department for", "Council on"."""
    words = part.split()
    return len(words) > 1 and fold(words[0]) in HEADS and words[1].lower() in _JOINS_HEAD


def is_body(part: str) -> bool:
    """Whether this is the name of an organisation."""
    words = part.split()
    folded = [fold(word).strip(",") for word in words]
    return (
        is_agency(part)
        or not ORGANISATION_WORDS.isdisjoint(folded)
        or (len(words) > 1 and (folded[0] == "the" or folded[-1] in COMPANY_ENDINGS))
        or (begins_body(part) and words[1].islower())
        or any(word in _SMALL for word in words[1:])
        or any(char.isdigit() for char in part)
        or bool(_SITE.search(part.lower()))
        or (len(words) == 1 and part.isupper() and len(part) > 1 and "." not in part)
        or len(words) > _MOST_WORDS
    )


def keeps_and(left: str, right: str) -> bool:
    """Whether "and" between these is in an organisation's name ("… of Foreign Affairs and Trade")."""
    if is_agency(left) or is_agency(right) or right.lower().startswith("the ") or begins_body(right):
        return False
    if begins_body(left):
        return True
    has_words = not ORGANISATION_WORDS.union(COMPANY_ENDINGS).isdisjoint(fold(right).split())
    return has_words and " " not in left and not is_role(left)


def is_family(part: str, most_words: int = 1) -> bool:
    """Whether this can be a family name before a comma: "Berg", "de la Cruz"."""
    words = part.split()
    while len(words) > 1 and fold(words[0]) in PARTICLES:
        words = words[1:]
    if (
        not words
        or len(words) > most_words
        or _NEVER_INVERTED.search(part)
        or is_role(part)
        or is_body(part)
        or is_suffix(part)
    ):
        return False
    return len(words[0].rstrip(".")) > 1 and not words[0].islower() and not words[0].endswith(".")


def is_given(part: str) -> bool:
    """Whether this can be given names after a comma: "Ann Maria", "A. B."."""
    words = part.split()
    if not 0 < len(words) <= _GIVEN_WORDS or is_role(part) or is_suffix(part):
        return False
    return is_initials(part) or not (is_body(part) or words[0].islower())


def is_initials(part: str) -> bool:
    """Whether this has only initials: "A.", "J.-P.", "AB"."""
    return (
        bool(re.fullmatch(r"(?:[^\W\d_]\.?[\s\-]*){1,4}", part)) and part.upper() == part and len(part) <= 10
    )


def recased(part: str) -> str:
    """The name in usual case if it, or the family name, is in capitals: "ANN BERG", "Ann BERG"."""
    words = part.split()
    if len(words) < 2 or (is_body(part) and not part.isupper()):
        return part
    if part.islower():
        return " ".join(word if word in PARTICLES else _capitalised(word) for word in words)
    shouted = part.isupper()
    return " ".join(
        _quiet(word, first=not place, short=shouted) if word.isupper() else word
        for place, word in enumerate(words)
    )


def _quiet(word: str, *, first: bool, short: bool) -> str:
    """A word of a name that is written in capitals. ``short``: words of two letters are no initials."""
    bare = word.rstrip(".")
    if is_suffix(word) or is_agency(word.strip(",")) or len(bare) < (2 if short else 3) or "." in bare:
        return SUFFIXES.get(fold(word), word)
    small = word.lower()
    return small if not first and short and (small in PARTICLES or small in _SMALL) else _capitalised(small)


def _capitalised(word: str) -> str:
    whole = _WORD_START.sub(lambda found: found[0].upper(), word)
    return f"Mc{whole[2:].capitalize()}" if whole.startswith("Mc") and len(whole) > 4 else whole


def author_of(name: str) -> ParsedAuthor:
    """The author with this name in natural order."""
    if is_role(name) or is_body(name):
        return ParsedAuthor(literal=name, kind="organisation")
    words = name.split()
    suffix = ""
    if len(words) > 2 and (known := SUFFIXES.get(fold(words[-1]).strip(","))):
        suffix, words = known, words[:-1]
    if len(words) == 1 or _NEVER_INVERTED.search(name):
        return ParsedAuthor(literal=name)
    begin = len(words) - 1
    # van, de la, bin: part of the family name
    while begin > 1 and (words[begin - 1].islower() or fold(words[begin - 1]) in PARTICLES):
        begin -= 1
    return ParsedAuthor(" ".join(words[:begin]), " ".join(words[begin:]).rstrip(","), suffix)
