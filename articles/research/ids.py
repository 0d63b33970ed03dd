"""Sets of article ids: search, set operations, checksum and compact encoding."""

import hashlib
import zlib

import numpy as np
from numpy.typing import NDArray

from articles.search.all_ids import MatchingIds
from articles.search.request import SearchRequest

Ids = NDArray[np.int64]  # ascending, without duplicates

_FORMAT = b"\x01"
_WIDTH = 8  # bytes per difference


def matching_ids(request: SearchRequest) -> Ids:
    """Return the ids of all published articles that match now. Raises SearchTooCostly."""
    # Sort by date: order is irrelevant to a set, and ranking is expensive.
    found = MatchingIds(request.changed(sort="newest")).ids
    return np.sort(np.frombuffer(found, np.int64)) if found else np.empty(0, np.int64)


def checksum(ids: Ids) -> str:
    """SHA-256, in hexadecimal, of the ascending ids in decimal ASCII digits, each followed by a line feed.

    ``jq .id articles.jsonl | sort -n | sha256sum`` gives the same. No ids hash as the empty string.
    """
    return hashlib.sha256("".join(f"{each}\n" for each in ids.tolist()).encode("ascii")).hexdigest()


def pack(ids: Ids) -> bytes:
    """Encode ids as deflated byte planes of their differences: all lowest bytes, then the next, and so on.

    Since the high bytes are nearly all zero, their planes compress to almost nothing.
    """
    steps = np.diff(ids, prepend=0).astype(f"<u{_WIDTH}")
    planes = steps.view(np.uint8).reshape(-1, _WIDTH).T
    return _FORMAT + zlib.compress(planes.tobytes(), 6)


def unpack(packed: bytes | memoryview) -> Ids:
    """Decode packed ids; empty bytes give none. Raises ValueError for bytes of another format."""
    raw = bytes(packed)
    if not raw:
        return np.empty(0, np.int64)
    if raw[:1] != _FORMAT:
        raise ValueError("These are not packed ids.")
    planes = np.frombuffer(zlib.decompress(raw[1:]), np.uint8).reshape(_WIDTH, -1)
    steps = np.ascontiguousarray(planes.T).view(f"<u{_WIDTH}").reshape(-1)
    return np.cumsum(steps.astype(np.int64))


def difference(ids: Ids, others: Ids) -> Ids:
    """Return the ids that are not among the others."""
    return np.setdiff1d(ids, others, assume_unique=True)


def union(ids: Ids, others: Ids) -> Ids:
    """Return the ids in either set."""
    return np.union1d(ids, others)


def common(ids: Ids, others: Ids) -> Ids:
    """Return the ids in both sets."""
    return np.intersect1d(ids, others, assume_unique=True)
