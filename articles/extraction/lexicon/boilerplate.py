"""Blank out boilerplate inside sentences: links to other articles.

Some sites insert a person's full legal name and the headlines of other articles after the name, run together:
"President Trump Donald John TrumpTrump taps new adviser MORE said". These words are not mentions.
"""

import re
from bisect import bisect_right

#: Where two words run together: "TrumpTrump", "McConnell2020".
STUCK = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]|[A-Z]{3}|20\d\d\D)")
#: The legal name starts at most BEFORE tokens before the joined word; the headlines end within AFTER tokens.
BEFORE, AFTER = 12, 80
END = "MORE"
SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III"})
#: The replacement token, which ends a sentence.
BLANK = "*"


def blank_legal_names(source: str, words: list[str], starts: list[int]) -> bool:
    """Replace the tokens of such insertions with BLANK, in place. Return whether any words run together."""
    stuck = False
    for match in STUCK.finditer(source):
        stuck = True
        index = bisect_right(starts, match.start()) - 1
        if index < 1:
            continue
        name = words[index][: match.start() - starts[index]]
        window = words[max(0, index - BEFORE) : index]
        same = {word for word in window if word == name or (word != words[index] and _is_stuck(word, name))}
        at = next((at for at, word in enumerate(window) if word in same), None)
        if len(name) < 3 or at is None:
            continue
        first = index - len(window) + at + 1
        words[first - 1] = name  # "PaulRandal (Rand) Howard PaulSecond"
        while words[first] in SUFFIXES:
            first += 1
        ahead = words[index : index + AFTER]
        last = index + ahead.index(END) + 1 if END in ahead else index + 1
        words[first:last] = [BLANK] * (last - first)
    return stuck


def _is_stuck(word: str, name: str) -> bool:
    """Whether the word is the name and another one, run together."""
    return len(word) > len(name) and word.startswith(name) and word[len(name)].isupper()
