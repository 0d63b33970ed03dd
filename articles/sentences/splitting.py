"""Splits a text into sentences, in the languages that end them with a full stop."""

import re
from collections.abc import Iterator

from articles.extraction.lexicon.data import read_groups

#: An empty line, a mark that ends a sentence with the quotation marks and brackets that it closes, or a full
#: stop without the space after it ("shut.Ferries").
_STOP = re.compile(
    r"(?P<paragraph>\s*\n\s*\n\s*)"
    r"|(?P<wide>[。！？]+[」』”’）]*)\s*"
    r"|(?P<stop>[.!?…]+)(?P<close>(?:[\u00a0\u202f ]?»|[\"'”’)\]])*)(?:\s+|$)"
    r"|(?<=[a-z]{2})[.!?](?=[A-Z][a-z]{2})"
)
_OPENING = "\"'“‘«„‚([¿¡—–-•*\u00a0 \t"
_LAST_WORD = re.compile(r"[^\s(\[“‘«„\"'/—–]*$")
_FIRST_WORD = re.compile(r"[\w’'-]+")
_WORDS = {
    section: frozenset(word for line in lines for word in line)
    for section, lines in read_groups("sentence_words.txt").items()
}
_SPEECH = re.compile(
    r"(?:\w[\w.’'-]*\s+){1,4}?"
    r"(?:said|says|asked|added|told|wrote|replied|shouted|answered|recalled|tweeted|continued)\b"
)
#: Languages that write ordinal numbers with a full stop: "am 3. März".
_ORDINALS = frozenset(
    ["de", "da", "nb", "no", "nn", "fi", "cs", "sk", "hu", "pl", "sl", "hr", "sr", "et", "lv"]
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_AROUND = 500  # characters on either side of a name within which its sentence is looked for


def split(text: str, language: str = "en") -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence of a text, without the space around it."""
    start = 0
    for match in _STOP.finditer(text):
        if match["stop"] and not _ends(text, match, language):
            continue
        yield from _trimmed(text, start, match.start() if match["paragraph"] else match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def sentence_at(text: str, start: int, end: int, language: str = "en") -> tuple[int, int]:
    """Return the start and end of the sentence around the words from ``start`` to ``end``.

    A sentence of more than 500 characters before or after the words is cut there.
    """
    first = text.rfind("\n\n", 0, start) + 1
    if start - first > _AROUND:
        first = max(text.find(" ", start - _AROUND, start), start - _AROUND)
    paragraph = text.find("\n\n", end)
    last = min(paragraph if paragraph >= 0 else len(text), end + _AROUND)
    found = (start, end)
    for one, other in split(text[first:last], language):
        if first + other > start:
            found = min(first + one, start), max(first + other, end)
            break
    return found


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    if words.strip():
        yield start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _ends(text: str, match: re.Match[str], language: str) -> bool:
    """Whether a full stop, question mark or exclamation mark ends a sentence."""
    following = text[match.end() : match.end() + 60].lstrip(_OPENING)
    if not following:
        return True
    if following[0].islower():
        return False
    last = _LAST_WORD.search(text, max(0, match.start() - 30), match.start())
    word = last.group() if last else ""
    if match["stop"] != ".":
        quoted = match["close"] and match["stop"] in {"!", "?"} and _SPEECH.match(following)
        return not quoted and word not in _WORDS["with marks"]
    first = _FIRST_WORD.match(following)
    return _ends_after(word, first.group().lower() if first else "", language)


def _ends_after(word: str, following: str, language: str) -> bool:
    """Whether a full stop after ``word`` ends a sentence if the next word is ``following``."""
    lower = word.lower()
    if word in _WORDS["before names"] or (lower in _WORDS["before numbers"] and following.isdigit()):
        return False
    ordinal = language.partition("-")[0] in _ORDINALS and word.isdigit() and len(word) <= 2
    initial = len(word) == 1 and word.isalpha()
    if initial or ordinal or lower in _WORDS["perhaps last"] or _DOTTED.fullmatch(word):
        return following in _WORDS["beginnings"]
    return True
