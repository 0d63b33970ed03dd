"""Find pairs of articles that may be nearly the same, by the hashes that their fingerprints share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.stories.fingerprints import LENGTH, Ints

FEW = 1_000  # new articles, with more of which reading all fingerprints takes less time than looking them up
_AT_ONCE = 100_000  # fingerprints read by one statement
MOST_HOLDERS = 20  # articles considered for one hash, those with the lowest ids: common phrases have many
LEAST_SHARED = 0.3  # share of the hashes in the range that two fingerprints cover
_PAIRS_AT_ONCE = 20_000  # pairs of fingerprints compared in memory, half a kilobyte each
_NOTHING = np.uint32(2**32 - 1)

_COLUMNS = (
    "string_agg(int8send(article_id), ''), string_agg(int4send(length(hashes)), ''), string_agg(hashes, '')"
)
_READ = f"""
    SELECT {_COLUMNS} FROM (
        SELECT article_id, hashes FROM articles_fingerprint
        WHERE article_id > %s AND is_compared AND NOT is_apart AND hashes <> '' ORDER BY article_id LIMIT %s
    ) fingerprint
"""  # noqa: S608  (made of constants)
_READ_SOME = f"""
    SELECT {_COLUMNS} FROM articles_fingerprint
    WHERE article_id = ANY(%s) AND NOT is_apart AND hashes <> ''
"""  # noqa: S608
_KEY = np.uint32(2**20 - 1)  # the part of a hash that is indexed, see migration 0041
# An aggregate, since LIMIT could tempt PostgreSQL to walk through all articles in the order of ids.
_HOLDERS = """
    SELECT DISTINCT unnest(holders[:%s]) FROM (
        SELECT array_agg(article_id ORDER BY article_id) AS holders
        FROM unnest(%s::int[], %s::bytea[]) AS wanted (key, hash) JOIN articles_fingerprint
            ON articles_hash_keys(hashes) @> ARRAY[key] AND is_compared AND NOT is_apart
        WHERE position(hash IN hashes) > 0 GROUP BY hash
    ) holder
"""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints sorted by ``ids``: a row of sorted hashes for each, filled up with the highest number."""

    ids: Ints
    hashes: NDArray[np.uint32]

    @classmethod
    def of(cls, row: Sequence[Any] | None) -> "Fingerprints":
        ids, lengths, hashes = (
            np.frombuffer(data or b"", kind)
            for data, kind in zip(row or (), (">i8", ">i4", "<u4"), strict=True)
        )
        inside = np.arange(LENGTH) < lengths[:, None] // 4
        table = np.full(inside.shape, _NOTHING, np.uint32)
        table[inside] = hashes
        order = np.argsort(ids)
        return cls(ids.astype(np.int64)[order], table[order])

    def rows(self, mask: NDArray[np.bool_]) -> "Fingerprints":
        """Return some of them."""
        return Fingerprints(self.ids[mask], self.hashes[mask])

    def __add__(self, other: "Fingerprints") -> "Fingerprints":
        ids, hashes = np.concatenate([self.ids, other.ids]), np.concatenate([self.hashes, other.hashes])
        order = np.argsort(ids)
        return Fingerprints(ids[order], hashes[order])


def read_some(article_ids: Sequence[int]) -> Fingerprints:
    """Return the fingerprints of these articles."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_SOME, [list(article_ids)])
        return Fingerprints.of(cursor.fetchone())


def _read_compared() -> Iterator[Fingerprints]:
    """Yield the fingerprints of all articles that have been compared."""
    last = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [last, _AT_ONCE])
            part = Fingerprints.of(cursor.fetchone())
        if not len(part.ids):
            return
        last = int(part.ids[-1])
        yield part


def pairs_with(new: Fingerprints) -> list[tuple[int, int]]:
    """Return pairs of a new article and a known or new one that may be nearly the same, sorted."""
    if not len(new.ids):
        return []
    wanted = np.unique(new.hashes[new.hashes != _NOTHING])
    return sharing_pairs(new, new + (_look_up(wanted) if len(new.ids) <= FEW else _read_sharing(wanted)))


def _look_up(wanted: NDArray[np.uint32]) -> Fingerprints:
    """Return compared fingerprints that have one of these hashes: for each hash, those of the lowest ids."""
    with connection.cursor() as cursor:
        keys, hashes = (wanted & _KEY).tolist(), [each.tobytes() for each in wanted]
        cursor.execute(_HOLDERS, [MOST_HOLDERS, keys, hashes])
        return read_some([pk for (pk,) in cursor.fetchall()])


def _read_sharing(wanted: NDArray[np.uint32]) -> Fingerprints:
    """Return all compared fingerprints that have one of these hashes."""
    known = Fingerprints.of([None, None, None])
    for part in _read_compared():
        places = np.searchsorted(wanted, part.hashes).clip(max=len(wanted) - 1)
        shares = ((wanted[places] == part.hashes) & (part.hashes != _NOTHING)).any(axis=1)
        known += part.rows(shares)
    return known


def sharing_pairs(new: Fingerprints, known: Fingerprints) -> list[tuple[int, int]]:
    """Return the pairs of a new and a known article that share enough hashes, sorted."""
    left, right = _sharing(new, known)
    blocks = [slice(begin, begin + _PAIRS_AT_ONCE) for begin in range(0, len(left), _PAIRS_AT_ONCE)]
    found = [_likely(new.hashes[left[block]], known.hashes[right[block]]) for block in blocks]
    likely = np.concatenate([np.empty(0, bool), *found])
    ids = np.stack([new.ids[left[likely]], known.ids[right[likely]]], axis=1)
    return sorted({(one, other) for one, other in ids.tolist() if one != other})


def _sharing(new: Fingerprints, known: Fingerprints) -> tuple[Ints, Ints]:
    """Return the rows of fingerprints that share a hash, with those of the lowest ids for each hash."""
    hashes, rows = known.hashes.ravel(), np.repeat(np.arange(len(known.ids)), LENGTH)
    order = np.argsort(hashes, kind="stable")  # equal hashes stay in the order of ids
    order = order[: np.searchsorted(hashes[order], _NOTHING)]
    hashes, rows = hashes[order], rows[order]
    wanted = new.hashes.ravel()
    begins = np.searchsorted(hashes, wanted)
    counts = np.minimum(np.searchsorted(hashes, wanted, side="right") - begins, MOST_HOLDERS)
    total = int(counts.sum())
    within = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    left = np.repeat(np.repeat(np.arange(len(new.ids)), LENGTH), counts)
    right = rows[np.repeat(begins, counts) + within]
    both = np.unique(left * len(known.ids) + right)
    return both // len(known.ids), both % len(known.ids)


def _likely(ones: NDArray[np.uint32], others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return whether pairs of fingerprints share enough of the hashes in the range that both cover."""
    ends = np.minimum(_last(ones), _last(others))[:, None]
    ones_in, others_in = ones <= ends, others <= ends
    shared = (ones[:, :, None] == np.where(others_in, others, _NOTHING)[:, None, :]) & ones_in[:, :, None]
    least = np.minimum(ones_in.sum(axis=1), others_in.sum(axis=1))
    enough: NDArray[np.bool_] = shared.any(axis=2).sum(axis=1) >= LEAST_SHARED * np.maximum(least, 1)
    return enough


def _last(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the highest hash of each fingerprint."""
    last: NDArray[np.uint32] = np.where(hashes == _NOTHING, np.uint32(0), hashes).max(axis=1, initial=0)
    return last
