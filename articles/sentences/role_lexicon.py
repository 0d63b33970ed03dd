"""The English words for roles, as patterns, and the names that roles have on pages."""

import re

from articles.extraction.lexicon.data import read_groups, read_rows

_WORDS = {
    section: frozenset(word for line in lines for word in line)
    for section, lines in read_groups("role_words.txt").items()
}
PAST = _WORDS["past"]
NOT_YET = _WORDS["not yet"]
LONGER = _WORDS["part of a longer role"]
ADJECTIVES = _WORDS["adjectives"]
FUNCTION = _WORDS["never part of a name"]

_DEPARTMENTS = (
    r"agriculture|budget|business|commerce|culture|defen[cs]e|development|economic affairs|economy|education"
    r"|energy|environment|finance|foreign|health|home|homeland security|housing|industry|information|interior"
    r"|justice|labou?r|oil|petroleum|planning|science|security|sports?|tourism|trade|transport(?:ation)?"
    r"|treasury|veterans affairs|war"
)
_COMPOSED = (
    rf"(?P<deputy>deputy )?(?P<of>{_DEPARTMENTS}) (?P<office>minister|secretary)"
    rf"|(?P<office2>minister|secretary) (?:of|for) (?:the )?(?P<of2>{_DEPARTMENTS})(?: affairs)?"
    r"|(?:presumptive )?(?P<race>vice[ -]presidential|presidential|Supreme Court)"
    r" (?P<running>nominee|candidate|hopeful|contender|front-?runner)"
)
_ROLES = [(name, pattern) for name, pattern in read_rows("roles.tsv")]
_BY_SPELLING = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _ROLES]
_COMPOSED_WORDS = re.compile(_COMPOSED, re.IGNORECASE)
#: Any role. The longest one wins: a search begins as far left as possible.
ANY_ROLE = "|".join([_COMPOSED, *(f"(?:{pattern})" for _, pattern in _ROLES)])
_DEPARTMENT = re.compile(rf"(?:.*\s)?(?:{_DEPARTMENTS})", re.IGNORECASE)


def may_end_role(word: str) -> bool:
    """Whether a role may end with this word: a cheap first look, as most names have no role before them."""
    lower = word.lower().removeprefix("ex-").removeprefix("then-")
    return lower in _WORDS["last words"] or _DEPARTMENT.fullmatch(lower) is not None


def name_of(words: str) -> str:
    """Return the name of the role that the words spell: "Sen." is "senator"."""
    composed = _COMPOSED_WORDS.fullmatch(words)
    if composed is None:
        return next(name for name, pattern in _BY_SPELLING if pattern.fullmatch(words))
    if composed["race"]:
        race = composed["race"].lower().replace("-", " ").replace("supreme court", "Supreme Court")
        return f"{race} {'nominee' if composed['running'].lower() == 'nominee' else 'candidate'}"
    of = (composed["of"] or composed["of2"]).lower().replace("defence", "defense").replace("labour", "labor")
    office = (composed["office"] or composed["office2"]).lower()
    deputy = "deputy " if composed["deputy"] else ""
    return f"{deputy}{of.capitalize() if office == 'secretary' else of} {office}"
