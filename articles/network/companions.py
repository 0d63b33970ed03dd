"""The names that a selection of articles has most to do with: those found in few other articles."""

from dataclasses import dataclass

import numpy as np
from django.db import connection

from articles.network.cooccurrence import most_frequent
from articles.network.together import Node
from articles.search.arrays import Ints
from articles.search.columns.cache.lru import ByteLRU
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.request import FacetName, SearchRequest

_LEAST = 5  # articles together
_LEAST_SHARE = 100  # … or one of so many of the selection's, if that is more
_FEW = 10  # articles; of so few, two together are enough
_EVERYWHERE = 20  # a name in more than one of so many articles of the archive says little
_EVERY = 10_000_000
_KEPT_BYTES = 32_000_000


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
    """Return at most ``most`` names of a kind, without those that the whole archive has unless ``everyone``."""
    articles = using.total(selection)
    least = 2 if articles < _FEW else max(_LEAST, articles // _LEAST_SHARE)
    own = {pk for name, pk in selection.request.within if name == facet}
    counted = [(pk, n) for pk, n in most_frequent(using, selection, facet, _EVERY) if n >= least and pk not in own]
    totals = _totals(using, facet, [pk for pk, _ in counted])
    limit = max(using.total(Selection(SearchRequest())) // _EVERYWHERE, least)
    every = [Companion(Node(facet, pk), n, total) for (pk, n), total in zip(counted, totals, strict=True)]
    kept = [each for each in every if everyone or each.total <= limit]
    kept.sort(key=lambda each: (-each.count / max(each.total, 1), -each.count, each.node.pk))
    left_out = [] if everyone else [each.node for each in every if each.total > limit]
    return Companions(kept[:most], left_out)


_kept: ByteLRU[tuple[int, FacetName], tuple[Ints, Ints]] = ByteLRU(_KEPT_BYTES)


def _totals(using: Counting, facet: FacetName, ids: list[int]) -> list[int]:
    """Return the number of published articles of each id."""
    if not ids:
        return []
    if not isinstance(using, ColumnCounting):
        return _totals_in_sql(facet, ids)
    revision = using.snapshot.revision
    known = None if revision is None else _kept.get((revision, facet))
    if known is None:
        tally = using.tally(Selection(SearchRequest()), facet)
        known = tally.ids, tally.counts
        if revision is not None:
            _kept.put((revision, facet), known, known[0].nbytes + known[1].nbytes)
    found: list[int] = known[1][np.searchsorted(known[0], ids)].tolist()
    return found


def _totals_in_sql(facet: FacetName, ids: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value, count(*) FROM (SELECT unnest({facet}_ids) AS value FROM articles_article"  # noqa: S608
            f" WHERE status = 'published' AND {facet}_ids && %s::int[]) each WHERE value = ANY(%s) GROUP BY value",
            [ids, ids],
        )
        counts = dict(cursor.fetchall())
    return [counts.get(pk, 0) for pk in ids]
