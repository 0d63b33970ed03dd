"""The matches of recent queries, kept current as articles change."""

from dataclasses import dataclass

import numpy as np

from articles.search.arrays import Ints
from articles.search.columns.cache.history import History
from articles.search.columns.cache.lru import Kept
from articles.search.counting.ts_match import find

KEPT_BYTES = 32_000_000


_MOST_AGAIN = 5_000  # changed articles that are asked for again; of more, the whole query is


def replaced(ids: Ints, changed: frozenset[int], present: Ints) -> Ints:
    """Sorted ids without those that changed, with those of them that match now."""
    gone = np.sort(np.fromiter(changed, np.int64))
    places = np.searchsorted(ids, gone)
    inside = places < len(ids)
    places = places[inside][ids[places[inside]] == gone[inside]]
    # np.insert makes what it puts in as narrow as what is there: an id of 2**31 or more would be another.
    kept = np.delete(ids, places).astype(np.promote_types(ids.dtype, present.dtype), copy=False)
    return np.insert(kept, np.searchsorted(kept, present), present)


@dataclass(frozen=True, slots=True)
class _Entry:
    ids: Ints
    revision: int


class MatchCache:
    """The matches of the latest queries. An article that changes is asked for again; the others stay."""

    def __init__(self, history: History, most_bytes: int = KEPT_BYTES) -> None:
        self._history = history
        self._kept: Kept[tuple[str, bool], _Entry] = Kept(most_bytes)

    def find(self, tsquery: str, revision: int | None, *, headline: bool = False) -> Ints:
        """What find() gives, as of a revision of the columns or later; without one nothing is kept."""
        if revision is None:
            return find(tsquery, headline=headline)
        entry = self._kept.get((tsquery, headline))
        if entry is not None and entry.revision >= revision:
            return entry.ids
        changed = None if entry is None else self._history.between(entry.revision, revision)
        if entry is None or changed is None or len(changed) > _MOST_AGAIN:
            ids = find(tsquery, headline=headline)
        elif changed:
            ids = replaced(entry.ids, changed, find(tsquery, headline=headline, among=changed))
        else:
            ids = entry.ids
        self._kept.put((tsquery, headline), _Entry(ids, revision), ids.nbytes + 500)
        return ids
