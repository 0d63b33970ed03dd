"""The names that appear with an entity: ranked lists, and a drawing of how they are connected."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.models import Entity
from articles.network.companions import Companion, Companions, companions
from articles.network.cooccurrence import KINDS, common_articles
from articles.network.drawing import CANVAS, DrawnEdge, DrawnNode, connected, draw, strongest
from articles.network.graph import Network
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.views.entities.finding import pair_address

_MOST_PEOPLE, _MOST = 16, 8
_LEAST_DRAWN = 4  # names that are worth drawing
_LEFT_OUT_SHOWN = 4


@dataclass(frozen=True, slots=True)
class NetworkNeighbour:
    """A name that appears with the page's entity.

    count: articles with both; total: all its articles; percent: the former of the latter; url: of the page
    about both.
    """

    entity: Entity
    count: int
    total: int
    percent: int
    url: str


@dataclass(frozen=True, slots=True)
class NeighbourList:
    """The neighbours of one kind, those with the largest share first. left_out: names that are everywhere."""

    kind: str
    rows: list[NetworkNeighbour]
    left_out: list[Entity]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two neighbours joined by a line, with their number of common articles and the URL of their page."""

    one: Entity
    other: Entity
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for the template: each name with the URL of its page, and each line with the two it joins."""

    width: int
    height: int
    letters: str
    marks: list[tuple[DrawnNode, str]]
    lines: list[tuple[DrawnEdge, Tie]]


@dataclass(frozen=True, slots=True)
class Company:
    """The names that appear with an entity in a selection of articles; no picture of a few names."""

    lists: list[NeighbourList]
    ties: list[Tie]
    picture: Picture | None
    everyone: bool

    @property
    def left_out(self) -> list[Entity]:
        """The first of the names that were left out, of all kinds."""
        names = [each.left_out[:2] for each in self.lists]
        return [entity for each in names for entity in each][:_LEFT_OUT_SHOWN]

    @property
    def example(self) -> NetworkNeighbour:
        """The first of all, to explain the figures with."""
        return self.lists[0].rows[0]

    @classmethod
    def of(
        cls, ego: Entity, using: Counting, selection: Selection, *, everyone: bool = False
    ) -> "Company | None":
        """Count the names in a selection; None if there are none."""
        found = {
            kind: companions(
                using, selection, kind, _MOST_PEOPLE if kind == "person" else _MOST, everyone=everyone
            )
            for kind in KINDS
        }
        entities = _entities(found.values())
        lists = [_list(ego, kind, each, entities) for kind, each in found.items()]
        shown = [each for each in lists if each.rows]
        if not shown:
            return None
        people = [each for each in found["person"].found if each.node.pk in entities]
        nodes = [each.node for each in people]
        common = common_articles(using, nodes, selection)
        network = connected(Network([entities[node.pk] for node in nodes], common))
        ties = [
            Tie(one, other, int(network.common[first, second]), pair_address(one, other))
            for first, second in strongest(network)
            for one, other in [(network.entities[first], network.entities[second])]
        ]
        drawn = len(network.entities) >= _LEAST_DRAWN
        return cls(shown, ties, _picture(ego, network) if drawn else None, everyone)


def _entities(every: Collection[Companions]) -> dict[int, Entity]:
    ids = {each.node.pk for one in every for each in one.found}
    ids |= {node.pk for one in every for node in one.everywhere[:_LEFT_OUT_SHOWN]}
    return Entity.objects.only("kind", "name", "slug", "code").in_bulk(ids)


def _list(ego: Entity, kind: str, found: Companions, entities: dict[int, Entity]) -> NeighbourList:
    rows = [_row(ego, each, entities[each.node.pk]) for each in found.found if each.node.pk in entities]
    return NeighbourList(
        kind, rows, [entities[node.pk] for node in found.everywhere[:_LEFT_OUT_SHOWN] if node.pk in entities]
    )


def _row(ego: Entity, found: Companion, entity: Entity) -> NetworkNeighbour:
    percent = round(100 * found.count / max(found.total, 1))
    return NetworkNeighbour(entity, found.count, found.total, percent, pair_address(ego, entity))


def _picture(ego: Entity, network: Network) -> Picture:
    drawing = draw(network)
    entities = network.entities
    return Picture(
        CANVAS.width,
        CANVAS.height,
        drawing.letters,
        [(mark, pair_address(ego, mark.entity)) for mark in drawing.marks],
        [
            (line, Tie(one, other, line.count, pair_address(one, other)))
            for line in drawing.lines
            for one, other in [(entities[line.one], entities[line.other])]
        ],
    )
