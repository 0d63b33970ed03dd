"""Reads the role that the words beside a person's name give: "Secretary of State John Kerry".

Only English texts are read. The rules prefer silence to a wrong role: the role must stand directly before the
name, or directly after it behind a comma.
"""

import re
from dataclasses import dataclass

from articles.sentences.role_lexicon import (
    ADJECTIVES,
    ANY_ROLE,
    FUNCTION,
    LONGER,
    NOT_YET,
    PAST,
    may_end_role,
    name_of,
)

_REACH = 120  # characters on either side of a name that are looked at
_LONGEST = 60  # characters of a role
_MOST_WORDS = 5  # before a role
_LAST_WORD = re.compile(r"([\w.-]+),?\s+$")
_BEFORE = re.compile(rf"(?<![\w’'-])(?P<mark>ex-|then-)?(?P<role>{ANY_ROLE})(?P<comma>,?)\s+$", re.IGNORECASE)
_AFTER = re.compile(
    r",\s+(?:who is\s+)?(?:(?P<article>the|an?|its|his|her|their|now)\s+)?"
    r"(?P<words>(?:[\w.&’'-]+\s+){0,6}?)"
    rf"(?P<role>{ANY_ROLE})\b(?P<next>[^\n]{{0,60}})",
    re.IGNORECASE,
)
#: What may follow a role that stands after the name.
_ENDS = re.compile(r"\s*(?:[,.;)]|(?:of|for|at|in|who|from|since|under|during|whose)\b|and (?!the\b)|$)")
_NAMES = r"[A-Z][\w.&’-]*(?:\s+(?:(?:of|and)\s+)?[A-Z][\w.&’-]*){0,3}"
_OF = re.compile(rf"\s+(?:of|at|for)\s+(?:the\s+)?(?P<of>{_NAMES})")
_POSSESSIVE = re.compile(r".*['’]s?$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_SHORT_TITLES = frozenset({"St.", "Ft.", "Mt.", "Gen.", "Lt."})


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role given by the words beside a name.

    role: its name in English ("secretary of state"). of: what it is of, if the words say so ("Russian",
    "Federal Reserve"). past: the words look back ("former"). start and end: where the role stands.
    """

    role: str
    of: str
    past: bool
    start: int
    end: int


def role_of(text: str, start: int, end: int, year: int | None = None) -> RoleWords | None:
    """Return the role that the words beside the name at ``start`` to ``end`` of a text give, or None.

    ``year``: when the text was published; an earlier year among the words makes the role one of the past.
    """
    return _before(text, start, end, year) or _after(text, end, year)


def _before(text: str, start: int, end: int, year: int | None) -> RoleWords | None:
    begin = max(0, start - _REACH, text.rfind("\n\n", max(0, start - _REACH), start) + 1)
    near = max(begin, start - _LONGEST)
    last = _LAST_WORD.search(text, near, start)
    found = _BEFORE.search(text, near, start) if last and may_end_role(last[1]) else None
    if found is None:
        return None
    left = text[begin : found.start()]
    if found["comma"] and not _is_british(left, text[end : end + 1]):
        return None
    words = _Words(year)
    if not words.read_before(left):
        return None
    role = name_of(found["role"])
    return RoleWords(
        role, words.of, words.past or bool(found["mark"]), found.start("role"), found.end("role")
    )


def _is_british(left: str, following: str) -> bool:
    """Whether a role before a comma belongs to the name: "the US secretary of state, John Kerry, said"."""
    near = left.split()[-3:]
    return following == "," and any(
        word.lower() in {"the", "its"} or _POSSESSIVE.match(word) for word in near
    )


def _after(text: str, end: int, year: int | None) -> RoleWords | None:
    found = _AFTER.match(text[end : end + _REACH].partition("\n\n")[0])
    if found is None or not _ENDS.match(found["next"]):
        return None
    is_title = found["role"][:1].isupper() and not found["next"].lstrip().startswith(("of", "at"))
    if is_title and not found["article"]:
        return None  # "… with Lavrov, President Obama and …"
    words = _Words(year)
    if not words.read_between(found["words"]):
        return None
    named = _OF.match(found["next"])
    of = words.of or (named["of"].removesuffix(".") if named else "")
    return RoleWords(
        name_of(found["role"]), of, words.past, end + found.start("role"), end + found.end("role")
    )


class _Words:
    """Reads the words before a role: whether they look back, and what the role is of."""

    def __init__(self, year: int | None) -> None:
        self.past = False
        self._year = year
        self._names: list[str] = []

    @property
    def of(self) -> str:
        return " ".join(self._names).removeprefix("of ")

    def read_before(self, text: str) -> bool:
        """Read backwards from the end of a text, as far as the words belong to the role.

        Return whether it is the role of the person at all.
        """
        named = True  # whether a capitalised word still belongs to what the role is of
        for word in reversed(text.split()[-_MOST_WORDS:]):
            bare = word.strip("“”\"'‘(")
            lower = bare.lower()
            if lower in NOT_YET or (not self._names and lower in LONGER):
                return False
            if self._looks_back(bare, named=named):
                break
            if self._is_year(bare):
                continue
            if lower == "of" and self._names and named:
                self._names.insert(0, bare)
            elif lower in FUNCTION or _ends_sentence(word):
                break
            elif bare[:1].isupper() and named and not _POSSESSIVE.match(bare):
                self._names.insert(0, bare)
            elif bare[:1].isupper() or lower in ADJECTIVES:
                named = False
            else:
                break
        return True

    def read_between(self, text: str) -> bool:
        """Read the words between a name and a role after it. Return whether all belong to the role."""
        for word in text.split():
            lower = word.lower()
            if lower in NOT_YET or word.endswith(","):
                return False
            if self._looks_back(word, named=False) or self._is_year(word) or _POSSESSIVE.match(word):
                continue
            if word[:1].isupper() and lower not in FUNCTION:
                self._names.append(word)
            elif lower not in ADJECTIVES and not _ORDINAL.match(word):
                return False
        return True

    def _looks_back(self, word: str, *, named: bool) -> bool:
        mark, dash, rest = word.partition("-")
        is_mark = word.lower() in PAST or (bool(dash) and mark.lower() in {"ex", "former"})
        if is_mark and rest and named and word.lower() not in PAST:
            self._names.insert(0, rest)  # "ex-Merrill Lynch chief"
        self.past = self.past or is_mark
        return is_mark

    def _is_year(self, word: str) -> bool:
        is_year = len(word) == 4 and word.isascii() and word.isdigit()
        self.past = self.past or (is_year and self._year is not None and int(word) < self._year)
        return is_year


def _ends_sentence(word: str) -> bool:
    return word[-1] in ",;:.!?)" and word.count(".") < 2 and word not in _SHORT_TITLES
