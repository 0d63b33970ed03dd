"""Position the labelled nodes of a network: close to those they appear with, without overlaps.

A force-directed layout after Fruchterman and Reingold (1991). It starts from the eigenvectors of the
network's Laplacian (Hall 1970), so that the same network always looks the same. Overlapping boxes are then
pushed apart.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 120
_PUSHES = 600
_GAP = 4.0  # between boxes, in the units of the drawing


def arrange(ties: Floats, boxes: Floats, size: tuple[float, float]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the centre of each box, and a mask of the boxes that fit.

    ties: the attraction of any two nodes, from 0 to 1; the first node stays in the middle. boxes: width and
    height of each node. Boxes that fit neither overlap nor cross the edge.
    """
    return _arranged(ties.tobytes(), boxes.tobytes(), len(boxes), size)


@lru_cache(maxsize=200)
def _arranged(
    ties: bytes, boxes: bytes, number: int, size: tuple[float, float]
) -> tuple[Floats, NDArray[np.bool_]]:
    weights = np.frombuffer(ties).reshape(number, number)
    extents = np.frombuffer(boxes).reshape(number, 2)
    room = np.array(size)
    return _separate(_forces(_begin(weights), weights) * room, extents, room)


def _begin(weights: Floats) -> Floats:
    """Return positions in the unit square, with strong ties close together."""
    number = len(weights)
    turns = np.arange(number) * np.pi * (3 - np.sqrt(5))  # a sunflower spiral, for nodes with equal ties
    places = (
        np.stack([np.cos(turns), np.sin(turns)], 1) * np.sqrt(np.arange(number) / max(number, 1))[:, None]
    )
    if number > 3:
        degree = np.maximum(weights.sum(1), 1e-9)
        scaled = weights / np.sqrt(np.outer(degree, degree))
        vectors = np.linalg.eigh(np.eye(number) - scaled)[1][:, 1:3]
        signs = np.sign(vectors[np.abs(vectors).argmax(0), [0, 1]])
        places = 0.2 * places + vectors * signs / np.maximum(np.abs(vectors).max(0), 1e-9)
    return 0.5 + 0.4 * places


def _forces(places: Floats, weights: Floats) -> Floats:
    number = len(places)
    ideal = np.sqrt(0.6 / max(number, 1))
    places[0] = 0.5
    for turn in range(_ROUNDS):
        apart = places[:, None] - places[None]
        distance = np.maximum(np.sqrt((apart**2).sum(2)), 0.01)
        push = ideal**2 / distance - 3 * weights * distance**2 / ideal
        moves = (apart / distance[..., None] * push[..., None]).sum(1) + 0.6 * (0.5 - places)
        length = np.maximum(np.sqrt((moves**2).sum(1)), 1e-9)[:, None]
        places = places + moves / length * np.minimum(length, 0.1 * (1 - turn / _ROUNDS))
        places = np.clip(places, 0.02, 0.98)
        places[0] = 0.5
    return _spread(places - 0.5)


def _spread(offsets: Floats) -> Floats:
    """Spread positions over the available space in both directions, by offset and by rank."""
    number = len(offsets)
    reach = np.maximum(np.abs(offsets).max(0, initial=0), 1e-9)
    even = np.argsort(np.argsort(offsets, axis=0, kind="stable"), axis=0) / max(number - 1, 1) - 0.5
    even -= (
        even[0] * (1 - np.abs(even - even[0]) / np.abs(even - even[0]).max(0, initial=1e-9)) if number else 0
    )
    places: Floats = 0.5 + 0.24 * offsets / reach + 0.48 * even
    places[0] = 0.5
    return places


def _separate(centres: Floats, boxes: Floats, room: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    half = (boxes + _GAP) / 2
    needed = half[:, None] + half[None]
    least, most = np.minimum(half, room / 2), np.maximum(room - half, room / 2)
    order = np.sign(np.arange(len(boxes))[:, None] - np.arange(len(boxes))[None])
    centres = np.clip(centres, least, most)
    for _ in range(_PUSHES):
        away = centres[:, None] - centres[None]
        over = needed - np.abs(away)
        meets = (over > 0).all(2) & (order != 0)
        if not meets.any():
            break
        side = np.where(away == 0, order[..., None], np.sign(away))
        # Along the axis with less overlap; labels are wide, so mostly vertically.
        upright = over[..., 1] <= over[..., 0]
        step = np.where(np.stack([~upright, upright], 2), side * over, 0) * meets[..., None]
        step[1:, 0] *= 2  # the first node does not move
        moves = step.sum(1) * 0.35
        moves[0] = 0
        centres = np.clip(centres + moves, least, most)
    return centres, _with_room(centres, needed - _GAP, half, room)


def _with_room(centres: Floats, needed: Floats, half: Floats, room: Floats) -> NDArray[np.bool_]:
    """Return which boxes can be shown; earlier boxes have priority."""
    apart: NDArray[np.bool_] = np.abs(centres[:, None] - centres[None]) >= needed - 1e-6
    clear: NDArray[np.bool_] = np.any(apart, axis=2)
    fits: NDArray[np.bool_] = np.all(2 * half - _GAP <= room, axis=1)
    shown = np.zeros(len(centres), bool)
    for place in range(len(centres)):
        shown[place] = fits[place] and clear[place][shown].all()
    return shown
