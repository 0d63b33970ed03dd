"""When two full names are the same person's: spellings of one name, middle names and initials.

`alike` is for one document, where "Bill Clinton" and "William Clinton" are one; `joinable` for different
articles, where only spellings, accents, hyphens and missing middle names or initials are overlooked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from articles.extraction.lexicon.data import read_groups
from articles.extraction.lexicon.words import ARTICLES, EITHER_WAY, FAMILY_FIRST, GIVEN_NAMES, PARTICLES
from articles.text import fold

#: Names of which there are more spellings than this are looked up under the first ones.
MAX_SPELLINGS = 128
MAX_CHARACTERS = 100
_UMLAUTS: dict[int, str] = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ø"): "oe"}
_SUFFIX_COMMA = re.compile(r" ?, ?(?=(?:[JS]r|[IVX]{1,4})\.?$)")
_SKY = ("sky", "skiy", "skyy", "skyi", "skii", "ski", "skij")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Forms of one name: the first of its group by each, and the group by its first."""

    first: dict[str, str]
    members: dict[str, tuple[str, ...]]

    def canonical(self, word: str) -> str:
        """One form for all of a group; the word itself where it stands in none."""
        return self.first.get(word, word)

    def spellings(self, word: str) -> tuple[str, ...]:
        """The word and the other forms of its group."""
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
#: Family names of so many people that a missing initial leaves open who is meant.
FREQUENT = frozenset(word for line in _DATA["frequent"] for word in line)
_SYLLABLES = frozenset(word for line in _DATA["korean syllables"] for word in line)
_SUFFIXES = frozenset(word for line in _DATA["suffixes"] for word in line)
_FAMILY_FIRST = frozenset(name.lower() for name in FAMILY_FIRST)
_EITHER_WAY = frozenset(name.lower() for name in EITHER_WAY)
_GIVEN_NAMES = frozenset(name.casefold() for name in GIVEN_NAMES)
_INSIDE_GIVEN = frozenset({"abu", "umm", "ben", "bin", "ibn", "al", "el"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a full name, folded, without hyphens. given: one letter where only the initial is told.

    `middles`: the names and initials between; `family` with its particles, without an Arabic article;
    `suffix` "jr", "iii" or empty.
    """

    given: str
    middles: tuple[str, ...]
    family: str
    suffix: str = ""

    @property
    def group(self) -> tuple[str, str]:
        """What all names that could be joined with this one share."""
        return _GIVEN.canonical(self.given.partition("-")[0]), _family_key(self.family)


@lru_cache(maxsize=20_000)
def parse(name: str) -> PersonName | None:
    """The parts of a full name, None where it is not made of two or more words of letters."""
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
    """Whether the family's name comes first: "Kim Jong Un", "Xi Jinping", not "Lee Harvey Oswald"."""
    first, last = words[0], words[-1]
    if first not in _FAMILY_FIRST or len(words) > 3 or any(len(word) == 1 for word in words):
        return False
    if first not in _EITHER_WAY or "-" in last:
        return True
    return len(words) == 3 and (words[1] in _SYLLABLES or words[1] not in _GIVEN_NAMES)


def _family_start(words: list[str]) -> int:
    """The index where the family name begins: at its particles ("von der Leyen", "bin Laden")."""
    at = len(words) - 1
    while at > 1 and words[at - 1] in FAMILY_PARTICLES:
        at -= 1
    return at


@lru_cache(maxsize=20_000)
def _family_key(family: str) -> str:
    """One form for the spellings of a family name ("al-Assad", "Zelenskiy", "Schroeder")."""
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
    """Whether two names of one document may be the same person's: short forms count, and an initial may
    stand for a given name. Differing initials and suffixes ("Jr.") never agree."""
    if _family_key(one.family) != _family_key(other.family) or one.suffix != other.suffix:
        return False
    if not (_short_keys(one.given) & _short_keys(other.given) or _is_initial_of(one.given, other.given)):
        return _joined(one) == _joined(other)
    return _middles_agree(one.middles, other.middles)


def joinable(one: PersonName, other: PersonName) -> bool:
    """Whether two names of different articles are the same person's beyond reasonable doubt."""
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
    """Whether the person may be named without them: initials, or a family name ("Hillary Rodham Clinton"),
    but not half of a double given name ("Juan Carlos Varela")."""
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
    """Given and middle names as one word, so that hyphens and spaces make no difference."""
    words = [_GIVEN.canonical(word) for word in (name.given, *name.middles)]
    return "".join(words).replace("-", "").replace("'", "")


def spellings(name: str) -> list[str]:
    """The folded forms under which the archive may know the person of a full name, the name's own first;
    empty where the name is no full name. Not more than MAX_SPELLINGS."""
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
    """Initials as one word, as "H.W." is folded."""
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
    """The name without middle names and initials, where the person may go by it ("John F. Kerry": "John
    Kerry"); None where it has none, or is too frequent without."""
    parts = parse(name)
    if parts is None or not parts.middles or len(parts.given) < 2 or parts.suffix:
        return None
    # Several words in the middle are hardly all left out ("Boyd Hollander Goldberg Urias").
    if sum(len(word) > 1 for word in parts.middles) > 1:
        return None
    if parts.given in PARTICLES or not _may_lack_middles(parts.middles, parts):
        return None
    words = name.split()
    count = len(parts.family.split())
    return " ".join([words[0], *words[-count:]])
