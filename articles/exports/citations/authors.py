"""Parse bylines into authors."""

import re
from dataclasses import dataclass
from functools import lru_cache

from articles.importers.cleaning.agencies import agency_named
from articles.text import fold

_BY = re.compile(r"^(?:by|written by|story by)\b[\s:]+", re.IGNORECASE)
_AFTER_DASH = re.compile(r"\s+[-–—|]\s.*$")  # "Kyle Peterson - Analysis"
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_BETWEEN = re.compile(r"\s*(?:[;,]|\s&\s|\s(?:and|with)\s)\s*(?:(?:and|&|with)\s)?\s*", re.IGNORECASE)
_QUOTES = "\"'“”‘’«» \t\n"
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "v": "V"}
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\S)@\w+")
# Words for a person's role. Beside a person's name the role is dropped; alone it is the author.
_ROLES = {
    *("reporter", "reporters", "correspondent", "correspondents", "editor", "editors", "writer", "writers"),
    *("staff", "bureau", "desk", "newsroom", "columnist", "analyst", "historian", "contributor"),
    *("contributors", "photographer", "producer", "anchor", "intern", "team", "editorial"),
}
_BODIES = {"news", "agency", "agencies", "board", "service", "services", "wire", "network", "institute"}
_BODIES |= {"university", "council", "foundation", "committee", "association", "ministry", "magazine"}
# Names in these scripts have the family name first, or are never inverted.
_NEVER_INVERTED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Author:
    """A person by given name, family name and suffix; an organisation or single name in ``literal``."""

    given: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def straight(self) -> str:
        """The name in natural order: "Martin Luther King Jr."."""
        return self.literal or " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """The name as in an index: "King, Martin Luther, Jr."."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))


@lru_cache(maxsize=1_000)  # of the few bylines of a list, most stand there twice
def read_authors(byline: str) -> tuple[Author, ...]:
    """Return the authors named in a byline: "By A and B", "A, B and C; D", "A, Reuters", "Staff reporters".

    An agency or a role beside a person's name is dropped; alone it is the author.
    """
    text = _ADDRESS.sub("", _BRACKETS.sub("", " ".join(byline.split())))
    text = _AFTER_DASH.sub("", _BY.sub("", text.strip(_QUOTES)))
    parts = [part for each in _BETWEEN.split(text) if (part := _tidy(each))]
    if _is_inverted(text, parts):
        return (_inverted(parts),)
    people: list[Author] = []
    bodies: list[Author] = []
    for part in parts:
        if fold(part) in _SUFFIXES and people:
            last = people[-1]
            people[-1] = Author(last.given, last.family, _SUFFIXES[fold(part)], last.literal)
        elif _is_body(part):
            bodies.append(Author(literal=part))
        else:
            people.append(_person(part))
    return tuple(dict.fromkeys(people or bodies))


def _tidy(part: str) -> str:
    """Return a name without quotation marks, keeping the full stop of an abbreviation."""
    bare = _BY.sub("", part.strip(_QUOTES).lstrip("."))
    last = bare.rpartition(" ")[2]
    return bare if len(last) <= 3 or last.count(".") > 1 else bare.rstrip(".")


def _is_inverted(text: str, parts: list[str]) -> bool:
    """Whether the byline is one inverted name ("Kerry, John F."): one comma, with a single word before it."""
    if len(parts) != 2 or text.count(",") != 1 or " " in parts[0] or _is_body(parts[0]) or _is_body(parts[1]):
        return False
    second = parts[1].split()
    return len(second) == 1 or all(len(word.rstrip(".")) == 1 for word in second[1:])


def _inverted(parts: list[str]) -> Author:
    return Author(given=parts[1], family=parts[0])


def _is_body(part: str) -> bool:
    words = fold(part).split()
    if _ROLES.intersection(words) or _BODIES.intersection(words) or words[:1] == ["the"]:
        return True
    agency = agency_named(part)
    # agency_named matches prefixes: RIA is an agency, Ria Novak is not.
    return bool(agency) and (len(words) == 1 or not agency_named(part.rpartition(" ")[0]))


def _person(name: str) -> Author:
    words = name.split()
    suffix = ""
    if len(words) > 2 and (known := _SUFFIXES.get(fold(words[-1]))):
        suffix, words = known, words[:-1]
    if len(words) == 1 or _NEVER_INVERTED.search(name):
        return Author(literal=name)
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].islower():  # van, de la, bin: part of the family name
        begin -= 1
    return Author(" ".join(words[:begin]), " ".join(words[begin:]).rstrip(","), suffix)
