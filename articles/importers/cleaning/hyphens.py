"""Words that were broken at the ends of lines."""

import re
from functools import cache

from articles.extraction.lexicon.data import read_lines

_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]$")
_NEXT = re.compile(r"([^\W\d_]+)([-\u2010]?)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: After these, a hyphen at the end of a line stands for the rest of a word: "two-" / "and three-year".
_AND = frozenset(
    ["and", "or", "to", "und", "oder", "bzw", "sowie", "bis", "et", "ou", "y", "o", "e", "en", "of"]
)
_WITH_HYPHEN = frozenset(["self", "ex", "all", "half", "quasi"])
_SHORTEST = 2  # letters of a word that may stand alone


@cache
def _common_words() -> frozenset[str]:
    return frozenset(read_lines("common_words.txt"))


def join_lines(lines: list[str], text_words: frozenset[str]) -> str:
    """Join the lines of a paragraph, and words broken at their ends. text_words: those of the whole text."""
    joined = lines[0]
    for line in lines[1:]:
        broken, following = _BROKEN.search(joined), _NEXT.match(line)
        if broken is None or following is None or following[1].lower() in _AND:
            joined = f"{joined} {line}"
        elif _is_one_word(broken[1], following[1], text_words):
            joined = joined[:-1] + line
        else:
            joined += line
    return joined


def words_if_broken(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, if any may be broken at the end of a line; else nothing."""
    if "-\n" not in text and "\u2010\n" not in text:
        return frozenset()
    return frozenset(_WORD.findall(text.lower()))


def _is_one_word(first: str, second: str, text_words: frozenset[str]) -> bool:
    """Whether the hyphen was only put in at the end of the line."""
    if not second[0].islower() or len(first) == 1:
        return False
    before, after = first.lower(), second.lower()
    for known in (text_words, _common_words()):
        if before + after in known:
            return True
        if f"{before}-{after}" in known:
            return False
    if before in _WITH_HYPHEN:
        return False
    are_words = all(len(word) >= _SHORTEST and word in _common_words() for word in (before, after))
    return not are_words
