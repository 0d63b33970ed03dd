"""Blank out what is not text inside sentences: links to other articles, and the codes of shares.

Some sites insert a person's full legal name and the headlines of other articles after the name, run together:
"President Trump Donald John TrumpTrump taps new adviser MORE said". These words are not mentions.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator

#: Where two words run together: "TrumpTrump", "McConnell2020". It begins with what is rare, which is faster.
STUCK = re.compile(r"[A-Z2](?<=[a-z]{2}.)(?:(?<=[A-Z])(?:[a-z]|[A-Z]{2})|(?<=2)0\d\d\D)")
#: The legal name starts at most BEFORE tokens before the joined word; the headlines end within AFTER tokens.
BEFORE, AFTER = 12, 80
END = "MORE"
SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III"})
#: The replacement token, which ends a sentence.
BLANK = "*"


#: Codes of shares on an exchange, and of shares in angle brackets: "(NYSE: GE)", "<GM>".
SHARE_CODE = re.compile(
    r"\(\s?(?:NYSE|NASDAQ|Nasdaq|NasdaqGS|AMEX|LSE|TSX|TSE|ASX|OTC|SGX|HKEX|JSE)(?:\s[A-Z]\w+)?\s?:\s?"
    r"[A-Z0-9]{1,6}(?:\.[A-Z]{1,2})?(?=[\s),;])"
    r"|<[A-Z]{1,6}(?:\.[A-Z]{1,2})?(?=>)"
)
#: The end of an agency's code and its beginning: "BA.N", "( F.N )", "DBKGn.DE". Indices have only an end.
CODE_END = re.compile(r"\.[A-Z]{1,8}(?![\w.])|(?<=\d{4})\.[A-Z]{1,2}(?=\.)")
CODE_START = re.compile(r"(?<![\w.])(?:[A-Z0-9]{2,6}[a-z]?(?:_[a-z])?|(?<=\()[A-Z]|(?<=\(\s)[A-Z])$")
#: The longest beginning and end of a code, in characters.
LONGEST_START, LONGEST_END = 10, 2


def blank_share_codes(source: str, words: list[str], starts: list[int]) -> None:
    """Replace the tokens of the codes under which shares are traded with BLANK, in place."""
    for start, end in _share_codes(source):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        words[first:last] = [BLANK] * (last - first)


def _share_codes(source: str) -> Iterator[tuple[int, int]]:
    for match in SHARE_CODE.finditer(source):
        yield match.start() + 1, match.end()
    for match in CODE_END.finditer(source):
        start, end = match.span()
        if source[max(0, start - 1) : start] in {" ", "("} and end - start > LONGEST_END:
            yield start, end
        elif end - start <= LONGEST_END + 1:
            code = CODE_START.search(source[max(0, start - LONGEST_START) : start])
            if code is not None:
                yield start - (code.end() - code.start()), end


def blank_legal_names(source: str, words: list[str], starts: list[int], known: Container[str]) -> bool:
    """Replace the tokens of such insertions with BLANK, in place. Return whether any words run together.

    known: words that are no insertions.
    """
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
        address = source[starts[index] - 1] in {"@", "#"}  # "Kamala Harris (@KamalaHarris)"
        if len(name) < 3 or at is None or words[index] in known or address:
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
