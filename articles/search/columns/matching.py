"""Find the rows that match a tsquery: by postings for frequent words, else in PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from typing import Any, Protocol

import numpy as np
from django.db.models import Q

from articles.fulltext.tsquery import Junction, Leaf, Negation, Node, Phrase, join, parse
from articles.search.arrays import Ints, Mask, narrowed
from articles.search.columns.phrases import PartitionOccurrences, TailOccurrences, can_match, phrase_rows
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.counting.ts_match import ids_where, matching_ids
from articles.search.query.compiler import Mentions


class Find(Protocol):
    """Returns the ids of the articles that match a tsquery, in the whole text or in the headline.

    ``look_up`` finds them if they are not cached, by default in PostgreSQL.
    """

    def __call__(self, tsquery: str, headline: bool, look_up: Callable[[], Ints] | None = None) -> Ints: ...


#: Returns the ids of the articles that name any of these entities.
Mentioning = Callable[[tuple[int, ...]], Ints]
Masks = list[Mask]


class Matching:
    """The rows of a snapshot that match a tsquery, as one mask for each segment. Results are cached.

    A tsquery is split: words with postings and phrases of such words are found and combined here, the rest is
    passed to ``find`` in as few pieces as possible.
    """

    def __init__(self, snapshot: Snapshot, find: Find, mentioning: Mentioning) -> None:
        self._snapshot = snapshot
        self._segments = [segment for segment, _ in snapshot.segments()]
        self._words = snapshot.base.words
        self._pairs = snapshot.pairs
        self._find = find
        self._known: dict[tuple[str, bool], Masks] = {}
        self._mentioning = mentioning
        self._met: dict[Any, Masks] = {}

    def masks(self, tsquery: str, *, headline: bool = False) -> Masks:
        """Return the matching rows of each segment. The masks are shared: do not modify them."""
        key = tsquery, headline
        if key not in self._known:
            self._known[key] = self._node(parse(tsquery), headline)
        return self._known[key]

    def meeting(self, condition: Any) -> Masks:
        """Return the rows of each segment that meet a condition: a look-up and its value, or Mentions."""
        if condition not in self._met:
            mentions = isinstance(condition, Mentions)
            ids = self._mentioning(condition.ids) if mentions else ids_where(Q(condition))
            self._met[condition] = [segment.mask(ids) for segment in self._segments]
        return self._met[condition]

    def _node(self, node: Node, headline: bool) -> Masks:
        if not self._has_postings(node):
            return self._from_database(node.text, headline)
        if isinstance(node, Negation):
            return [~mask for mask in self._node(node.child, headline)]
        if isinstance(node, Junction) and not (_are_phrases(node) and self._can_match(node)):
            return self._junction(node, headline)
        if isinstance(node, Leaf) and node.word is not None:
            return self._from_postings(node.word, headline)
        look_up = partial(self._from_positions, node, headline)
        return self._masks_of(self._find(node.text, headline, look_up))

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
        """Return whether postings are enough for any part of the node that is looked up as a whole."""
        if isinstance(node, Negation):
            return self._has_postings(node.child)
        if isinstance(node, Junction):
            return any(map(self._has_postings, node.children))
        return self._can_match(node)

    def _can_match(self, node: Node) -> bool:
        return self._words is not None and can_match(node, self._words)

    def _from_postings(self, word: str, headline: bool) -> Masks:
        assert self._words is not None
        base = self._words.mask(word, headline=headline)
        tail = [
            segment.mask(self._pairs.with_word(word, headline=headline)) for segment in self._segments[1:]
        ]
        return [base, *tail]

    def _from_database(self, tsquery: str, headline: bool) -> Masks:
        return self._masks_of(self._find(tsquery, headline))

    def _masks_of(self, ids: Ints) -> Masks:
        return [segment.mask(ids) for segment in self._segments]

    def _from_positions(self, node: Node, headline: bool) -> Ints:
        """Return the sorted ids of the articles that match a phrase of words with postings."""
        found = [
            segment.ids(np.flatnonzero(mask & counted))
            for (segment, counted), mask in zip(
                self._snapshot.segments(), self._phrase_masks(node, headline), strict=True
            )
        ]
        ids = np.sort(narrowed(np.concatenate(found)))
        unsure = self._snapshot.without_zones
        if not len(unsure):
            return ids
        sure = np.setdiff1d(ids, unsure, assume_unique=True)
        return np.union1d(sure, matching_ids(node.text, headline=headline, among=unsure.tolist()))

    def _phrase_masks(self, node: Node, headline: bool) -> Iterator[Mask]:
        assert self._words is not None
        base = [
            phrase_rows(node, PartitionOccurrences(self._words, partition), headline=headline)
            for partition in self._words.partitions
        ]
        yield np.concatenate(base)
        for tail in self._segments[1:]:
            yield phrase_rows(node, TailOccurrences(self._pairs, tail), headline=headline)


def _are_phrases(node: Node) -> bool:
    """Return whether a node is a phrase, or alternatives that are: NEAR has many, found together."""
    if isinstance(node, Junction):
        return node.operator == "|" and all(map(_are_phrases, node.children))
    return isinstance(node, Phrase)


def _joined(operator: str, masks: Iterable[Mask]) -> Mask:
    return reduce(np.logical_and if operator == "&" else np.logical_or, masks)
