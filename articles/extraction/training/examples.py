"""Training examples: the words of a text with its labelled names."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from articles.extraction.lexicon.tokens import TokenizedText

#: (first, last exclusive, kind); kind is one of PER, LOC, ORG, MISC.
TokenSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """The tokens of a text from first to last (exclusive), with the names in them (indices in the text)."""

    text: TokenizedText
    first: int
    last: int
    spans: tuple[TokenSpan, ...]

    def labels(self) -> list[str]:
        """Return one label per token of the whole text: O, B-kind or I-kind."""
        labels = ["O"] * len(self.text.words)
        for first, last, kind in self.spans:
            labels[first:last] = [f"B-{kind}", *[f"I-{kind}"] * (last - first - 1)]
        return labels


def token_spans(text: TokenizedText, spans: Iterable[tuple[int, int, str]]) -> tuple[TokenSpan, ...]:
    """Convert character spans to token spans; one that starts inside a token starts at the next."""
    found = []
    for start, end, kind in spans:
        first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
        if first < last:
            found.append((first, last, kind))
    return tuple(found)
