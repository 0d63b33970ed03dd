"""The whole archive as columns at one moment: a large base, and a small tail of later changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from articles.search.arrays import Bytes, Ints, Mask
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.postings import Postings, WordPairs, WordRows, make_postings
from articles.search.columns.storage.segment import ArticleBatch, Segment, batch_of, make_segment

#: Returns the ids of the articles with a word anywhere, of those with it in the headline, and ten times the
#: scores of the latter.
FindWord = Callable[[str], tuple[Ints, Ints, Bytes]]


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

    def compacted(self, vocabulary: Sequence[str], find: FindWord) -> "Snapshot":
        """Return the same articles in one base, with postings of ``vocabulary``.

        ``find`` is called for words without postings. It may run after further changes: those articles will
        be in the tail before a search uses the new base.
        """
        base = make_segment([batch_of(self.base, self.alive), batch_of(self.tail)])
        rows = _Rows(self, base, find)
        words = make_postings(vocabulary, len(base), rows.of)
        new = Snapshot.of(replace(base, words=words), self.position)
        return replace(new, revision=self.revision)


class _Rows:
    """Finds the rows with a word in a new base: from the old postings, or in the database."""

    def __init__(self, old: Snapshot, base: Segment, find: FindWord) -> None:
        self._old = old
        self._base = base
        self._find = find

    def of(self, word: str) -> WordRows:
        words = self._old.base.words
        if words is None or word not in words:
            anywhere, headline, tenths = self._find(word)
        else:
            anywhere, _ = self._known(words, word, headline=False)
            headline, tenths = self._known(words, word, headline=True)
        rows = self._base.rows_of(headline)
        order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
        return WordRows(np.sort(self._base.rows(anywhere), kind="stable"), rows[order], tenths[order])

    def _known(self, words: Postings, word: str, *, headline: bool) -> tuple[Ints, Bytes]:
        """Return the ids, and ten times the scores of those with the word in the headline."""
        rows = words.rows(word, headline=headline)
        alive = self._old.alive[rows]
        tenths = words.headline_tenths(word)[alive] if headline else np.empty(0, np.uint8)
        more, their_tenths = self._old.pairs.scored(word, headline=headline)
        ids = np.concatenate([self._old.base.ids(rows[alive]), more])
        return ids, np.concatenate([tenths, their_tenths]) if headline else tenths
