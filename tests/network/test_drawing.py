"""A drawn network: labels never overlap or leave the canvas, and the same network is drawn the same."""

import random

import numpy as np
import pytest

from articles.models import Entity, Kind
from articles.network.drawing import (
    CANVAS,
    Canvas,
    Drawing,
    connected,
    draw,
    shortened,
    strongest,
    text_width,
)
from articles.network.graph import Network
from articles.network.layout import _arranged

NAMES = [
    "Łódź",
    "王毅",
    "محمد بن سلمان",
    "Ministry for Foreign and Commonwealth Affairs of Somewhere",
    "<b>&\"'",
    "I",
]


def random_network(seed: int, number: int) -> Network:
    """A network of entities of all kinds, with short and long names and any numbers."""
    chance = random.Random(seed)
    entities = [
        Entity(
            pk=place + 1,
            kind=chance.choice(Kind.values),
            name=chance.choice([*NAMES, "Anna Example", "Somebody Longer-Named"]),
            slug=f"entity-{place}",
            code="UA",
        )
        for place in range(number)
    ]
    common = np.array([[chance.choice([0, 0, 1, 5, 400]) for _ in entities] for _ in entities], np.int64)
    common = np.maximum(common, common.T)
    np.fill_diagonal(common, 1 + common.max(1))
    return Network(entities, common)


def areas(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of every mark."""
    boxes = [tuple(map(float, mark.area)) for mark in drawing.marks]
    return [(x, y, x + width, y + height) for x, y, width, height in boxes]


@pytest.mark.parametrize("canvas", [CANVAS, Canvas(344, 520, 13, 12)], ids=["usual", "narrow"])
@pytest.mark.parametrize("seed", range(12))
def test_labels_do_not_overlap_and_stay_inside(seed: int, canvas: Canvas) -> None:
    network = random_network(seed, random.Random(seed).choice([2, 3, 7, 20, 40, 40]))
    drawing = draw(network, canvas)
    boxes = areas(drawing)
    assert len(boxes) >= 0.8 * min(len(network.entities), canvas.nodes)
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -0.2
        assert top >= -0.2
        assert right <= canvas.width + 0.2
        assert bottom <= canvas.height + 0.2
        for other in boxes[number + 1 :]:
            apart = (
                other[0] >= right - 0.2
                or left >= other[2] - 0.2
                or other[1] >= bottom - 0.2
                or top >= other[3] - 0.2
            )
            assert apart, (number, other)


def test_the_same_network_is_drawn_the_same() -> None:
    first = draw(random_network(5, 30))
    _arranged.cache_clear()
    assert draw(random_network(5, 30)) == first


def test_targets_are_large_enough_to_hit() -> None:
    for left, top, right, bottom in areas(draw(random_network(3, 30))):
        assert right - left >= 24
        assert bottom - top >= 24


def test_lines_tell_how_many_articles_and_are_the_wider_the_more() -> None:
    network = random_network(1, 12)
    drawing = draw(network)
    assert {(line.one, line.other) for line in drawing.lines} <= set(strongest(network))
    assert all(line.count == network.common[line.one, line.other] for line in drawing.lines)
    by_count = sorted(drawing.lines, key=lambda line: line.count)
    widths = [float(line.width) for line in by_count]
    assert widths == sorted(widths)


def test_lines_need_two_common_articles() -> None:
    network = random_network(4, 20)
    pairs = strongest(network)
    assert pairs
    assert all(one < other and network.common[one, other] >= 2 for one, other in pairs)


def test_names_without_a_line_are_left_out() -> None:
    common = np.array([[9, 1, 5, 0], [1, 9, 1, 0], [5, 1, 9, 0], [0, 0, 0, 9]], np.int64)
    network = Network(random_network(1, 4).entities, common)
    kept = connected(network)
    assert kept.entities == [network.entities[0], network.entities[2]]
    assert kept.common.tolist() == [[9, 5], [5, 9]]


def test_long_names_are_shortened_and_wide_letters_take_more_room() -> None:
    assert shortened("Short") == "Short"
    assert shortened(NAMES[3]).endswith("…")
    assert len(shortened(NAMES[3])) <= 26
    assert text_width("王毅", 14) > text_width("il", 14)


def test_an_entity_alone_is_drawn_alone() -> None:
    assert len(draw(random_network(1, 1)).marks) == 1
