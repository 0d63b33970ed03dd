"""Turn a text into plain words, as the SQL function articles_plain does for the search column.

The column and the query read texts through the same steps, so that "COVID-19", "U.S." and "ﬁre" mean the same
to both. A join mark (^) stays in a word that is found by its parts as well: "co^operation". A test compares
the two implementations.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

JOIN = "^"
# Soft hyphens, joiners, directions, variation selectors: they change the look of a word, not the word.
_INVISIBLE = re.compile(
    r"[\u00AD\u034F\u061C\u180E\u200C-\u200F\u202A-\u202E\u2060-\u2064\uFE00-\uFE0F\uFEFF]+"
)
# If a database has the character types of the C locale, as the embedded one does, PostgreSQL takes every
# non-ASCII character for a letter: “gas” and Russia’s would be words with their quotation marks. So non-ASCII
# punctuation and spaces are replaced first; the ranges leave out the letters among them.
PUNCTUATION = (
    r"[\u00A0-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u2000-\u200A\u2012-\u206F\u20A0-\u20CF"
    r"\u2120\u2122\u2190-\u245F\u2500-\u2775\u2794-\u2BFF\u3000-\u3004\u3008-\u3020\u3030\u30A0\u30FB"
    r"\uFE10-\uFE62\uFE64-\uFE6F\uFF01-\uFF06\uFF08-\uFF0C\uFF0E\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65"
    r"\U0001F000-\U0001F0FF\U0001F300-\U0001FAFF]"
)
_PUNCTUATION = re.compile(PUNCTUATION)
_TYPOGRAPHIC = {"\u2019": "'", "\u2010": "-", "\u2011": "-", "\u200b": "^", "\u2044": " "}
#: Thai, Lao, Burmese, Khmer, Japanese, Chinese and Korean: read as overlapping pairs of characters, since
#: most of them do not separate words.
PAIRED = (
    r"[\u0E01-\u0E3A\u0E40-\u0E4E\u0E80-\u0ECE\u1000-\u103F\u1050-\u109F\u1780-\u17D3\u3005-\u3007\u3041-\u309A"
    r"\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3]"
)
_PAIRED = re.compile(PAIRED)
#: A character of a word in a plain text.
WORD_CHARACTER = r"[0-9A-Za-z\u0080-\U0010FFFF]"
_LETTER = r"[A-Za-z\u00C0-\u024F\u0370-\u052F]"
_LOWER = r"[a-z\u00DF-\u00FF\u0430-\u045F]"
#: Prefixes that are written with a hyphen and without.
PREFIXES = (
    *(
        "anti",
        "auto",
        "bio",
        "co",
        "counter",
        "cyber",
        "e",
        "eco",
        "extra",
        "hyper",
        "inter",
        "intra",
        "macro",
    ),
    *("mega", "micro", "mini", "multi", "neo", "non", "over", "post", "pre", "pro", "pseudo", "re", "semi"),
    *("socio", "sub", "super", "tele", "trans", "ultra", "under"),
)
# After "first- " these words begin no second half of a broken word.
_NOT_BROKEN = "and|or|to|nor|but|as|than|und|oder|bis|et|ou|y|o|e|u|i"
# In capitals these are names, not stop words. The digit keeps them from being stemmed and left out.
_NAMES = ("IT", "WHO", "IS", "AM", "ME", "AS", "CAN", "NOW")

# (what a text must have, pattern, replacement). The first is checked alone: it is quick.
_Step = tuple[re.Pattern[str], re.Pattern[str], str]


def _step(guard: str, pattern: str, replacement: str, flags: int = 0) -> _Step:
    return re.compile(guard, re.ASCII), re.compile(pattern, re.ASCII | flags), replacement


_PAIRS: tuple[_Step, ...] = (
    _step(PAIRED, rf"(?<={PAIRED})\^(?={PAIRED})", ""),
    _step(PAIRED, rf"(?<!{PAIRED})({PAIRED})", r" \1"),
    _step(PAIRED, rf"({PAIRED})(?!{PAIRED})", r"\1 "),
    _step(PAIRED, rf"(?<={PAIRED})({PAIRED})", r"\1 \1"),
)
_ZERO_WIDTH: _Step = _step(r"\^", rf"(?<!{WORD_CHARACTER})\^|\^(?!{WORD_CHARACTER})", " ")
_AFTER_SPACED_PREFIX = "|".join(rf"(?<=\b{prefix} )" for prefix in PREFIXES)
_AFTER_PREFIX = "|".join(rf"(?<=\b{prefix}-)" for prefix in PREFIXES)
_CAPITALS = "|".join(rf"{name}(?<=\b{name})(?! [A-Z][A-Z])" for name in _NAMES)
# Python looks for a pattern's first character quickly, so what comes before it is checked afterwards.
_STEPS: tuple[_Step, ...] = (
    # U.S. and F.B.I.
    _step(r"\.[A-Za-z]\b", r"\.(?<=\b[A-Za-z]\.)(?=[A-Za-z]\b)", ""),
    # 1,250,000
    _step(
        r",\d\d\d",
        r",(?:(?<=\b\d,)|(?<=\b\d\d,)|(?<=\b\d\d\d,))(?=(?:\d{3},)*\d{3}(?!\d))",
        "",
    ),
    # HIV/AIDS and snake_case; shut.Ferries, but not 3.5
    _step(r"\.[^\s]", r"\.(?:(?=[^\s\d])|(?<!\d\.)(?=\d))", " "),
    _step(r"[_/@~+\\<>]", r"[_/@~+\\<>]", " "),
    _step("[A-Z]", rf"(?:US(?<=\bUS)|{_CAPITALS})\b", r"\g<0>0"),
    # "har- bour", but not "first- and second-hand"
    _step("-", rf"-(?<={_LETTER}-)(?: *\n *| +)(?!(?:{_NOT_BROKEN})\b)(?={_LOWER})", JOIN),
    _step("-", rf"-(?={_LETTER})(?:{_AFTER_PREFIX})", JOIN, re.IGNORECASE),
    # F-16, then P-8A
    _step(r"-\d", r"-(?<=[A-Za-z]-)(?=\d)", JOIN),
    _step(r"\^\d", r"(\^\d+)(?=[A-Za-z])", r"\1^"),
    _step("-", "-", " "),
)
_MARK = re.compile(r"\^")
_LAST_MARK = re.compile(rf"\^(?!{WORD_CHARACTER}*\^)")
# A character with the accents that follow it, unless it is ASCII alone.
_CLUSTER = re.compile(r"[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a\uff9e\uff9f]+|[^\x00-\x7f]")
_MOST_PAIRED = 150_000  # characters of a text in pairs; twice as many could exceed the size of a tsvector


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the characters of a text come from, after some were replaced.

    begins: the first position of each replacement in the new text. replaced: for each, its length, and the
    characters that it stands for. A few numbers, unlike a position for every character of a long text.
    """

    begins: list[int]
    replaced: list[tuple[int, int, int]]

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, int]]) -> "_Move":
        """Return the move of replacements given as (start, end, length of the new text), in order."""
        begins, replaced, moved = [], [], 0
        for start, end, length in found:
            begins.append(start + moved)
            replaced.append((length, start, end))
            moved += length - (end - start)
        return cls(begins, replaced)

    def back(self, place: int) -> int:
        """Return where a character was before. Those of a replacement have the places of what it replaced."""
        number = bisect_right(self.begins, place) - 1
        if number < 0:
            return place
        length, start, end = self.replaced[number]
        within = place - self.begins[number]
        return min(start + within, end - 1) if within < length else end + within - length


