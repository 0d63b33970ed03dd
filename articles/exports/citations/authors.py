"""A byline taken apart into authors."""

import re
from dataclasses import dataclass

from articles.importers.cleaning.agencies import agency_named
from articles.text import fold

_BY = re.compile(r"^(?:by|written by|story by)\b[\s:]+", re.IGNORECASE)
_AFTER_DASH = re.compile(r"\s+[-–—|]\s.*$")  # "Kyle Peterson - Analysis"
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_BETWEEN = re.compile(r"\s*(?:[;,]|\s&\s|\s(?:and|with)\s)\s*(?:(?:and|&|with)\s)?\s*", re.IGNORECASE)
_QUOTES = "\"'“”‘’«» \t\n"
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "v": "V"}
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\S)@\w+")
# What a person does, not who it is. Beside a person it is left out, alone it stands for the author.
_ROLES = {
    *("reporter", "reporters", "correspondent", "correspondents", "editor", "editors", "writer", "writers"),
    *("staff", "bureau", "desk", "newsroom", "columnist", "analyst", "historian", "contributor"),
    *("contributors", "photographer", "producer", "anchor", "intern", "team", "editorial"),
}
_BODIES = {"news", "agency", "agencies", "board", "service", "services", "wire", "network", "institute"}
_BODIES |= {"university", "council", "foundation", "committee", "association", "ministry", "magazine"}
# Names in these scripts stand family name first, or are never turned round.
_NEVER_TURNED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Author:
    """A person by given and family name ("Jr." apart), or under ``literal`` a body or a name of one piece."""

    given: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def straight(self) -> str:
        """As one says it: "Martin Luther King Jr."."""
        return self.literal or " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """As lists have it: "King, Martin Luther, Jr."."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))


def read_authors(byline: str) -> tuple[Author, ...]:
    """The authors that a byline names: "By A and B", "A, B and C; D", "A, Reuters", "Staff reporters".

    An agency or a role beside a person says where he works and is left out; alone it is the author.
    """
    text = _ADDRESS.sub("", _BRACKETS.sub("", " ".join(byline.split())))
    text = _AFTER_DASH.sub("", _BY.sub("", text.strip(_QUOTES)))
    parts = [part for each in _BETWEEN.split(text) if (part := _tidy(each))]
    if _is_turned(text, parts):
        return (_turned(parts),)
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
    """A name without quotation marks; the full stop of an abbreviation stays."""
    bare = _BY.sub("", part.strip(_QUOTES).lstrip("."))
    last = bare.rpartition(" ")[2]
    return bare if len(last) <= 3 or last.count(".") > 1 else bare.rstrip(".")


def _is_turned(text: str, parts: list[str]) -> bool:
    """Whether it is one name, "Kerry, John F.": two parts at one comma, a single word before it."""
    if len(parts) != 2 or text.count(",") != 1 or " " in parts[0] or _is_body(parts[0]) or _is_body(parts[1]):
        return False
    second = parts[1].split()
    return len(second) == 1 or all(len(word.rstrip(".")) == 1 for word in second[1:])


def _turned(parts: list[str]) -> Author:
    return Author(given=parts[1], family=parts[0])


def _is_body(part: str) -> bool:
    words = fold(part).split()
    if _ROLES.intersection(words) or _BODIES.intersection(words) or words[:1] == ["the"]:
        return True
    agency = agency_named(part)
    # agency_named reads beginnings, and RIA is an agency where Ria Novak is none.
    return bool(agency) and (len(words) == 1 or not agency_named(part.rpartition(" ")[0]))


def _person(name: str) -> Author:
    words = name.split()
    suffix = ""
    if len(words) > 2 and (known := _SUFFIXES.get(fold(words[-1]))):
        suffix, words = known, words[:-1]
    if len(words) == 1 or _NEVER_TURNED.search(name):
        return Author(literal=name)
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].islower():  # van, de la, bin: they belong to the family name
        begin -= 1
    return Author(" ".join(words[:begin]), " ".join(words[begin:]).rstrip(","), suffix)
