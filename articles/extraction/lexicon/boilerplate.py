"""Blank out what is not text inside sentences: links to other articles, and the codes of shares.

Some sites insert a person's full legal name and the headlines of other articles after the name, run together:
"President Trump Donald John TrumpTrump taps new adviser MORE said". These words are not mentions.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container

#: Where two words run together: "TrumpTrump", "McConnell2020".
STUCK = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]|20\d\d\D)")
#: The legal name starts at most BEFORE tokens before the joined word; the headlines end within AFTER tokens.
BEFORE, AFTER = 12, 80
END = "MORE"
SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III"})
#: The replacement token, which ends a sentence.
BLANK = "*"


#: Codes of shares: "BA.N", "(NYSE: GE)", "<GM>"; one letter before the full stop only in brackets ("(F.N)").
SHARE_CODE = re.compile(
    r"(?<![\w.])(?:[A-Z0-9]{2,6}[a-z]?|(?<=\()[A-Z]|(?<=\(\s)[A-Z])\.(?:[A-Z]{1,2}|OQ|PK)(?![\w.])"
    r"|(?<=\()\s?(?:NYSE|NASDAQ|Nasdaq|NasdaqGS|AMEX|LSE|TSX|TSE|ASX|OTC|SGX|HKEX|JSE)(?:\s[A-Z]\w+)?\s?:\s?"
    r"[A-Z0-9]{1,6}(?:\.[A-Z]{1,2})?(?=[\s),;])"
    r"|(?<=[\s(])\.[A-Z]{2,8}\b"
    r"|(?<=<)[A-Z]{1,6}(?:\.[A-Z]{1,2})?(?=>)"
)


def blank_share_codes(source: str, words: list[str], starts: list[int]) -> None:
    """Replace the tokens of the codes under which shares are traded with BLANK, in place."""
    for match in SHARE_CODE.finditer(source):
        first = bisect_left(starts, match.start())
        last = bisect_left(starts, match.end())
        words[first:last] = [BLANK] * (last - first)


def blank_legal_names(source: str, words: list[str], starts: list[int], known: Container[str]) -> None:
    """Replace the tokens of such insertions with BLANK, in place. known: words that are no insertions."""
    for match in STUCK.finditer(source):
        index = bisect_right(starts, match.start()) - 1
        if index < 1:
            continue
        name = words[index][: match.start() - starts[index]]
        window = words[max(0, index - BEFORE) : index]
        if len(name) < 3 or name not in window or words[index] in known:
            continue
        first = index - len(window) + window.index(name) + 1
        while words[first] in SUFFIXES:
            first += 1
        ahead = words[index : index + AFTER]
        last = index + ahead.index(END) + 1 if END in ahead else index + 1
        words[first:last] = [BLANK] * (last - first)
