"""The whole archive as columns at one moment: a large base, and a small tail of later changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

import numpy as np

from articles.search.arrays import Ints, Mask
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.postings import PARTITION_ROWS, make_postings
from articles.search.columns.storage.segment import MOST_ID, ArticleBatch, Segment, batch_of, make_segment
from articles.search.columns.storage.word_pairs import LAST_POSITION, WordPairs, concat_pairs

#: Returns the pairs of articles, by their ids, and of some words.
ReadWords = Callable[[Ints], WordPairs]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The published articles as of ``position``. Immutable, so that threads may share it.

    An article is either in the tail, or in the base in a row that is still ``alive``. revision: counts the
    changes that this process has seen; None if the columns include uncommitted changes of the current
    transaction, which must not be cached. token: the file of the base, if any. pairs: the postings of the
    tail.
    """

    base: Segment
    alive: Mask
    tail: Segment
    position: Position
    revision: int | None = 0
    token: UUID | None = None
    pairs: WordPairs = field(default_factory=WordPairs)

    @classmethod
    def of(cls, base: Segment, position: Position, token: UUID | None = None) -> "Snapshot":
        """Return a snapshot without changes."""
        pairs = WordPairs(base.words.vocabulary if base.words else ())
        return cls(base, np.ones(len(base), bool), make_segment([]), position, token=token, pairs=pairs)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive)) + len(self.tail)

    def ids(self) -> Ints:
        """Return the ids of all articles."""
        ids: Ints = np.concatenate([self.base.keys[self.alive], self.tail.keys]) & MOST_ID
        return ids

    @cached_property
    def without_zones(self) -> Ints:
        """The ids of articles whose lead or names reach the last position, so that zones overlap there."""
        found = [self.pairs.articles[self.pairs.zone_ends[:, -1] >= LAST_POSITION]]
        for number, each in enumerate(self.base.words.partitions if self.base.words else ()):
            rows = np.flatnonzero(each.zone_ends[:, -1] >= LAST_POSITION) + number * PARTITION_ROWS
            found.append(self.base.ids(rows[self.alive[rows]]))
        return np.concatenate(found)

    def segments(self) -> Iterator[tuple[Segment, Mask]]:
        """Yield base and tail, each with the mask of its valid rows."""
        yield self.base, self.alive
        if len(self.tail):
            yield self.tail, np.ones(len(self.tail), bool)

    def changed(self, ids: Iterable[int], present: ArticleBatch, pairs: WordPairs) -> "Snapshot":
        """Return the snapshot after articles changed.

        ``present`` has those of them that are published now, and ``pairs`` their frequent words.
        """
        gone = np.fromiter(ids, np.int64)
        alive = self.alive.copy()
        alive[self.base.rows(gone)] = False
        tail = make_segment([batch_of(self.tail, ~self.tail.mask(gone)), present])
        return replace(self, alive=alive, tail=tail, pairs=self.pairs.changed(gone, pairs))

    def compacted(self, vocabulary: Sequence[str], read: ReadWords) -> "Snapshot":
        """Return the same articles in one base, with postings of ``vocabulary``.

        ``read`` is called for words without postings. It may run after further changes: those articles will
        be in the tail before a search uses the new base.
        """
        base = make_segment([batch_of(self.base, self.alive), batch_of(self.tail)])
        words = make_postings(vocabulary, base.keys & MOST_ID, _Pairs(self, tuple(vocabulary), read).of)
        new = Snapshot.of(replace(base, words=words), self.position)
        return replace(new, revision=self.revision)


class _Pairs:
    """Finds the pairs of articles: in the old postings, in the tail, or for new words by ``read``."""

    def __init__(self, old: Snapshot, vocabulary: tuple[str, ...], read: ReadWords) -> None:
        self._old = old
        self._vocabulary = vocabulary
        self._read = read

    def of(self, ids: Ints) -> WordPairs:
        parts = [*self._listed(ids), self._old.pairs.of(np.isin(self._old.pairs.articles, ids))]
        parts.append(self._read(ids))
        return concat_pairs(self._vocabulary, [each.named(self._vocabulary) for each in parts])

    def _listed(self, ids: Ints) -> Iterator[WordPairs]:
        words, rows = self._old.base.words, self._old.base.rows_of(ids)
        if words is None:
            return
        alive = rows >= 0
        alive[alive] = self._old.alive[rows[alive]]
        ids, places, rows = ids[alive], *np.divmod(rows[alive], PARTITION_ROWS)
        for place in np.unique(places):
            partition = words.partitions[place]
            here = np.full(partition.total, -1, np.int64)
            here[rows[places == place]] = ids[places == place]
            yield partition.pairs(words.vocabulary, here)
