"""The postings of a few articles, unpacked: pairs of an article and a word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Bytes, Ints, Mask

#: The weights of the zones of a text, in the order of their positions: headline, lead, names, body.
ZONES = "ABCD"
#: Later positions are this one in PostgreSQL.
LAST_POSITION = 16_383
#: Scores from this many tenths on are not stored exactly.
MOST_TENTHS = 255

ZoneEnds = NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class WordPairs:
    """Article ``ids[n]`` has the word ``vocabulary[codes[n]]`` at ``counts[n]`` of the ``positions``.

    ``tenths[n]`` is ten times the article's score for the word if it is in the headline, else 0. ``articles``
    are the ids of all articles, sorted, and ``zone_ends`` for each the last positions of its headline, lead
    and names: all the text there is after them is body.
    """

    vocabulary: tuple[str, ...] = ()
    codes: Ints = field(default_factory=lambda: np.empty(0, np.uint16))
    ids: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    tenths: Bytes = field(default_factory=lambda: np.empty(0, np.uint8))
    counts: Ints = field(default_factory=lambda: np.empty(0, np.uint16))
    positions: Ints = field(default_factory=lambda: np.empty(0, np.uint16))
    articles: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    zone_ends: ZoneEnds = field(default_factory=lambda: np.empty((0, 3), np.uint16))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.vocabulary)}

    def with_word(self, word: str, *, headline: bool) -> Ints:
        """Return the unsorted ids of the articles with a word. Raises KeyError for an unknown word."""
        found = self.codes == self._numbers[word]
        ids: Ints = self.ids[found & (self.tenths > 0) if headline else found]
        return ids

    def occurrences(self, word: str) -> tuple[Ints, Ints, Ints]:
        """Return the articles with a word, its number of positions in each, and all positions."""
        found = self.codes == self._numbers[word]
        return self.ids[found], self.counts[found], self.positions[np.repeat(found, self.counts)]

    def zone_ends_of(self, ids: Ints) -> ZoneEnds:
        """Return the ends of the zones of each of ``ids``, 0 for articles that are not here."""
        ends = np.zeros((len(ids), 3), np.uint16)
        _, places, here = np.intersect1d(ids, self.articles, return_indices=True)
        ends[places] = self.zone_ends[here]
        return ends

    def changed(self, gone: Ints, present: "WordPairs") -> "WordPairs":
        """Return the pairs after ``gone`` changed; ``present`` has the pairs of those now published."""
        return concat_pairs(self.vocabulary, [self.of(~np.isin(self.articles, gone)), present])

    def of(self, which: Mask) -> "WordPairs":
        """Return the pairs of some of the articles."""
        articles = self.articles[which]
        kept = np.isin(self.ids, articles)
        pairs = self._only(kept)
        return replace(pairs, articles=articles, zone_ends=self.zone_ends[which])

    def _only(self, kept: Mask) -> "WordPairs":
        return WordPairs(
            self.vocabulary,
            self.codes[kept],
            self.ids[kept],
            self.tenths[kept],
            self.counts[kept],
            self.positions[np.repeat(kept, self.counts)],
        )

    def named(self, vocabulary: tuple[str, ...]) -> "WordPairs":
        """Return the same with the codes of another vocabulary, without the words that it lacks."""
        if vocabulary == self.vocabulary:
            return self
        numbers = {word: number for number, word in enumerate(vocabulary)}
        codes = np.array([numbers.get(word, len(vocabulary)) for word in self.vocabulary], np.uint16)
        pairs = replace(self, vocabulary=vocabulary, codes=codes[self.codes])
        known = pairs._only(pairs.codes < len(vocabulary))
        return replace(known, articles=self.articles, zone_ends=self.zone_ends)


def concat_pairs(vocabulary: tuple[str, ...], parts: Iterable[WordPairs]) -> WordPairs:
    """Concatenate pairs of the same vocabulary. No pair may be in two of them.

    The ends of an article's zones are taken from the last part that has them.
    """
    every = [WordPairs(vocabulary), *parts]
    articles = np.concatenate([each.articles for each in reversed(every)])
    zone_ends = np.concatenate([each.zone_ends for each in reversed(every)])
    articles, first = np.unique(articles, return_index=True)
    return WordPairs(
        vocabulary,
        np.concatenate([each.codes for each in every]),
        np.concatenate([each.ids for each in every]),
        np.concatenate([each.tenths for each in every]),
        np.concatenate([each.counts for each in every]),
        np.concatenate([each.positions for each in every]),
        articles,
        zone_ends[first],
    )


def in_zones(positions: Ints, rows: Ints, zone_ends: ZoneEnds, weights: str) -> Mask:
    """Return which positions, each in a row of ``zone_ends``, are in the zones with these weights."""
    if len(weights) > 2:
        others = "".join(zone for zone in ZONES if zone not in weights)
        return ~in_zones(positions, rows, zone_ends, others)
    kept = np.zeros(len(positions), bool)
    for weight in weights:
        zone = ZONES.index(weight)
        here = np.ones(len(positions), bool)
        if zone > 0:
            here &= positions > zone_ends[rows, zone - 1]
        if zone < len(ZONES) - 1:
            here &= positions <= zone_ends[rows, zone]
        kept |= here
    return kept
