"""Sets of article ids: found, compared, checksummed, and packed into few bytes."""

import hashlib
import zlib

import numpy as np
from numpy.typing import NDArray

from articles.search.all_ids import Everything
from articles.search.request import SearchRequest

Ids = NDArray[np.int64]  # ascending, each once

_FORMAT = b"\x01"
_WIDTH = 8  # bytes of a difference


def matching_ids(request: SearchRequest) -> Ids:
    """All published articles that match now. Raises SearchTooCostly."""
    # By date: the order means nothing to a set, and ranking costs.
    found = Everything(request.changed(sort="newest")).ids
    return np.sort(np.frombuffer(found, np.int64)) if found else np.empty(0, np.int64)


def checksum(ids: Ids) -> str:
    """SHA-256, in hexadecimal, of the ascending ids in decimal ASCII digits, each followed by a line feed.

    ``jq .id articles.jsonl | sort -n | sha256sum`` gives the same; of no ids it is that of nothing.
    """
    return hashlib.sha256("".join(f"{each}\n" for each in ids.tolist()).encode("ascii")).hexdigest()


def pack(ids: Ids) -> bytes:
    """Ids as bytes: the differences of neighbours, their low bytes first, then the next ones …, deflated.

    Planes of bytes instead of numbers one after another: the high ones are all zero and cost nothing.
    """
    steps = np.diff(ids, prepend=0).astype(f"<u{_WIDTH}")
    planes = steps.view(np.uint8).reshape(-1, _WIDTH).T
    return _FORMAT + zlib.compress(planes.tobytes(), 6)


def unpack(packed: bytes | memoryview) -> Ids:
    """The ids that were packed; none of none. Raises ValueError for bytes of another format."""
    raw = bytes(packed)
    if not raw:
        return np.empty(0, np.int64)
    if raw[:1] != _FORMAT:
        raise ValueError("These are no packed ids.")
    planes = np.frombuffer(zlib.decompress(raw[1:]), np.uint8).reshape(_WIDTH, -1)
    steps = np.ascontiguousarray(planes.T).view(f"<u{_WIDTH}").reshape(-1)
    return np.cumsum(steps.astype(np.int64))


def difference(ids: Ids, others: Ids) -> Ids:
    """The ids that are not among the others."""
    return np.setdiff1d(ids, others, assume_unique=True)


def union(ids: Ids, others: Ids) -> Ids:
    """The ids of both, each once."""
    return np.union1d(ids, others)


def common(ids: Ids, others: Ids) -> Ids:
    """The ids that are in both."""
    return np.intersect1d(ids, others, assume_unique=True)
