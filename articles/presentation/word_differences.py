"""The difference between two texts, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rapidfuzz.distance import Indel

Kind = Literal["same", "removed", "added"]
#: The work for a comparison is proportional to the product of the numbers of words: 0.2 GB at most.
MOST = 1_500_000_000
#: What becomes of a part of the first sequence, its bounds, and those of the part of the second.
_Opcode = tuple[str, int, int, int, int]
_BREAK = "\n\n"
_NEAR = 50  # words before the end of a paragraph
# Thai, Lao, Chinese and Japanese have no spaces, so they are compared letter by letter.
_LETTERS = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
# A word or sign with the space before it, or the end of a paragraph.
_TOKEN = re.compile(rf"\n\n|\s*(?:[{_LETTERS}]|(?:(?![{_LETTERS}])\w)+|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that both texts have, or only the earlier ("removed") or the later ("added")."""

    kind: Kind
    text: str


#: A paragraph of the later text, with the words that were removed from it.
Paragraph = tuple[Words, ...]


def is_same(paragraph: Paragraph) -> bool:
    """Whether both texts have the paragraph as it is."""
    return all(words.kind == "same" for words in paragraph)


def compare(before: str, after: str) -> list[Paragraph]:
    """Return the paragraphs of both texts, in order, with their differences.

    Whole paragraphs are compared first, then the words of those that differ.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Paragraph] = []
    old_begin = new_begin = 0
    for change, old_from, old_to, new_from, new_to in [*_opcodes(old, new), _end(old, new)]:
        if change == "equal":
            found += _compare_words(old[old_begin:old_from], new[new_begin:new_from])
            found += [(Words("same", text),) for text in new[new_from:new_to]]
            old_begin, new_begin = old_to, new_to
    return found


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[_Opcode]:
    found = Indel.opcodes(before, after)
    return [(each.tag, each.src_start, each.src_end, each.dest_start, each.dest_end) for each in found]


def _paragraphs(text: str) -> list[str]:
    return text.split(_BREAK) if text else []


def _end(old: Sequence[str], new: Sequence[str]) -> _Opcode:
    return "equal", len(old), len(old), len(new), len(new)


def _compare_words(old: Sequence[str], new: Sequence[str]) -> list[Paragraph]:
    """Compare paragraphs that differ as one text, so that words may move from one to the next."""
    before, after = (_TOKEN.findall("".join(text + _BREAK for text in texts)) for texts in (old, new))
    if len(before) * len(after) <= MOST:
        return list(_in_paragraphs(_whole_paragraphs(list(_changes(before, after)))))
    if len(old) == len(new) > 1:
        pairs = zip(old, new, strict=True)
        return [paragraph for one, other in pairs for paragraph in _compare_words([one], [other])]
    whole: list[tuple[Kind, str]] = [*(("removed", each) for each in old), *(("added", each) for each in new)]
    return [(Words(kind, text),) for kind, text in whole]


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Kind, Sequence[str]]]:
    """Yield the runs of words. A single word that stays between two changes is part of the change."""
    removed: list[str] = []
    added: list[str] = []
    opcodes = _opcodes(_plain(before), _plain(after))
    for number, (change, old_from, old_to, new_from, new_to) in enumerate(opcodes):
        is_short = new_to - new_from == 1 and after[new_from] != _BREAK and 0 < number < len(opcodes) - 1
        if change != "equal" or is_short:
            removed += before[old_from:old_to]
            added += after[new_from:new_to]
            continue
        yield from _change(removed, added)
        removed, added = [], []
        yield "same", after[new_from:new_to]
    yield from _change(removed, added)


def _plain(tokens: Sequence[str]) -> list[str]:
    """Return the tokens without the spaces before them, which are missing at the start of a paragraph."""
    return [token.strip() or token for token in tokens]


def _change(removed: list[str], added: list[str]) -> Iterator[tuple[Kind, Sequence[str]]]:
    """Yield what was removed, then what was added, without the words that both begin or end with."""
    begin = next((n for n, (a, b) in enumerate(zip_longest(removed, added)) if a != b), len(added))
    tail = zip_longest(reversed(removed[begin:]), reversed(added[begin:]))
    end = next((n for n, (a, b) in enumerate(tail) if a != b), 0)
    runs: Iterable[tuple[Kind, Sequence[str]]] = (
        ("same", added[:begin]),
        ("removed", removed[begin : len(removed) - end]),
        ("added", added[begin : len(added) - end]),
        ("same", added[len(added) - end :]),
    )
    return ((kind, words) for kind, words in runs if words)


def _whole_paragraphs(runs: list[tuple[Kind, Sequence[str]]]) -> list[tuple[Kind, Sequence[str]]]:
    """Move a change from ". Second paragraph" to "Second paragraph.", where both mean the same."""
    for place in range(len(runs) - 2, -1, -1):
        kind, words = runs[place]
        following = next((n for n in range(place + 1, len(runs)) if runs[n][0] == "same"), None)
        if kind == "same" or _BREAK not in words or following is None:
            continue
        end, after = words.index(_BREAK) + 1, runs[following][1]
        start = next((n for n in range(max(0, end - _NEAR), end) if words[n:end] == after[: end - n]), end)
        if start < end:
            moved: list[tuple[Kind, Sequence[str]]] = [
                (kind, words[:start]),
                *runs[place + 1 : following],
                ("same", words[start:end]),
                (kind, [*words[end:], *after[: end - start]]),
                ("same", after[end - start :]),
            ]
            runs[place : following + 1] = [run for run in moved if run[1]]
    return runs


def _in_paragraphs(changes: Iterable[tuple[Kind, Sequence[str]]]) -> Iterator[Paragraph]:
    """Split the runs into paragraphs, where either text has the end of one."""
    paragraph: list[Words] = []
    for kind, tokens in changes:
        *ended, last = "".join(tokens).split(_BREAK)
        for text in ended:
            paragraph += [Words(kind, text)] if text else []
            if kind != "same" and any(words.kind != kind for words in paragraph):
                paragraph.append(Words(kind, "¶"))
            if paragraph:
                yield tuple(paragraph)
            paragraph = []
        paragraph += [Words(kind, last)] if last else []
    if paragraph:
        yield tuple(paragraph)
