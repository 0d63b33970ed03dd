"""Cache of the ids that match recent queries, kept current as articles change."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np

from articles.search.arrays import Ints
from articles.search.columns.cache.history import History
from articles.search.columns.cache.lru import ByteLRU
from articles.search.counting.ts_match import matching_ids, mentioning_ids

KEPT_BYTES = 32_000_000


_MOST_REFRESHED = 5_000  # changed articles to look up again; after more changes, the whole query is run again


def update_ids(ids: Ints, changed: frozenset[int], present: Ints) -> Ints:
    """Remove the changed ids from sorted ids and insert those that match now (``present``, sorted)."""
    gone = np.sort(np.fromiter(changed, np.int64))
    places = np.searchsorted(ids, gone)
    inside = places < len(ids)
    places = places[inside][ids[places[inside]] == gone[inside]]
    # np.insert converts what it inserts to the dtype of the array, and would truncate ids of 2**31 or more.
    kept = np.delete(ids, places).astype(np.promote_types(ids.dtype, present.dtype), copy=False)
    return np.insert(kept, np.searchsorted(kept, present), present)


@dataclass(frozen=True, slots=True)
class _Entry:
    ids: Ints
    revision: int


class MatchCache:
    """LRU cache of the matching ids. Only changed articles are looked up again."""

    def __init__(self, history: History, most_bytes: int = KEPT_BYTES) -> None:
        self._history = history
        self._kept: ByteLRU[Hashable, _Entry] = ByteLRU(most_bytes)

    def find(
        self,
        tsquery: str,
        revision: int | None,
        *,
        headline: bool = False,
        look_up: Callable[[], Ints] | None = None,
    ) -> Ints:
        """Return the sorted matching ids, as of at least this revision of the columns; None is not cached.

        ``look_up`` finds those that are not cached, by default in PostgreSQL.
        """
        in_database = partial(matching_ids, tsquery, headline=headline)
        return self._current((tsquery, headline), look_up or in_database, in_database, revision)

    def mentioning(self, pks: tuple[int, ...], revision: int | None) -> Ints:
        """Return the sorted ids of the articles that name any of these entities, in the same way."""
        in_database = partial(mentioning_ids, pks)
        return self._current(pks, in_database, in_database, revision)

    def _current(
        self,
        key: Hashable,
        look_up: Callable[[], Ints],
        look_up_again: Callable[..., Ints],
        revision: int | None,
    ) -> Ints:
        if revision is None:
            return look_up()
        entry = self._kept.get(key)
        if entry is not None and entry.revision >= revision:
            return entry.ids
        changed = None if entry is None else self._history.between(entry.revision, revision)
        if entry is None or changed is None or len(changed) > _MOST_REFRESHED:
            ids = look_up()
        elif changed:
            ids = update_ids(entry.ids, changed, look_up_again(among=changed))
        else:
            ids = entry.ids
        self._kept.put(key, _Entry(ids, revision), ids.nbytes + 500)
        return ids
