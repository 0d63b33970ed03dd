"""Which rows a tsquery matches: by the lists of frequent words where there are any, else by PostgreSQL."""

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np

from articles.fulltext.tsquery import Junction, Negation, Node, join, parse
from articles.search.arrays import Ints, Mask
from articles.search.columns.storage.snapshot import Snapshot

#: The ids of the articles that a tsquery matches, anywhere or in the headline alone.
Find = Callable[[str, bool], Ints]
Masks = list[Mask]


class Matching:
    """Rows of one snapshot by tsquery, one mask for each of its segments. Each is looked up once.

    A tsquery is taken apart: words that have lists are joined here, and what is left is asked of ``find``
    in as few pieces as can be.
    """

    def __init__(self, snapshot: Snapshot, find: Find) -> None:
        self._segments = [segment for segment, _ in snapshot.segments()]
        self._words = snapshot.base.words
        self._pairs = snapshot.pairs
        self._find = find
        self._known: dict[tuple[str, bool], Masks] = {}

    def masks(self, tsquery: str, *, headline: bool = False) -> Masks:
        """The rows of each segment that match. Nobody may change them."""
        key = tsquery, headline
        if key not in self._known:
            self._known[key] = self._node(parse(tsquery), headline)
        return self._known[key]

    def _node(self, node: Node, headline: bool) -> Masks:
        if not self._has_lists(node):
            return self._asked(node.text, headline)
        if isinstance(node, Negation):
            return [~mask for mask in self._node(node.child, headline)]
        if isinstance(node, Junction):
            return self._junction(node, headline)
        assert node.word is not None
        return self._listed(node.word, headline)

    def _junction(self, node: Junction, headline: bool) -> Masks:
        listed = [child for child in node.children if self._has_lists(child)]
        others = [child for child in node.children if not self._has_lists(child)]
        # PostgreSQL's index finds nothing by what must not match.
        excluded = [child for child in others if isinstance(child, Negation)]
        wanted = [child.text for child in others if not isinstance(child, Negation)]
        found = [self._node(child, headline) for child in listed]
        if wanted:
            found.append(self._asked(join(node.operator, wanted), headline))
        found += [[~mask for mask in self._node(child.child, headline)] for child in excluded]
        return [_joined(node.operator, masks) for masks in zip(*found, strict=True)]

    def _has_lists(self, node: Node) -> bool:
        """Whether any word of it has lists."""
        return self._words is not None and any(leaf.word in self._words for leaf in node.leaves())

    def _listed(self, word: str, headline: bool) -> Masks:
        assert self._words is not None
        base = self._words.mask(word, headline=headline)
        tail = [
            segment.mask(self._pairs.with_word(word, headline=headline)) for segment in self._segments[1:]
        ]
        return [base, *tail]

    def _asked(self, tsquery: str, headline: bool) -> Masks:
        ids = self._find(tsquery, headline)
        return [segment.mask(ids) for segment in self._segments]


def _joined(operator: str, masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and if operator == "&" else np.logical_or, masks)
