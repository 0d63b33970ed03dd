"""Find phrases of frequent words by the positions in their postings, as PostgreSQL finds them in the text.

PostgreSQL evaluates a phrase from the inside out. What is found for a part is a set of places, and all parts
have a width: a word has 0, "a <2> b" has 2. What follows a part is that much further on. The alternatives and
the members of a group are lined up by their beginnings, so a place here is where a part begins.
"""

from collections.abc import Container, Iterable, Iterator
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from articles.fulltext.tsquery import Junction, Leaf, Negation, Node, Phrase
from articles.search.arrays import Ints, Mask, spans
from articles.search.columns.storage.postings import Partition, Postings
from articles.search.columns.storage.segment import Segment
from articles.search.columns.storage.word_pairs import ZONES, WordPairs, ZoneEnds, in_zones

Places = NDArray[np.int64]
_ROW_AT = 32  # a place is a row, shifted by this many bits, and a position


class Occurrences(Protocol):
    """Where words are in some rows."""

    def mask(self, word: str, *, headline: bool) -> Mask:
        """Return the rows with a word."""

    def of(self, word: str, among: Mask) -> tuple[Ints, Ints, Ints]:
        """Return the sorted rows of ``among`` with a word, its number of positions in each, and those."""

    def zone_ends(self) -> ZoneEnds:
        """Return the last positions of headline, lead and names of each row."""


class PartitionOccurrences:
    """Those of a partition of the base."""

    def __init__(self, words: Postings, partition: Partition) -> None:
        self._numbers = words.numbers
        self._partition = partition

    def mask(self, word: str, *, headline: bool) -> Mask:
        return self._partition.mask(self._numbers[word], headline=headline)

    def of(self, word: str, among: Mask) -> tuple[Ints, Ints, Ints]:
        return self._partition.occurrences(self._numbers[word], among)

    def zone_ends(self) -> ZoneEnds:
        return self._partition.zone_ends


class TailOccurrences:
    """Those of the tail."""

    def __init__(self, pairs: WordPairs, tail: Segment) -> None:
        self._pairs = pairs
        self._tail = tail

    def mask(self, word: str, *, headline: bool) -> Mask:
        return self._tail.mask(self._pairs.with_word(word, headline=headline))

    def of(self, word: str, among: Mask) -> tuple[Ints, Ints, Ints]:
        ids, counts, positions = self._pairs.occurrences(word)
        rows = self._tail.rows_of(ids)
        order = np.argsort(rows)[np.count_nonzero(rows < 0) :]
        order = order[among[rows[order]]]
        begins = np.cumsum(counts, dtype=np.int64) - counts
        return rows[order], counts[order], positions[spans(begins[order], counts[order])]

    def zone_ends(self) -> ZoneEnds:
        return self._pairs.zone_ends_of(self._tail.ids(np.arange(len(self._tail))))


def can_match(node: Node, words: Container[str]) -> bool:
    """Return whether the positions of ``words`` are enough to find a phrase."""
    if isinstance(node, Leaf):
        return not node.prefix and node.lexeme in words
    if isinstance(node, Negation):
        return False
    if isinstance(node, Junction):
        return all(can_match(child, words) for child in node.children)
    return _width(node.first) is not None and can_match(node.first, words) and can_match(node.second, words)


def _width(node: Node) -> int | None:
    """Return the width of a part, None if it depends on the text: alternatives may differ in width."""
    if isinstance(node, Phrase):
        first, second = _width(node.first), _width(node.second)
        return None if first is None or second is None else first + node.distance + second
    if isinstance(node, Junction):
        widths = {_width(child) for child in node.children}
        return widths.pop() if len(widths) == 1 else None
    return 0


def phrase_rows(node: Node, occurrences: Occurrences, *, headline: bool) -> Mask:
    """Return the rows that match a phrase, in the text or in the headline."""
    return _PhraseRows(occurrences, headline).of(node)


