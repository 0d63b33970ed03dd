"""Names that are typical of a selection of articles: few other articles have them."""

from dataclasses import dataclass

import numpy as np

from articles.network.matrix import Node
from articles.search.arrays import Ints
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

_LEAST = 5  # articles together
_LEAST_SHARE = 100  # … or one of so many of the selection's, if that is more
_FEW = 10  # articles; of so few, two together are enough
_EVERYWHERE = 20  # a name in more than one of so many articles of the archive says little …
_EVERYWHERE_LEAST = 50  # … unless these are few


@dataclass(frozen=True, slots=True)
class Companion:
    """A name with the number of articles of the selection that have it, and of all articles that do."""

    node: Node
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Companions:
    """Names of one kind, those with the largest share of their articles first. everywhere: names left out."""

    found: list[Companion]
    everywhere: list[Node]


def companions(
    using: Counting, selection: Selection, facet: FacetName, most: int, *, everyone: bool = False
) -> Companions:
    """Return at most ``most`` names of a kind; those that are everywhere only for ``everyone``."""
    articles = using.total(selection)
    least = 2 if articles < _FEW else max(_LEAST, articles // _LEAST_SHARE)
    own = [pk for name, pk in selection.request.within if name == facet]
    ids, counts = _frequent(using, selection, facet, least)
    kept = ~np.isin(ids, own)
    ids, counts = ids[kept], counts[kept]
    whole = Selection(SearchRequest())
    totals = np.maximum(using.frequencies(whole, facet, ids), 1)
    everywhere = totals > max(using.total(whole) // _EVERYWHERE, _EVERYWHERE_LEAST)
    order = np.lexsort((ids, -counts, -counts / totals))
    chosen = order if everyone else order[~everywhere[order]]
    left_out = order[:0] if everyone else order[everywhere[order]]
    left_out = left_out[np.argsort(-counts[left_out], kind="stable")]
    return Companions(
        [Companion(Node(facet, int(ids[at])), int(counts[at]), int(totals[at])) for at in chosen[:most]],
        [Node(facet, int(ids[at])) for at in left_out[:most]],
    )


def _frequent(using: Counting, selection: Selection, facet: FacetName, least: int) -> tuple[Ints, Ints]:
    """Return the sorted ids in at least ``least`` articles of a selection, and the numbers of articles."""
    if isinstance(using, ColumnCounting):
        tally = using.tally(selection, facet)
        often = tally.counts >= least
        return tally.ids[often], tally.counts[often]
    pairs = sorted(pair for pair in using.every(selection, facet) if pair[1] >= least)
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]
