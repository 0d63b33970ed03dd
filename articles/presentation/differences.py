"""The differences between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]

_WORDS = re.compile(r"\s*\S+")
MOST_WORDS = 2_000  # of a changed passage; a longer one is shown as a whole, since comparing it takes seconds
MOST_PARAGRAPHS = 400
_ALIKE = 1 / 3  # share of the words of two paragraphs that both have, if one is a version of the other


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that both texts have, or only one of them."""

    kind: Kind
    text: str


def difference(one: str, other: str) -> list[list[Passage]]:
    """Return the paragraphs of both texts, in passages: what only ``one`` has is removed."""
    ones, others = _paragraphs(one), _paragraphs(other)
    shown: list[list[Passage]] = []
    for tag, begin, end, other_begin, other_end in _opcodes(ones, others):
        if tag == "equal":
            shown += [[Passage("same", text)] for text in ones[begin:end]]
        else:
            shown += _changed(ones[begin:end], others[other_begin:other_end])
    return shown


def _paragraphs(text: str) -> list[str]:
    every = [line.strip() for line in text.splitlines() if line.strip()]
    rest = "\n".join(every[MOST_PARAGRAPHS:])
    return every[:MOST_PARAGRAPHS] + ([rest] if rest else [])


def _changed(ones: Sequence[str], others: Sequence[str]) -> Iterator[list[Passage]]:
    """Yield changed paragraphs: those of both texts in pairs, as far as there are any, then the rest."""
    pairs, taken = _alike(ones, others), set[int]()
    for place, text in enumerate(others):
        partner = pairs.get(place)
        if partner is None:
            yield [Passage("added", text)]
            continue
        yield from ([Passage("removed", ones[each])] for each in range(partner) if each not in taken)
        taken |= set(range(partner + 1))
        yield list(_words(ones[partner], text))
    yield from ([Passage("removed", text)] for each, text in enumerate(ones) if each not in taken)


def _alike(ones: Sequence[str], others: Sequence[str]) -> dict[int, int]:
    """Return for paragraphs of ``others`` the one of ``ones`` with which most words are shared, in order."""
    known = [frozenset(text.lower().split()) for text in ones]
    found: dict[int, int] = {}
    begin = 0
    for place, text in enumerate(others):
        words = frozenset(text.lower().split())
        shares = {n: len(words & known[n]) / len(words | known[n]) for n in range(begin, len(known))}
        best = max(shares, key=lambda n: shares[n], default=None)
        if best is not None and shares[best] > _ALIKE:
            found[place] = best
            begin = best + 1
    return found


def _words(one: str, other: str) -> Iterator[Passage]:
    ones, others = _WORDS.findall(one), _WORDS.findall(other)
    if max(len(ones), len(others)) > MOST_WORDS:
        yield from (Passage("removed", one), Passage("added", other))
        return
    for tag, begin, end, other_begin, other_end in _opcodes(ones, others):
        if tag == "equal":
            yield Passage("same", "".join(others[other_begin:other_end]))
            continue
        if begin < end:
            yield Passage("removed", "".join(ones[begin:end]))
        if other_begin < other_end:
            yield Passage("added", "".join(others[other_begin:other_end]))


def _opcodes(ones: Sequence[str], others: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, ones, others, autojunk=False).get_opcodes()