@dataclass(slots=True)
class Plain:
    """A plain text, with what has moved its characters from their places in the original."""

    text: str
    _moves: tuple[_Move, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the original that a word of the plain text stands for."""
        if not self._moves:
            return start, end
        last = self._place(end - 1) + 1
        return self._place(start), max(last, self._place(end)) if end < len(self.text) else last

    def _place(self, place: int) -> int:
        for move in reversed(self._moves):
            place = move.back(place)
        return place

    def joined(self) -> "Plain":
        """Return the text in which every joined word is one word."""
        return self._with((_MARK, ""))

    def readings(self) -> list["Plain"]:
        """Return the texts that hold all words: joined words whole, in parts, and without the last part."""
        if JOIN not in self.text:
            return [self]
        return [self.joined(), self._with((_MARK, " ")), self._with((_LAST_MARK, " "), (_MARK, ""))]

    def _with(self, *replaced: tuple[re.Pattern[str], str]) -> "Plain":
        copy = Plain(self.text, self._moves)
        for pattern, replacement in replaced:
            copy.replace(pattern, replacement)
        return copy

    def take(self, step: _Step) -> None:
        """Replace what the step replaces."""
        guard, pattern, replacement = step
        if guard.search(self.text):
            self.replace(pattern, replacement)

    def replace(self, pattern: re.Pattern[str], replacement: str) -> None:
        """Replace all matches. The characters of a replacement have the places of the match's first ones."""
        constant = "\\" not in replacement  # much faster
        found = [
            (*match.span(), replacement if constant else match.expand(replacement))
            for match in pattern.finditer(self.text)
        ]
        if not found:
            return
        pieces: list[str] = []
        at = 0
        for start, end, new in found:
            pieces += self.text[at:start], new
            at = end
        self._move([(start, end, len(new)) for start, end, new in found])
        self.text = "".join([*pieces, self.text[at:]])

    def _move(self, found: list[tuple[int, int, int]]) -> None:
        if any(length != end - start for start, end, length in found):
            self._moves += (_Move.of(found),)

    def compose(self) -> None:
        """Normalise ligatures, full-width letters and the like (NFKC)."""
        text = unicodedata.normalize("NFKC", self.text)
        if text == self.text:
            return
        found = [
            (*match.span(), len(unicodedata.normalize("NFKC", match[0])))
            for match in _CLUSTER.finditer(self.text)
        ]
        self._move(found)
        self.text = text


def read_plain(text: str) -> Plain:
    """Return the plain words of a text, with join marks."""
    plain = Plain(text.replace(JOIN, " "))
    if not text.isascii():
        plain.replace(_INVISIBLE, "")
        for typographic, ascii_ in _TYPOGRAPHIC.items():
            plain.text = plain.text.replace(typographic, ascii_)
        plain.replace(_PUNCTUATION, " ")
        if not plain.text.isascii():
            plain.compose()
            plain.text = plain.text.replace("\u2044", " ")  # ½ is 1⁄2
            if _PAIRED.search(plain.text):
                for step in _PAIRS:
                    plain.take(step)
                plain.text = plain.text[:_MOST_PAIRED]
        plain.take(_ZERO_WIDTH)
    for step in _STEPS:
        plain.take(step)
    return plain


_HYPHEN = "[-\u2010\u2011]"
# Other ways to write the words of a query, as (pattern, replacement).
_OTHER_WAYS = (
    (re.compile(rf"(?<=[^\W\d_]){_HYPHEN}(?=[^\W\d_])"), ""),  # take-off, takeoff
    (re.compile(rf"(?<=[^\W\d_]){_HYPHEN}(?=\d)"), " "),  # COVID-19, COVID 19
    # "MERS 17" and "co operation" in a phrase
    (re.compile(rf" (?:(?<=[A-Za-z] )(?=\d)|(?=[^\W\d_])(?:{_AFTER_SPACED_PREFIX}))", re.IGNORECASE), "-"),
    # In capitals it is the country alone.
    (re.compile(r"\b[Uu]s\b"), "US"),
)
_LAST_OF_PAIR = re.compile(rf"(?<={PAIRED}{PAIRED}) {PAIRED} *\Z")
_ONE_OF_PAIR = re.compile(rf"(?<!{PAIRED}){PAIRED} *\Z")


@lru_cache(maxsize=10_000)
def spellings(text: str) -> tuple[str, ...]:
    """Return the plain texts that find what a query means, first as it is written.

    A text has "COVID-19" as one word and as two, and "take-off" as two; so the query asks for both.
    """
    ways = [text, *(pattern.sub(replacement, text) for pattern, replacement in _OTHER_WAYS)]
    plain = (read_plain(way).joined().text for way in ways)
    return tuple(dict.fromkeys(_LAST_OF_PAIR.sub("", each).strip() for each in plain))


def is_paired(character: str) -> bool:
    """Return whether texts are read in pairs of this character and its neighbours."""
    return _PAIRED.fullmatch(character) is not None


def is_beginning(text: str) -> bool:
    """Return whether a plain text ends with a single character of those in pairs: it begins a pair."""
    return _ONE_OF_PAIR.search(text) is not None
