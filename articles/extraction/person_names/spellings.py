"""Decide whether two full names belong to the same person: spellings, middle names and initials.

`alike` is for names in one document, where "Bill Clinton" and "William Clinton" are the same; `joinable` is
for different articles, and ignores only spelling, accents, hyphens and missing middle names or initials.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from articles.extraction.lexicon.data import read_groups
from articles.extraction.lexicon.words import ARTICLES, EITHER_WAY, FAMILY_FIRST, GIVEN_NAMES, PARTICLES
from articles.text import fold

#: At most this many spellings of a name are looked up.
MAX_SPELLINGS = 128
MAX_CHARACTERS = 100
_UMLAUTS: dict[int, str] = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ø"): "oe"}
_SUFFIX_COMMA = re.compile(r" ?, ?(?=(?:[JS]r|[IVX]{1,4})\.?$)")
_SKY = ("sky", "skiy", "skyy", "skyi", "skii", "ski", "skij")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of equivalent names. first: the first name of each name's group; members: the group by that."""

    first: dict[str, str]
    members: dict[str, tuple[str, ...]]

    def canonical(self, word: str) -> str:
        """Return the group's first name, or the word itself if it is in no group."""
        return self.first.get(word, word)

    def spellings(self, word: str) -> tuple[str, ...]:
        """Return the word and the other members of its group."""
        group = self.members.get(self.canonical(word), ())
        return (word, *(each for each in group if each != word))


def _groups(lines: Iterable[list[str]]) -> _Groups:
    first: dict[str, str] = {}
    members: dict[str, tuple[str, ...]] = {}
    for line in lines:
        members[line[0]] = tuple(line)
        for word in line:
            first.setdefault(word, line[0])
    return _Groups(first, members)


_DATA = read_groups("name_spellings.txt")
_GIVEN = _groups(_DATA["given names"])
_FAMILY = _groups(_DATA["family names"])
_SHORT: dict[str, frozenset[str]] = {}
for _line in _DATA["short forms"]:
    for _word in _line:
        _SHORT[_word] = _SHORT.get(_word, frozenset()) | {_line[0]}
