"""Count the published articles that a few entities share, in the columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from articles.search.arrays import Ints, Mask
from articles.search.columns.cache.lru import ByteLRU
from articles.search.columns.storage.facet_values import MultiValued
from articles.search.columns.storage.segment import Segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.facet_types import FacetName

MOST_NODES = 60  # their positions fit in a byte, and the bits of one row in a 64-bit integer
#: Nodes in more than this share of the rows are compared as bitmaps, rarer ones as lists of rows.
_COMMON = 1 / 64
_KEPT_BYTES = 16_000_000  # of cached rows for each segment: frequent nodes are on most pages
_SCATTERED = 8  # rows are looked up one by one if all rows are this many times more


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as a node, given by its facet and id."""

    facet: FacetName
    pk: int


_kept: WeakKeyDictionary[Segment, ByteLRU[Node, Ints]] = WeakKeyDictionary()


def cooccurrence_matrix(
    snapshot: Snapshot, nodes: Sequence[Node], within: Sequence[Mask] | None = None
) -> NDArray[np.int64]:
    """Return a symmetric matrix of the number of articles that both nodes are in; on the diagonal, of each.

    ``within``: the rows of each segment that count, by default all published articles. Raises ValueError for
    more than MOST_NODES nodes.
    """
    if len(nodes) > MOST_NODES:
        raise ValueError(f"{len(nodes)} nodes are more than {MOST_NODES}")
    found = np.zeros((len(nodes), len(nodes)), np.int64)
    for number, (segment, counted) in enumerate(snapshot.segments()):
        found += _in_segment(segment, counted if within is None else within[number], nodes)
    return found


def _in_segment(segment: Segment, counted: Mask, nodes: Sequence[Node]) -> NDArray[np.int64]:
    rows = {place: rows[counted[rows]] for place, rows in _rows(segment, nodes)}
    common = [place for place, each in rows.items() if len(each) > _COMMON * len(segment)]
    rare = [place for place in rows if place not in set(common)]
    found = np.zeros((len(nodes), len(nodes)), np.int64)
    bits: list[NDArray[np.uint64]] = []
    for place in common:
        mask = np.zeros(len(segment), bool)
        mask[rows[place]] = True
        found[place, rare] = [np.count_nonzero(mask[rows[other]]) for other in rare]
        bits.append(_words(mask))
        found[place, common[: len(bits)]] = [np.bitwise_count(bits[-1] & other).sum() for other in bits]
    marks = np.zeros(len(segment), np.uint64)
    for place in rare:
        marks[rows[place]] |= np.uint64(1 << place)
    for place in rare:
        marked = marks[rows[place]]
        found[place, rare] = [np.count_nonzero(marked & np.uint64(1 << other)) for other in rare]
    return np.maximum(found, found.T)


def _rows(segment: Segment, nodes: Sequence[Node]) -> Iterator[tuple[int, Ints]]:
    """Yield the position and the distinct sorted rows of each node that the segment has."""
    kept = _kept.setdefault(segment, ByteLRU(_KEPT_BYTES))
    unknown: list[int] = []
    for place, node in enumerate(nodes):
        rows = kept.get(node)
        if rows is None:
            unknown.append(place)
        else:
            yield place, rows
    for place, rows in _read(segment, nodes, unknown):
        kept.put(nodes[place], rows, rows.nbytes)
        yield place, rows


def _read(segment: Segment, nodes: Sequence[Node], places: Iterable[int]) -> Iterator[tuple[int, Ints]]:
    """Yield the same for the nodes at ``places``; every facet is read once."""
    for facet, lists in segment.lists.items():
        wanted = [place for place in places if nodes[place].facet == facet]
        codes: Ints = np.searchsorted(lists.ids, np.array([nodes[place].pk for place in wanted], np.int64))
        table = np.full(len(lists.ids) + 1, MOST_NODES, np.uint8)
        for place, code in zip(wanted, codes, strict=True):
            if code < len(lists.ids) and lists.ids[code] == nodes[place].pk:
                table[code] = place
        if isinstance(lists, MultiValued) and (table < MOST_NODES).any():
            yield from _by_node(lists, table)


def _by_node(lists: MultiValued, table: NDArray[np.uint8]) -> Iterator[tuple[int, Ints]]:
    named = table[lists.codes]
    at = np.flatnonzero(named < MOST_NODES)
    rows = _rows_of(lists, at)
    order = np.argsort(named[at], kind="stable")  # rows stay in order within a node
    places, begins = np.unique(named[at][order], return_index=True)
    for place, each in zip(places.tolist(), np.split(rows[order], begins[1:]), strict=True):
        # An array may hold an id twice.
        yield place, each[np.flatnonzero(np.diff(each, prepend=-1))]


def _rows_of(lists: MultiValued, at: Ints) -> Ints:
    """Return the row of each of the positions ``at`` among the codes."""
    offsets = lists.offsets
    if len(at) * _SCATTERED > len(offsets):
        lengths = offsets[1:].astype(np.int64) - offsets[:-1]
        every = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), lengths)
        return every[at]
    return np.searchsorted(offsets, at.astype(offsets.dtype), side="right").astype(np.int32) - 1


def _words(mask: Mask) -> NDArray[np.uint64]:
    """Pack a mask into 64-bit words."""
    packed = np.packbits(mask)
    return np.concatenate([packed, np.zeros(-len(packed) % 8, np.uint8)]).view(np.uint64)
