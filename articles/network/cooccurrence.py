"""Count co-occurrences of entities: in the columns, else in SQL."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.network.matrix import Node, cooccurrence_matrix
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest

KINDS: tuple[FacetName, ...] = ("person", "country", "organisation", "place")
Pairs = NDArray[np.int64]


def most_frequent(
    using: Counting, selection: Selection, facet: FacetName, most: int
) -> list[tuple[int, int]]:
    """Return (id, articles) of the ``most`` most frequent values: most articles first, then the lower id."""
    if isinstance(using, ColumnCounting):
        return list(using.tally(selection, facet).top(most, ()))
    return list(using.every(selection, facet)[:most])


def common_articles(using: Counting, nodes: Sequence[Node], within: Selection | None = None) -> Pairs:
    """Return a symmetric matrix of the number of articles that mention both nodes.

    ``within``: the articles that count, by default all published ones.
    """
    if isinstance(using, ColumnCounting):
        return cooccurrence_matrix(using.snapshot, nodes, using.rows(within) if within else None)
    found = np.zeros((len(nodes), len(nodes)), np.int64)
    articles = (within or Selection(SearchRequest())).articles().order_by()
    parts: list[str] = []
    parameters: list[Any] = []
    for facet in KINDS:
        sql, given = articles.values("id", f"{facet}_ids").query.sql_with_params()
        places = [place for place, node in enumerate(nodes) if node.facet == facet]
        ids = [nodes[place].pk for place in places]
        parts.append(_MEMBERS.format(facet=facet, articles=sql))
        parameters += [*given, ids, places, ids]
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(members=" UNION ".join(parts)), parameters)
        for one, other, n in cursor.fetchall():
            found[one, other] = n
    return found


_MEMBERS = """
    SELECT article.id, node.place FROM
        (SELECT id, unnest({facet}_ids) AS value FROM ({articles}) found
            WHERE {facet}_ids && %s::int[]) article
        JOIN unnest(%s::int[], %s::int[]) AS node (place, value) USING (value)
"""
_PAIRS = """
    WITH member AS ({members})
    SELECT one.place, other.place, count(*) FROM member one JOIN member other USING (id) GROUP BY 1, 2
"""