class _PhraseRows:
    def __init__(self, occurrences: Occurrences, headline: bool) -> None:
        self._occurrences = occurrences
        self._zones = "A" if headline else ZONES
        self._among = np.empty(0, bool)
        self._masks: dict[tuple[str, bool], Mask] = {}
        self._known: dict[tuple[str, str], Places] = {}

    def of(self, node: Node) -> Mask:
        self._among = self._with_words(node)
        matching = np.zeros(len(self._among), bool)
        if self._among.any():
            matching[self._places(node) >> _ROW_AT] = True
        return matching

    def _with_words(self, node: Node) -> Mask:
        """Return the rows that have the words at all."""
        if isinstance(node, Phrase):
            return self._with_words(node.first) & self._with_words(node.second)
        if isinstance(node, Junction):
            join = np.logical_and if node.operator == "&" else np.logical_or
            found: Mask = reduce(join, map(self._with_words, node.children))
            return found
        assert isinstance(node, Leaf)
        key = node.lexeme, self._weights(node) == "A"
        if key not in self._masks:
            self._masks[key] = self._occurrences.mask(node.lexeme, headline=key[1])
        return self._masks[key]

    def _weights(self, leaf: Leaf) -> str:
        return "".join(zone for zone in self._zones if zone in (leaf.weights or ZONES))

    def _places(self, node: Node) -> Places:
        """Return the sorted places where a part begins."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Phrase):
            return self._followed(node.first, [node.distance], node.second)
        assert isinstance(node, Junction)
        if node.operator == "&":
            return reduce(_in_both, map(self._places, node.children))
        # Places that are there twice do no harm, and sorted parts are quickly merged.
        return np.sort(np.concatenate(list(self._alternatives(node.children))), kind="stable")

    def _alternatives(self, nodes: Iterable[Node]) -> Iterator[Places]:
        """Yield the places of each; the distances between the same two parts are looked at together."""
        distances: dict[tuple[Node, Node], list[int]] = {}
        for node in nodes:
            if isinstance(node, Phrase):
                distances.setdefault((node.first, node.second), []).append(node.distance)
            else:
                yield self._places(node)
        for (first, second), each in distances.items():
            yield self._followed(first, each, second)

    def _followed(self, first: Node, distances: Iterable[int], second: Node) -> Places:
        """Return the places of a part that another one follows at any of the distances."""
        places, others, width = self._places(first), self._places(second), _width(first)
        assert width is not None
        found = np.zeros(len(places), bool)
        for least, most in _runs(distances):
            found |= _has_any(others, places + (width + least), places + (width + most))
        return places[found]

    def _leaf(self, leaf: Leaf) -> Places:
        weights = self._weights(leaf)
        if (leaf.lexeme, weights) not in self._known:
            self._known[leaf.lexeme, weights] = self._read(leaf.lexeme, weights)
        return self._known[leaf.lexeme, weights]

    def _read(self, word: str, weights: str) -> Places:
        rows, counts, positions = self._occurrences.of(word, self._among)
        rows = np.repeat(rows, counts)
        if weights != ZONES:
            kept = in_zones(positions, rows, self._occurrences.zone_ends(), weights)
            rows, positions = rows[kept], positions[kept]
        return (rows.astype(np.int64) << _ROW_AT) + positions


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of every run of consecutive numbers."""
    each = sorted(set(numbers))
    first = 0
    for place, number in enumerate(each):
        if place + 1 == len(each) or each[place + 1] > number + 1:
            yield each[first], number
            first = place + 1


def _has_any(places: Places, least: Places, most: Places) -> Mask:
    """Return for each range whether any of the sorted places is in it."""
    if not len(places):
        return np.zeros(len(least), bool)
    following = np.searchsorted(places, least)
    inside = following < len(places)
    following[~inside] = 0
    found: Mask = inside & (places[following] <= most)
    return found


def _in_both(one: Places, other: Places) -> Places:
    return one[_has_any(other, one, one)]