FAMILY_PARTICLES = (PARTICLES | {"st"}) - {"y", "e"}
#: Family names so frequent that a missing initial makes the name ambiguous.
FREQUENT = frozenset(word for line in _DATA["frequent"] for word in line)
_SYLLABLES = frozenset(word for line in _DATA["korean syllables"] for word in line)
_SUFFIXES = frozenset(word for line in _DATA["suffixes"] for word in line)
_FAMILY_FIRST = frozenset(name.lower() for name in FAMILY_FIRST)
_EITHER_WAY = frozenset(name.lower() for name in EITHER_WAY)
_GIVEN_NAMES = frozenset(name.casefold() for name in GIVEN_NAMES)
_INSIDE_GIVEN = frozenset({"abu", "umm", "ben", "bin", "ibn", "al", "el"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a full name, folded.

    given: one letter if only the initial is known; middles: middle names and initials; family: with its
    particles; suffix: "jr", "iii" or "".
    """

    given: str
    middles: tuple[str, ...]
    family: str
    suffix: str = ""

    @property
    def group(self) -> tuple[str, str]:
        """A key shared by all names that could be joined with this one."""
        return _GIVEN.canonical(self.given.partition("-")[0]), _family_key(self.family)


@lru_cache(maxsize=20_000)
def parse(name: str) -> PersonName | None:
    """Parse a full name; return None unless it consists of two or more alphabetic words."""
    if len(name) > MAX_CHARACTERS:
        return None
    words = fold(_SUFFIX_COMMA.sub(" ", name).replace(".", ". ")).split()
    suffix = ""
    while len(words) > 1 and words[-1] in _SUFFIXES:
        suffix = words.pop()
    if len(words) < 2 or not all(word.replace("-", "").replace("'", "").isalpha() for word in words):
        return None
    if _begins_with_family(words):
        return PersonName("-".join(words[1:]), (), words[0], suffix)
    at = _family_start(words)
    given = words[:at]
    if given[0] in _INSIDE_GIVEN and len(given) > 1:
        given = [f"{given[0]}-{given[1]}", *given[2:]]
    return PersonName(given[0], tuple(given[1:]), " ".join(words[at:]), suffix)


def _begins_with_family(words: list[str]) -> bool:
    """Whether the family name comes first: "Kim Jong Un", "Xi Jinping", not "Lee Harvey Oswald"."""
    first, last = words[0], words[-1]
    if first not in _FAMILY_FIRST or len(words) > 3 or any(len(word) == 1 for word in words):
        return False
    if first not in _EITHER_WAY or "-" in last:
        return True
    return len(words) == 3 and (words[1] in _SYLLABLES or words[1] not in _GIVEN_NAMES)


def _family_start(words: list[str]) -> int:
    """Return the index where the family name starts, including particles ("von der Leyen", "bin Laden")."""
    at = len(words) - 1
    while at > 1 and words[at - 1] in FAMILY_PARTICLES:
        at -= 1
    return at


@lru_cache(maxsize=20_000)
def _family_key(family: str) -> str:
    """Return one key for all spellings of a family name ("al-Assad", "Zelenskiy", "Schroeder")."""
    plain = _without_article(family).replace("-", "").replace("'", "").replace(" ", "")
    for end in _SKY:
        if plain.endswith(end) and len(plain) > len(end) + 2:
            plain = plain[: -len(end)] + "sky"
            break
    plain = _FAMILY.canonical(plain)
    return plain.replace("oe", "o").replace("ue", "u").replace("ae", "a")


def _without_article(family: str) -> str:
    for article in ARTICLES:
        if family.startswith((article, article.replace("-", " "))) and len(family) > len(article) + 2:
            return family[len(article) :]
    return family


def alike(one: PersonName, other: PersonName) -> bool:
    """Whether two names in one document may be the same person's.

    Short forms and initials match given names. Different initials or suffixes ("Jr.") do not match.
    """
    if _family_key(one.family) != _family_key(other.family) or one.suffix != other.suffix:
        return False
    if not (_short_keys(one.given) & _short_keys(other.given) or _is_initial_of(one.given, other.given)):
        return _joined(one) == _joined(other)
    return _middles_agree(one.middles, other.middles)


def shared_keys(name: PersonName) -> frozenset[tuple[str, str]]:
    """Return keys of which any two names that are ``alike`` share one: for the full given name, its short
    forms and its initial."""
    family = _family_key(name.family)
    short = frozenset((family, key) for key in _short_keys(name.given))
    return short | {(family, f"{name.given[0]}.")}


def joinable(one: PersonName, other: PersonName) -> bool:
    """Whether two names in different articles are the same person's beyond reasonable doubt."""
    if one.group[1] != other.group[1] or one.suffix != other.suffix:
        return False
    if _joined(one) == _joined(other):
        return True
    if len(one.given) < 2 or _GIVEN.canonical(one.given) != _GIVEN.canonical(other.given):
        return False
    return _middles_agree(one.middles, other.middles) and (
        bool(one.middles) == bool(other.middles) or _may_lack_middles(one.middles or other.middles, one)
    )


def _may_lack_middles(middles: tuple[str, ...], name: PersonName) -> bool:
    """Whether the middle names may be left out: initials or a family name ("Hillary Rodham Clinton"), but not
    half of a double given name ("Juan Carlos Varela")."""
    plain = all(len(middle) == 1 or middle not in _GIVEN_NAMES for middle in middles)
    return plain and len(middles) < 3 and name.family not in FREQUENT


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    same = _GIVEN.canonical
    pairs = zip(one, other, strict=False)
    return all(same(first) == same(second) or _is_initial_of(first, second) for first, second in pairs)


def _is_initial_of(one: str, other: str) -> bool:
    return one[0] == other[0] and 1 in {len(one), len(other)}


def _short_keys(given: str) -> frozenset[str]:
    canonical = _GIVEN.canonical(given)
    return _SHORT.get(given, frozenset()) | _SHORT.get(canonical, frozenset()) | {canonical}


def _joined(name: PersonName) -> str:
    """Return given and middle names as one word, so that hyphens and spaces do not matter."""
    words = [_GIVEN.canonical(word) for word in (name.given, *name.middles)]
    return "".join(words).replace("-", "").replace("'", "")


def spellings(name: str) -> list[str]:
    """Return the folded spellings of a full name, its own first; empty unless it is a full name.

    At most MAX_SPELLINGS.
    """
    parts = parse(name)
    if parts is None:
        return []
    forms = dict.fromkeys(_forms(name, parts))
    return list(forms)[:MAX_SPELLINGS]


def _forms(name: str, parts: PersonName) -> Iterator[str]:
    own = fold(name)
    yield own
    end = f" {parts.suffix}" if parts.suffix else ""
    families = _family_spellings(name, parts.family)
    if _begins_with_family(own.split()):
        rest = parts.given
        for given in (rest, rest.replace("-", " "), rest.replace("-", "")):
            yield f"{parts.family} {given}{end}"
        return
    middle = " ".join(parts.middles)
    for given, family in product(_given_spellings(parts.given), families):
        if middle:
            yield f"{given} {middle} {family}{end}"
            yield f"{given} {_closed_up(parts.middles)} {family}{end}"
            yield f"{given}-{middle} {family}{end}"
        yield f"{given} {family}{end}"
    if len(parts.given) > 1:
        yield f"{parts.given} {middle}-{parts.family}{end}" if middle else own.replace("-", " ")


def _closed_up(middles: tuple[str, ...]) -> str:
    """Join initials into one word, as "H.W." is folded."""
    return ("" if all(len(middle) == 1 for middle in middles) else " ").join(middles)


def _given_spellings(given: str) -> list[str]:
    forms = list(_GIVEN.spellings(given))
    if "-" in given:
        forms += [given.replace("-", " "), given.replace("-", "")]
    return forms


def _family_spellings(name: str, family: str) -> list[str]:
    bare = _without_article(family)
    forms = [family, bare, *_FAMILY.spellings(bare)]
    forms += [f"al-{bare}", f"el-{bare}"] if bare != family else []
    for end in _SKY:
        if bare.endswith(end) and len(bare) > len(end) + 2:
            forms += [bare[: -len(end)] + other for other in _SKY]
            break
    forms.append(bare.replace("oe", "o").replace("ue", "u").replace("ae", "a"))
    written = name.casefold()
    if any(letter in written for letter in "äöüø"):
        forms.append(fold(written.translate(_UMLAUTS)).split(" ")[-1])
    if "-" in bare:
        forms.append(bare.replace("-", " "))
    return list(dict.fromkeys(forms))


def base_name(name: str) -> str | None:
    """Return the name without middle names ("John Kerry" of "John F. Kerry"), or None if it has none or would
    be ambiguous without them."""
    parts = parse(name)
    if parts is None or not parts.middles or len(parts.given) < 2 or parts.suffix:
        return None
    # Several middle names are rarely all left out ("Boyd Hollander Goldberg Urias").
    if sum(len(word) > 1 for word in parts.middles) > 1:
        return None
    if parts.given in PARTICLES or not _may_lack_middles(parts.middles, parts):
        return None
    words = name.split()
    count = len(parts.family.split())
    return " ".join([words[0], *words[-count:]])
