"""Whom and what an entity appears with: as a picture for wide and for narrow screens, and as tables."""

from dataclasses import dataclass

from articles.models import Entity
from articles.models.entities import PATHS
from articles.network.drawing import NARROW, WIDE, Drawing, DrawnEdge, DrawnNode, draw, strongest
from articles.network.graph import Network
from articles.views.entities.finding import pair_address

_LEAST = 3  # nodes, the entity among them: with fewer there is nothing to see


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone or something that appears with the entity.

    count: in so many of its articles; total: in so many articles at all; url: of the page of the two.
    """

    entity: Entity
    kind: str
    count: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two neighbours that a line joins, in how many articles both are, and their page."""

    one: Entity
    other: Entity
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with what a template needs beside it: each mark with its neighbour (None: the entity itself),
    and each line with the entities at its ends."""

    drawing: Drawing
    name: str
    marks: list[tuple[DrawnNode, Neighbour | None]]
    lines: list[tuple[DrawnEdge, Entity, Entity]]


@dataclass(frozen=True, slots=True)
class Company:
    """The network of an entity as its page shows it."""

    neighbours: list[Neighbour]
    ties: list[Tie]
    pictures: list[Picture]

    @classmethod
    def of(cls, network: Network) -> "Company | None":
        """None where it appears with nobody."""
        ego, *others = network.entities
        if not others:
            return None
        common = network.common
        neighbours = [
            Neighbour(
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


def _picture(network: Network, neighbours: list[Neighbour], name: str) -> Picture:
    drawing = draw(network, WIDE if name == "wide" else NARROW)
    entities = network.entities
    return Picture(
        drawing,
        name,
        [(mark, neighbours[mark.place - 1] if mark.place else None) for mark in drawing.marks],
        [(line, entities[line.one], entities[line.other]) for line in drawing.lines],
    )
