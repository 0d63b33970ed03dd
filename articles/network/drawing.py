"""Lay out a network as names and lines that a template only has to write out."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from articles.models import Entity
from articles.network.graph import Network
from articles.network.layout import Floats, arrange

_LINES_EACH = 3  # from each name, to those with the strongest ties
_LEAST_COMMON = 2  # articles that make a line
_LABEL_CHARACTERS = 26
_LEAST_LINE, _MOST_LINE = 0.75, 5.0
_LEAST_TARGET = 24.0  # height and width of a touch target
_THIN, _CAPITAL, _OTHER, _FULL = 0.32, 0.72, 0.58, 1.05  # widths of letters, in ems


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a drawing, its font size, and the number of names that fit."""

    width: int
    height: int
    letters: float
    nodes: int


CANVAS = Canvas(640, 500, 15, 18)


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A name: its label and their coordinates, formatted for SVG.

    place: the entity's position in the network. area: x, y, width and height of the target around the label.
    """

    place: int
    entity: Entity
    label: str
    x: str
    y: str
    area: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An edge between two names, given by their positions."""

    one: int
    other: int
    count: int
    ends: tuple[str, str, str, str]
    width: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn network: lines, and names on top of them."""

    canvas: Canvas
    letters: str
    lines: list[DrawnEdge]
    marks: list[DrawnNode]


def draw(network: Network, canvas: Canvas = CANVAS) -> Drawing:
    """Draw as many of the network's first names as fit on the canvas; it needs at least one."""
    network = network.first(canvas.nodes)
    labels = [shortened(entity.label) for entity in network.entities]
    boxes = np.array(
        [(max(text_width(label, canvas.letters), _LEAST_TARGET), _LEAST_TARGET) for label in labels]
    )
    centres, shown = arrange(ties_of(network), boxes, (canvas.width, canvas.height))
    marks = [
        _mark(place, network.entities[place], labels[place], centres[place], boxes[place])
        for place in np.flatnonzero(shown).tolist()
    ]
    return Drawing(canvas, _number(canvas.letters), _lines(network, centres, shown), marks)


def connected(network: Network) -> Network:
    """Return the network of those that a line joins to another."""
    joined = sorted({place for pair in strongest(network) for place in pair})
    return Network([network.entities[place] for place in joined], network.common[np.ix_(joined, joined)])


def ties_of(network: Network) -> Floats:
    """Return the strength of each tie, from 0 to 1.

    It is the number of common articles, divided by the geometric mean of each one's (Salton's cosine).
    """
    each = np.maximum(np.diagonal(network.common), 1)
    ties: Floats = network.common / np.sqrt(np.outer(each, each))
    np.fill_diagonal(ties, 0)
    return ties


def strongest(network: Network) -> list[tuple[int, int]]:
    """Return the pairs to draw: the strongest ties of each, if they share enough articles."""
    ties = np.where(network.common >= _LEAST_COMMON, ties_of(network), 0)
    pairs = {
        (min(place, other), max(place, other))
        for place in range(len(ties))
        for other in np.argsort(-ties[place], kind="stable")[:_LINES_EACH].tolist()
        if ties[place, other] > 0
    }
    return sorted(pairs, key=lambda pair: (-network.common[pair], pair))


def shortened(name: str) -> str:
    """Shorten a name to fit a label."""
    return name if len(name) <= _LABEL_CHARACTERS else f"{name[: _LABEL_CHARACTERS - 1].rstrip()}…"


def text_width(text: str, letters: float) -> float:
    """Estimate the width of a text, rarely too low: fonts differ."""
    return letters * sum(map(_letter_width, text))


def _letter_width(char: str) -> float:
    if char in "ijl.,'’:;| ":
        return _THIN
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL
    return _CAPITAL if char.isupper() or char in "mw" else _OTHER


def _lines(
    network: Network, centres: Floats, shown: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[DrawnEdge]:
    pairs = [pair for pair in strongest(network) if shown[list(pair)].all()]
    most = max((int(network.common[pair]) for pair in pairs), default=1)
    lines = []
    for one, other in pairs:
        count = int(network.common[one, other])
        width = _LEAST_LINE + (_MOST_LINE - _LEAST_LINE) * np.sqrt(count / most)
        x1, y1, x2, y2 = (_number(value) for value in (*centres[one], *centres[other]))
        lines.append(DrawnEdge(one, other, count, (x1, y1, x2, y2), _number(width)))
    return lines


def _mark(place: int, entity: Entity, label: str, centre: Floats, box: Floats) -> DrawnNode:
    x, y = float(centre[0]), float(centre[1])
    area = (_number(x - box[0] / 2), _number(y - box[1] / 2), _number(box[0]), _number(box[1]))
    return DrawnNode(place, entity, label, _number(x), _number(y), area)


def _number(value: float) -> str:
    """Format a number for SVG, regardless of the page's language."""
    return f"{value:.1f}".removesuffix(".0")
