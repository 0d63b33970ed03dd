"""Lay out a network as shapes, lines and labels that a template only has to write out."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from articles.models import Entity
from articles.network.graph import Network
from articles.network.layout import Floats, arrange

_LINES_EACH = 2  # from each neighbour, to those with the strongest ties
_LABEL_CHARACTERS = 26
_LEAST_RADIUS, _MOST_RADIUS = 4.0, 11.0
_LEAST_LINE, _MOST_LINE = 0.75, 6.0
_LEAST_TARGET = 24.0  # height and width of a touch target
_THIN, _CAPITAL, _OTHER, _FULL = 0.32, 0.72, 0.58, 1.05  # widths of letters, in ems


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a drawing, its font size, and the number of nodes that fit."""

    width: int
    height: int
    letters: float
    nodes: int


WIDE = Canvas(1152, 580, 14, 40)
NARROW = Canvas(344, 520, 13, 15)


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node: its outline, its label and their coordinates, formatted for SVG.

    place: the entity's position in the network. area: x, y, width and height of outline and label.
    """

    place: int
    entity: Entity
    outline: str
    label: str
    x: str
    y: str
    area: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An edge between two nodes, given by their positions; ``spoke``: one of them is the network's entity."""

    one: int
    other: int
    count: int
    ends: tuple[str, str, str, str]
    width: str
    spoke: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn network: lines, and marks on top of them."""

    canvas: Canvas
    letters: str
    lines: list[DrawnEdge]
    marks: list[DrawnNode]


def draw(network: Network, canvas: Canvas) -> Drawing:
    """Draw as many of the network's first nodes as fit on the canvas."""
    network = network.first(canvas.nodes)
    labels = [shortened(entity.label) for entity in network.entities]
    radii = _radii(network)
    boxes = np.array(
        [
            (
                max(2 * radius, text_width(label, canvas.letters), _LEAST_TARGET),
                2 * radius + 1.5 * canvas.letters,
            )
            for label, radius in zip(labels, radii, strict=True)
        ]
    )
    boxes[:, 1] = np.maximum(boxes[:, 1], _LEAST_TARGET)
    centres, shown = arrange(ties_of(network), boxes, (canvas.width, canvas.height))
    marks = [
        _mark(place, network.entities[place], labels[place], radii[place], centres[place], boxes[place])
        for place in np.flatnonzero(shown).tolist()
    ]
    middles = centres - np.stack([0 * boxes[:, 1], boxes[:, 1] / 2 - radii], 1)
    return Drawing(canvas, _number(canvas.letters), _lines(network, middles, shown), marks)


def ties_of(network: Network) -> Floats:
    """Return the strength of each tie, from 0 to 1.

    It is the number of common articles, divided by the geometric mean of each one's (Salton's cosine).
    """
    each = np.maximum(np.diagonal(network.common), 1)
    ties: Floats = network.common / np.sqrt(np.outer(each, each))
    np.fill_diagonal(ties, 0)
    return ties


def strongest(network: Network) -> list[tuple[int, int]]:
    """Return the pairs of neighbours to draw: each neighbour's two strongest ties."""
    ties = ties_of(network)
    ties[0] = ties[:, 0] = 0
    pairs = {
        (min(place, other), max(place, other))
        for place in range(1, len(ties))
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


def _radii(network: Network) -> Floats:
    counts = network.common[0].astype(float)
    counts[0] = counts[1:].max(initial=1)
    span = np.sqrt(counts / max(counts.max(), 1))
    radii: Floats = _LEAST_RADIUS + (_MOST_RADIUS - _LEAST_RADIUS) * span
    return radii


def _lines(
    network: Network, middles: Floats, shown: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[DrawnEdge]:
    spokes = [(0, place) for place in range(1, len(network.entities))]
    pairs = [pair for pair in [*spokes, *strongest(network)] if shown[list(pair)].all()]
    most = max((int(network.common[pair]) for pair in pairs), default=1)
    lines = []
    for one, other in pairs:
        count = int(network.common[one, other])
        width = _LEAST_LINE + (_MOST_LINE - _LEAST_LINE) * np.sqrt(count / most)
        x1, y1, x2, y2 = (_number(value) for value in (*middles[one], *middles[other]))
        lines.append(DrawnEdge(one, other, count, (x1, y1, x2, y2), _number(width), spoke=one == 0))
    return lines


def _mark(place: int, entity: Entity, label: str, radius: float, centre: Floats, box: Floats) -> DrawnNode:
    x, top = float(centre[0]), float(centre[1] - box[1] / 2)
    area = (_number(x - box[0] / 2), _number(top), _number(box[0]), _number(box[1]))
    baseline = _number(float(centre[1] + box[1] / 2) - 5)
    return DrawnNode(
        place, entity, _outline(entity.kind, x, top + radius, radius), label, _number(x), baseline, area
    )


def _outline(kind: str, x: float, y: float, radius: float) -> str:
    """Return the outline of a node as an SVG path: a circle, square, double lozenge or triangle."""
    if kind == "country":
        return _polygon([(x + dx * radius * 0.88, y + dy * radius * 0.88) for dx, dy in _SQUARE])
    if kind == "organisation":
        return " ".join(
            _polygon([(x + dx * each, y + dy * each) for dx, dy in _LOZENGE])
            for each in (radius, radius * 0.5)
        )
    if kind == "place":
        return _polygon([(x + dx * radius, y + dy * radius) for dx, dy in _TRIANGLE])
    r, left = _number(radius), _number(x - radius)
    half = f"a{r} {r} 0 1 0"
    return f"M{left} {_number(y)}{half} {_number(2 * radius)} 0{half} {_number(-2 * radius)} 0z"


_SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_LOZENGE = ((0, -1), (1, 0), (0, 1), (-1, 0))
_TRIANGLE = ((0, -1), (1, 0.85), (-1, 0.85))


def _polygon(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + "z"


def _number(value: float) -> str:
    """Format a number for SVG, regardless of the page's language."""
    return f"{value:.1f}".removesuffix(".0")
