"""Datelines: "WASHINGTON (Reuters) - ", "SALVADOR, Feb 26 -", "Washington: " at the start of a text.

Text is cut only if the words before the mark are certainly a place: they come with an agency or a date, or
they are in the lists of places. Leaving a dateline in is better than losing a sentence.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from articles.authorship.agencies import agency_named
from articles.extraction.lexicon.countries import COUNTRIES
from articles.text import fold

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_LONGEST = 120  # characters from the start of the text to the end of the mark
_DATE = rf"(?:,?\s+{_MONTH}\s+\d{{1,2}}(?:,\s+\d{{4}})?|,?\s+\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?)"
_START = re.compile(
    rf"""\s*(?P<place>[^\W\d_][^():\n–—]{{0,80}}?)?
    (?P<date>{_DATE})?
    (?:
      \s*\((?P<agency>[A-Za-z][A-Za-z .&'-]{{1,30}})\) (?P<mark>\s*\.?(?:--?|–|—|_|:)\s+|\s*)
      | (?P<bare>\s*(?:--|–|—|_|:)\s+|\s+-\s+|(?<=[a-z0-9.])-\s+)
    )(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_ONLY = re.compile(
    rf"(?P<place>.*?)(?:{_DATE})?(?:\s*\((?P<agency>[^()]*)\))?\s*(?:--?|–|—|_|:)?\s*$", re.IGNORECASE
)
_PLACE = re.compile(r"[^\W\d_][\w.'’/ -]*(?:, ?[^\W\d_][\w.'’/ -]*){0,2}$")
_SMALL = {
    "and",
    "al",
    "am",
    "an",
    "au",
    "aux",
    "da",
    "de",
    "del",
    "della",
    "der",
    "des",
    "di",
    "do",
    "dos",
} | {*("du", "e", "el", "en", "es", "in", "la", "le", "les", "near", "of", "on", "pri", "sur", "the", "y")}
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}$|^(?:UAE|UK|USA|USS|US|DC|NATO|UN)$")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?")


class Dateline(NamedTuple):
    """The place in readable case, the agency's full name or "", and the offset where the text begins."""

    place: str
    agency: str
    end: int


@cache
def _places() -> frozenset[str]:
    capitals = [capital for country in COUNTRIES for capital in country.capitals]
    return frozenset(map(fold, [*capitals, *_lines("dateline_places.txt")]))


@cache
def _regions() -> frozenset[str]:
    names = [name for country in COUNTRIES for name in (country.name, *country.names)]
    return frozenset(map(fold, [*names, *(";".join(_lines("dateline_regions.txt")).split(";"))]))


def _lines(name: str) -> list[str]:
    text = files("articles.importers.cleaning").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def find(text: str, given: str = "") -> Dateline | None:
    """Return the dateline that certainly starts ``text``, or None; ``given``: a dateline already known."""
    found = _START.match(text[:_LONGEST])
    if found is None:
        return None
    place = (found["place"] or "").strip(" ,-")
    mark = (found["mark"] or found["bare"] or "").strip()
    agency = agency_named(found["agency"] or "")
    end = found.end()
    if not place:
        return Dateline("", agency, end) if agency and mark else None
    if place.lower().startswith("by ") or not _PLACE.match(place):
        return None
    if found["agency"] and not agency and not _is_known(place):
        return None
    sure = fold(place) == fold(given) and bool(mark)
    if sure or _looks_right(place, agency, bool(found["date"]), mark):
        return Dateline(readable(place), agency, end)
    return None


def _looks_right(place: str, agency: str, dated: bool, mark: str) -> bool:
    if agency:
        return place.split(",", maxsplit=1)[0].isupper() or _is_known(place)
    if not mark:
        return False
    if dated and mark != ":" and place.split(",", maxsplit=1)[0].isupper():
        return True
    if not _is_known(place) or (mark == ":" and not _are_towns(place)):
        return False
    if place.split(",", maxsplit=1)[0].isupper():
        return True
    # In mixed case "Washington: " is a dateline, "Paris - " or "Iran: " may begin a sentence.
    return mark in {":", "—", "–", "--"} and ("," in place or _are_towns(place))


def _is_known(place: str) -> bool:
    """Whether every place is in the lists, or is followed by a region that is."""
    return all(_is_known_one(part) for part in place.split("/"))


def _is_known_one(place: str) -> bool:
    name, _, region = place.partition(",")
    if region:
        return fold(region) in _regions()
    return fold(name) in _places() or fold(name) in _regions()


def _are_towns(place: str) -> bool:
    return all(fold(part.split(",")[0]) in _places() for part in place.split("/"))


def tidy(text: str) -> tuple[str, str]:
    """Split a dateline field ("SALVADOR, Feb 26 -") into (readable place, agency or "")."""
    place, agency = " ".join(text.split()), ""
    while found := _ONLY.match(place):
        rest = found["place"].strip(" ,-")
        agency = agency or agency_named(found["agency"] or "")
        if rest in {"", place}:
            break
        place = rest
    return readable(place), agency


def readable(place: str) -> str:
    """Return the place in readable case: "RIO DE JANEIRO" becomes "Rio de Janeiro", "U.S." stays."""
    return "/".join(_readable_part(part.strip()) for part in place.split("/"))


def _readable_part(part: str) -> str:
    def cased(found: re.Match[str]) -> str:
        word = found.group()
        if not word.isupper() or _INITIALS.search(word):
            return word
        # The D of D'ALENE and the S of JOHN'S are letters after or before an apostrophe.
        before = part[: found.start()]
        if before.endswith(("'", "’")) and len(word) == 1:
            return word.lower()
        if before and word.lower() in _SMALL:
            return word.lower()
        if before.endswith(", ") and len(word) == 2:  # a state: "NY"
            return word
        return word[0] + word[1:].lower()

    return _WORD.sub(cased, part)
