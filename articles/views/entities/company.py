"""Entities that appear with an entity, as network drawings for wide and narrow screens and as tables."""

from dataclasses import dataclass

from articles.models import Entity
from articles.models.entities import PATHS
from articles.network.drawing import NARROW, WIDE, Drawing, DrawnEdge, DrawnNode, draw, strongest
from articles.network.graph import Network
from articles.views.entities.finding import pair_address

_LEAST = 3  # nodes, including the entity itself, that are worth drawing


@dataclass(frozen=True, slots=True)
class NetworkNeighbour:
    """An entity that appears with the page's entity.

    count: articles with both; total: all its articles; url: of the page about both.
    """

    entity: Entity
    kind: str
    count: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two neighbours joined by a line, with their number of common articles and the URL of their page."""

    one: Entity
    other: Entity
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for the template: each mark with its neighbour (None: the page's entity itself), and each
    line with the entities at its ends."""

    drawing: Drawing
    name: str
    marks: list[tuple[DrawnNode, NetworkNeighbour | None]]
    lines: list[tuple[DrawnEdge, Entity, Entity]]


@dataclass(frozen=True, slots=True)
class Company:
    """The co-occurring entities of an entity, for its page."""

    neighbours: list[NetworkNeighbour]
    ties: list[Tie]
    pictures: list[Picture]

    @classmethod
    def of(cls, network: Network) -> "Company | None":
        """Prepare a network for display; None if the entity appears with no other."""
        ego, *others = network.entities
        if not others:
            return None
        common = network.common
        neighbours = [
            NetworkNeighbour(
                each,
                PATHS[each.kind],
                int(common[0, place]),
                int(common[place, place]),
                pair_address(ego, each),
            )
            for place, each in enumerate(others, 1)
        ]
        ties = [
            Tie(network.entities[one], network.entities[two], int(common[one, two]), "")
            for one, two in strongest(network)
        ]
        linked = [Tie(each.one, each.other, each.count, pair_address(each.one, each.other)) for each in ties]
        pictures = [_picture(network, neighbours, name) for name in ("wide", "narrow")]
        return cls(neighbours, linked, pictures if len(network.entities) >= _LEAST else [])


def _picture(network: Network, neighbours: list[NetworkNeighbour], name: str) -> Picture:
    drawing = draw(network, WIDE if name == "wide" else NARROW)
    entities = network.entities
    return Picture(
        drawing,
        name,
        [(mark, neighbours[mark.place - 1] if mark.place else None) for mark in drawing.marks],
        [(line, entities[line.one], entities[line.other]) for line in drawing.lines],
    )
