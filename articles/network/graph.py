"""The network of an entity: those it appears with most, and how often they appear together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from articles.models import Entity
from articles.network.cooccurrence import KINDS, Pairs, common_articles, most_frequent
from articles.network.matrix import Node
from articles.search.backend import counting
from articles.search.columns.cache.lru import ByteLRU
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited

MOST_NODES = 40  # the entity itself among them
#: The minimum number of nodes of each kind, if available; the most frequent entities get the rest.
_SHARES: Mapping[FacetName, int] = {"person": 16, "country": 6, "organisation": 7, "place": 5}
_KEPT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Network:
    """Entities: the network's own first, then those in most of its articles.

    common: the number of published articles that mention both the row's and the column's entity; on the
    diagonal, the articles of each.
    """

    entities: list[Entity]
    common: Pairs = field(repr=False)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Yield (position, position, articles) of every two entities that share an article."""
        for one, other in zip(*np.nonzero(np.triu(self.common, 1)), strict=True):
            yield int(one), int(other), int(self.common[one, other])

    def first(self, most: int) -> "Network":
        """Return the network of its first ``most`` entities."""
        return Network(self.entities[:most], self.common[:most, :most])


def network_of(entity: Entity, most: int = MOST_NODES, using: Counting | None = None) -> Network:
    """Return the network of an entity. Raises SearchTooCostly if SQL has to count for too long.

    ``using``: the counting backend, if the page already has one.
    """
    with transaction.atomic(), limited():
        nodes, common = _counted(using or counting(), entity, most)
        found = Entity.objects.only("kind", "name", "slug", "code").in_bulk([node.pk for node in nodes])
    known = [place for place, node in enumerate(nodes) if node.pk in found]
    return Network([found[nodes[place].pk] for place in known], common[np.ix_(known, known)])


_kept: ByteLRU[tuple[int, Node, int], tuple[list[Node], Pairs]] = ByteLRU(_KEPT_BYTES)


def _counted(using: Counting, entity: Entity, most: int) -> tuple[list[Node], Pairs]:
    """Return nodes and matrix, cached until an article changes."""
    ego = Node(entity.kind, entity.pk)  # type: ignore[arg-type]
    revision = using.snapshot.revision if isinstance(using, ColumnCounting) else None
    known = None if revision is None else _kept.get((revision, ego, most))
    if known is not None:
        return known
    nodes = [ego, *_neighbours(using, ego, most - 1)]
    common = common_articles(using, nodes)
    order = sorted(range(len(nodes)), key=lambda place: (place > 0, -common[0, place], place))
    made = [nodes[place] for place in order], common[np.ix_(order, order)]
    if revision is not None:
        _kept.put((revision, ego, most), made, common.nbytes + 100 * len(nodes))
    return made


def _neighbours(using: Counting, ego: Node, most: int) -> list[Node]:
    selection = Selection(SearchRequest(within=((ego.facet, ego.pk),)))
    chosen: list[tuple[int, Node]] = []
    others: list[tuple[int, Node]] = []
    for facet in KINDS:
        values = most_frequent(using, selection, facet, most + 1)
        counted = [(n, Node(facet, pk)) for pk, n in values if Node(facet, pk) != ego]
        share = min(_SHARES[facet], most * _SHARES[facet] // sum(_SHARES.values()) + 1)
        chosen += counted[:share]
        others += counted[share:]
    others.sort(key=lambda pair: (-pair[0], pair[1].facet, pair[1].pk))
    return [node for _, node in (chosen + others)[:most]]
