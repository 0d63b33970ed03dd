"""The whole archive as columns at one moment: a large base, and a small tail of what changed since."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from articles.search.columns.log import Position
from articles.search.columns.segment import Mask, Part, Segment, make_segment, part_of


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Published articles as of ``position``. Never changed once made, so that any thread may read it.

    An article is in the tail, or in the base in a row that ``alive`` still has. ``revision`` counts the
    changes that this process has seen; it is None where the columns hold what only the present transaction
    sees, of which nothing may be kept. ``token`` names the file that the base lies in, if any.
    """

    base: Segment
    alive: Mask
    tail: Segment
    position: Position
    revision: int | None = 0
    token: UUID | None = None

    @classmethod
    def of(cls, base: Segment, position: Position, token: UUID | None = None) -> "Snapshot":
        """A snapshot in which nothing has changed yet."""
        return cls(base, np.ones(len(base), bool), make_segment([]), position, token=token)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive)) + len(self.tail)

    def segments(self) -> Iterator[tuple[Segment, Mask]]:
        """Base and tail, each with the rows that count."""
        yield self.base, self.alive
        if len(self.tail):
            yield self.tail, np.ones(len(self.tail), bool)

    def changed(self, ids: Iterable[int], present: Part) -> "Snapshot":
        """The snapshot after articles changed; ``present`` has those of them that are published now."""
        gone = np.fromiter(ids, np.int64)
        alive = self.alive.copy()
        alive[self.base.rows(gone)] = False
        tail = make_segment([part_of(self.tail, ~self.tail.mask(gone)), present])
        return replace(self, alive=alive, tail=tail)

    def compacted(self) -> "Snapshot":
        """The same articles in one base."""
        parts = [part_of(self.base, self.alive), part_of(self.tail)]
        return replace(Snapshot.of(make_segment(parts), self.position), revision=self.revision)
