"""What the model learns from: the words of a text with the kind of each name in it."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from articles.extraction.lexicon.tokens import Text

#: (first, last exclusive, kind); kind is one of PER, LOC, ORG, MISC.
TokenSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """Tokens first to last of a text and the names in them, by token index within the text."""

    text: Text
    first: int
    last: int
    spans: tuple[TokenSpan, ...]

    def labels(self) -> list[str]:
        """One label a token of the whole text: O, B-kind or I-kind."""
        labels = ["O"] * len(self.text.words)
        for first, last, kind in self.spans:
            labels[first:last] = [f"B-{kind}", *[f"I-{kind}"] * (last - first - 1)]
        return labels


def token_spans(text: Text, spans: Iterable[tuple[int, int, str]]) -> tuple[TokenSpan, ...]:
    """Character spans as token spans; one that begins inside a token goes to the next token's start."""
    found = []
    for start, end, kind in spans:
        first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
        if first < last:
            found.append((first, last, kind))
    return tuple(found)
