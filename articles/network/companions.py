"""Names that are typical of a selection of articles: few other articles have them."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from django.db import connection

from articles.network.together import Node
from articles.search.arrays import Ints
from articles.search.columns.column_counting import ColumnCounting
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.tally import Tally
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
    totals = np.maximum(_totals(using, facet, ids), 1)
    everywhere = totals > max(using.total(Selection(SearchRequest())) // _EVERYWHERE, _EVERYWHERE_LEAST)
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
    sql, parameters = selection.articles().order_by().values(f"{facet}_ids").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, count(*) FROM (SELECT unnest({facet}_ids) AS value FROM ({sql}) found) each"  # noqa: S608
            " GROUP BY value HAVING count(*) >= %s ORDER BY value",
            [*parameters, least],
        )
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


#: All names of a kind with their numbers of articles, for as long as a snapshot is in use.
_kept: WeakKeyDictionary[Snapshot, dict[FacetName, Tally]] = WeakKeyDictionary()


def _totals(using: Counting, facet: FacetName, ids: Ints) -> Ints:
    """Return the number of published articles of each of the ids, which some article has."""
    if not isinstance(using, ColumnCounting):
        return _totals_in_sql(facet, ids)
    known = _kept.setdefault(using.snapshot, {})
    if facet not in known:
        known[facet] = using.tally(Selection(SearchRequest()), facet)
    tally = known[facet]
    found: Ints = tally.counts[np.searchsorted(tally.ids, ids)]
    return found


def _totals_in_sql(facet: FacetName, ids: Ints) -> Ints:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, count(*) FROM (SELECT unnest({facet}_ids) AS value FROM articles_article"  # noqa: S608
            f" WHERE status = 'published' AND {facet}_ids && %s::int[]) each"
            " WHERE value = ANY(%s) GROUP BY value",
            [ids.tolist(), ids.tolist()],
        )
        counts: dict[int, int] = dict(cursor.fetchall())
    return np.array([counts.get(pk, 0) for pk in ids.tolist()], np.int64)
