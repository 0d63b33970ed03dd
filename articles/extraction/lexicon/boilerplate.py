"""What a page put into the text that its author did not write: links to other articles in mid-sentence.

Some sites expand the first name of a person by the full legal name and the headlines of other articles, stuck
together: "President Trump Donald John TrumpTrump taps new adviser MORE said". Those words name nobody here.
"""

import re
from bisect import bisect_right

#: Where two words are stuck together: "TrumpTrump", "McConnell2020".
STUCK = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]|20\d\d\D)")
#: A legal name begins at most so many tokens before the stuck word, and headlines end at most so many after.
BEFORE, AFTER = 12, 80
END = "MORE"
SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III"})
#: What stands in their place: a sentence ends there.
BLANK = "*"


def blank_legal_names(source: str, words: list[str], starts: list[int]) -> None:
    """Replace the tokens of such insertions by BLANK, in place."""
    for match in STUCK.finditer(source):
        index = bisect_right(starts, match.start()) - 1
        if index < 1:
            continue
        name = words[index][: match.start() - starts[index]]
        window = words[max(0, index - BEFORE) : index]
        if len(name) < 3 or name not in window:
            continue
        first = index - len(window) + window.index(name) + 1
        while words[first] in SUFFIXES:
            first += 1
        ahead = words[index : index + AFTER]
        last = index + ahead.index(END) + 1 if END in ahead else index + 1
        words[first:last] = [BLANK] * (last - first)
