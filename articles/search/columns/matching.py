"""Find the rows that match a tsquery: by postings for frequent words, else in PostgreSQL."""

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np
from django.db.models import Q

from articles.fulltext.tsquery import Junction, Negation, Node, join, parse
from articles.search.arrays import Ints, Mask
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.counting.ts_match import ids_where

#: Returns the ids of the articles that match a tsquery, in the whole text or (True) in the headline.
Find = Callable[[str, bool], Ints]
Masks = list[Mask]


class Matching:
    """The rows of a snapshot that match a tsquery, as one mask for each segment. Results are cached.

    A tsquery is split: words with postings are combined here, the rest is passed to ``find`` in as few pieces
    as possible.
    """

    def __init__(self, snapshot: Snapshot, find: Find) -> None:
        self._segments = [segment for segment, _ in snapshot.segments()]
        self._words = snapshot.base.words
        self._pairs = snapshot.pairs
        self._find = find
        self._known: dict[tuple[str, bool], Masks] = {}
        self._met: dict[tuple[str, str], Masks] = {}

    def masks(self, tsquery: str, *, headline: bool = False) -> Masks:
        """Return the matching rows of each segment. The masks are shared: do not modify them."""
        key = tsquery, headline
        if key not in self._known:
            self._known[key] = self._node(parse(tsquery), headline)
        return self._known[key]

    def meeting(self, lookup: str, value: str) -> Masks:
        """Return the rows of each segment that meet a condition on a text, such as section__iregex."""
        key = lookup, value
        if key not in self._met:
            ids = ids_where(Q(key))
            self._met[key] = [segment.mask(ids) for segment in self._segments]
        return self._met[key]

    def _node(self, node: Node, headline: bool) -> Masks:
        if not self._has_postings(node):
            return self._from_database(node.text, headline)
        if isinstance(node, Negation):
            return [~mask for mask in self._node(node.child, headline)]
        if isinstance(node, Junction):
            return self._junction(node, headline)
        assert node.word is not None
        return self._from_postings(node.word, headline)

    def _junction(self, node: Junction, headline: bool) -> Masks:
        listed = [child for child in node.children if self._has_postings(child)]
        others = [child for child in node.children if not self._has_postings(child)]
        # PostgreSQL's index cannot find articles by negations.
        excluded = [child for child in others if isinstance(child, Negation)]
        wanted = [child.text for child in others if not isinstance(child, Negation)]
        found = [self._node(child, headline) for child in listed]
        if wanted:
            found.append(self._from_database(join(node.operator, wanted), headline))
        found += [[~mask for mask in self._node(child.child, headline)] for child in excluded]
        return [_joined(node.operator, masks) for masks in zip(*found, strict=True)]

    def _has_postings(self, node: Node) -> bool:
        """Return whether any word of the node has postings."""
        return self._words is not None and any(leaf.word in self._words for leaf in node.leaves())

    def _from_postings(self, word: str, headline: bool) -> Masks:
        assert self._words is not None
        base = self._words.mask(word, headline=headline)
        tail = [
            segment.mask(self._pairs.with_word(word, headline=headline)) for segment in self._segments[1:]
        ]
        return [base, *tail]

    def _from_database(self, tsquery: str, headline: bool) -> Masks:
        ids = self._find(tsquery, headline)
        return [segment.mask(ids) for segment in self._segments]


def _joined(operator: str, masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and if operator == "&" else np.logical_or, masks)
