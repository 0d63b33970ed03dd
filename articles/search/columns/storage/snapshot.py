"""The whole archive as columns at one moment: a large base, and a small tail of what changed since."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from articles.search.arrays import Bytes, Ints, Mask
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.postings import Found, WordPairs, Words, make_words
from articles.search.columns.storage.segment import Part, Segment, make_segment, part_of

#: The ids of the articles that have a word anywhere, of those in whose headline it is, and ten times the
#: scores of the latter.
Find = Callable[[str], tuple[Ints, Ints, Bytes]]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Published articles as of ``position``. Never changed once made, so that any thread may read it.

    An article is in the tail, or in the base in a row that ``alive`` still has. ``revision`` counts the
    changes that this process has seen; it is None where the columns hold what only the present transaction
    sees, of which nothing may be kept. ``token`` names the file that the base lies in, if any. ``pairs`` are
    to the tail what the lists of frequent words are to the base.
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
        """A snapshot in which nothing has changed yet."""
        pairs = WordPairs(base.words.vocabulary if base.words else ())
        return cls(base, np.ones(len(base), bool), make_segment([]), position, token=token, pairs=pairs)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive)) + len(self.tail)

    def segments(self) -> Iterator[tuple[Segment, Mask]]:
        """Base and tail, each with the rows that count."""
        yield self.base, self.alive
        if len(self.tail):
            yield self.tail, np.ones(len(self.tail), bool)

    def changed(self, ids: Iterable[int], present: Part, pairs: WordPairs) -> "Snapshot":
        """The snapshot after articles changed; ``present`` has those of them that are published now, and
        ``pairs`` which of those have the frequent words."""
        gone = np.fromiter(ids, np.int64)
        alive = self.alive.copy()
        alive[self.base.rows(gone)] = False
        tail = make_segment([part_of(self.tail, ~self.tail.mask(gone)), present])
        return replace(self, alive=alive, tail=tail, pairs=self.pairs.changed(gone, pairs))

    def compacted(self, vocabulary: Sequence[str], find: Find) -> "Snapshot":
        """The same articles in one base, with lists of the rows that the words of ``vocabulary`` stand in.

        ``find`` is asked for words that have no list yet. It may be asked after more has changed: those
        articles will be in the tail before a search sees the new base.
        """
        base = make_segment([part_of(self.base, self.alive), part_of(self.tail)])
        rows = _Rows(self, base, find)
        words = make_words(vocabulary, len(base), rows.of)
        new = Snapshot.of(replace(base, words=words), self.position)
        return replace(new, revision=self.revision)


class _Rows:
    """Where the articles with a word are in a new base: as the old lists say, or the database."""

    def __init__(self, old: Snapshot, base: Segment, find: Find) -> None:
        self._old = old
        self._base = base
        self._find = find

    def of(self, word: str) -> Found:
        words = self._old.base.words
        if words is None or word not in words:
            anywhere, headline, tenths = self._find(word)
        else:
            anywhere, _ = self._known(words, word, headline=False)
            headline, tenths = self._known(words, word, headline=True)
        rows = self._base.rows_of(headline)
        order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
        return Found(np.sort(self._base.rows(anywhere), kind="stable"), rows[order], tenths[order])

    def _known(self, words: Words, word: str, *, headline: bool) -> tuple[Ints, Bytes]:
        """Ids, and ten times the scores of those with the word in the headline."""
        rows = words.rows(word, headline=headline)
        alive = self._old.alive[rows]
        tenths = words.headline_tenths(word)[alive] if headline else np.empty(0, np.uint8)
        more, their_tenths = self._old.pairs.scored(word, headline=headline)
        ids = np.concatenate([self._old.base.ids(rows[alive]), more])
        return ids, np.concatenate([tenths, their_tenths]) if headline else tenths
