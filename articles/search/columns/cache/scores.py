"""Cache of the scores of recent queries, kept current as articles change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from articles.search.arrays import Ints
from articles.search.columns.cache.history import History
from articles.search.columns.cache.lru import ByteLRU
from articles.search.counting.ts_rank import Scores, read_scores

KEPT_BYTES = 16_000_000


_MOST_SCORES = 50_000  # cached for one query


@dataclass(frozen=True, slots=True)
class _Entry:
    ids: Ints  # sorted
    scores: Scores
    revision: int


class ScoreCache:
    """LRU cache of scores. Scores of changed articles are dropped."""

    def __init__(self, history: History, most_bytes: int = KEPT_BYTES) -> None:
        self._history = history
        self._kept: ByteLRU[str, _Entry] = ByteLRU(most_bytes)

    def scores(self, tsquery: str, ids: Sequence[int], revision: int | None) -> Scores:
        """Return the scores of ``ids``, as of at least this revision of the columns; None is not cached."""
        wanted = np.array(ids, np.int64)
        if revision is None:
            return _pick(_entry(tsquery, wanted, 0), wanted)
        entry = self._present(tsquery, revision)
        if entry is None:
            entry = _entry(tsquery, wanted, revision)
        elif len(missing := np.setdiff1d(wanted, entry.ids)):
            entry = _joined(entry, _entry(tsquery, missing, revision))
        if len(entry.ids) <= _MOST_SCORES:
            self._kept.put(tsquery, entry, entry.ids.nbytes + entry.scores.nbytes + 500)
        return _pick(entry, wanted)

    def _present(self, tsquery: str, revision: int) -> _Entry | None:
        """Return the cached scores that are still valid."""
        entry = self._kept.get(tsquery)
        if entry is None or entry.revision >= revision:
            return entry
        changed = self._history.between(entry.revision, revision)
        if changed is None or len(entry.ids) > _MOST_SCORES:
            return None
        true = ~np.isin(entry.ids, list(changed)) if changed else np.ones(len(entry.ids), bool)
        return _Entry(entry.ids[true], entry.scores[true], revision)


def _entry(tsquery: str, ids: Ints, revision: int) -> _Entry:
    ids = np.unique(ids)
    return _Entry(ids, read_scores(tsquery, ids), revision)


def _joined(one: _Entry, other: _Entry) -> _Entry:
    ids = np.concatenate([one.ids, other.ids])
    order = np.argsort(ids)
    return _Entry(ids[order], np.concatenate([one.scores, other.scores])[order], one.revision)


def _pick(entry: _Entry, ids: Ints) -> Scores:
    return entry.scores[np.searchsorted(entry.ids, ids)]
