"""Make world.tsv, the shapes of the map, from Natural Earth's country borders.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m tools.make_map package/countries-110m.json package/countries-50m.json

Natural Earth (naturalearthdata.com) is in the public domain; the npm package world-atlas 2.0.2 (ISC) holds
its version 4.1.0 as TopoJSON. Shapes come from the scale 1:110,000,000; countries too small for that scale
become points, taken from 1:50,000,000. Borders shared by two countries are simplified once, so that no gap
opens between them. ISO codes come from Unicode CLDR through Babel.

The projection is Equal Earth, by Šavrič, Patterson and Jenny (2018), "The Equal Earth map projection",
International Journal of Geographical Information Science 33(3). It preserves areas, as a map shaded by
country should. Antarctica is cut off, as are the few shapes that cross the edge. Crimea is drawn with
Ukraine, in line with United Nations resolution 68/262 and with the archive's places.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global

Point = tuple[float, float]
Ring = list[tuple[int, int]]

WIDTH = 1000
TOP, BOTTOM = 83.7, -56.0  # degrees of latitude shown
WEST = -169.0  # degrees of longitude at the edges: the Bering Strait, where the edge cuts through no country
TOLERANCE = 0.7  # how far a simplified border may be from the true one, in map units
LEAST_AREA = 3.0  # smaller islands are left out, unless they are a country's largest
SMALL_AREA = 30.0  # smaller countries get a point in addition to their shape
BY_NAME = {"Kosovo": "XK"}  # has no ISO 3166 number
CRIMEA = (34.3, 45.2)

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project degrees to the plane, in earth radii; y grows to the south."""
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    square, sixth = theta**2, theta**6
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = math.radians(longitude) * math.cos(theta) / (_M * slope)
    y = theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return x, -y


_SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
_ABOVE = equal_earth(0, TOP)[1]
HEIGHT = math.ceil((equal_earth(0, BOTTOM)[1] - _ABOVE) * _SCALE)


def project(longitude: float, latitude: float) -> Point:
    """Project degrees to map units; the map is WIDTH units wide."""
    x, y = equal_earth((longitude - WEST) % 360 - 180, latitude)
    return x * _SCALE + WIDTH / 2, (y - _ABOVE) * _SCALE


def simplify(points: Sequence[Point]) -> list[Point]:
    """Simplify a line (Douglas-Peucker), so that no dropped point is farther than TOLERANCE from it."""
    if len(points) < 3:
        return list(points)
    far, place = max((_distance(point, points[0], points[-1]), n) for n, point in enumerate(points[1:-1], 1))
    if far <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify(points[: place + 1])[:-1] + simplify(points[place:])


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


class Topology:
    """A TopoJSON file: its countries as rings in degrees, or as simplified rings in map units."""

    def __init__(self, path: Path) -> None:
        self._file: dict[str, Any] = json.loads(path.read_text())
        self.degrees = [list(self._decoded(arc)) for arc in self._file["arcs"]]
        self.drawn = [_drawn(arc) for arc in self.degrees]

    def _decoded(self, arc: Iterable[Sequence[int]]) -> Iterator[Point]:
        (a, b), (c, d) = self._file["transform"]["scale"], self._file["transform"]["translate"]
        x = y = 0
        for dx, dy in arc:
            x, y = x + dx, y + dy
            yield x * a + c, y * b + d

    def countries(self) -> Iterator[tuple[str, list[list[int]]]]:
        """Yield (code, rings) for each country; the code may be "". A ring is a list of arc numbers."""
        for each in self._file["objects"]["countries"]["geometries"]:
            parts = each["arcs"] if each["type"] == "MultiPolygon" else [each["arcs"]]
            yield code_of(each), [ring for part in parts for ring in part]

    @staticmethod
    def ring(arcs: Sequence[list[Any]], numbers: Iterable[int]) -> list[Any]:
        """Return the points of a ring, whose first and last points are the same."""
        points: list[Any] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points


def code_of(country: dict[str, Any]) -> str:
    """Return the ISO 3166-1 alpha-2 code, or "" if there is none."""
    name = country["properties"]["name"]
    codes = get_global("territory_aliases").get(country.get("id") or "", [])
    return BY_NAME.get(name, codes[0] if codes else "")


def _drawn(arc: Sequence[Point]) -> Ring:
    # A ring of one arc starts and ends at the same point, so it has no base line: split it in half.
    points = [project(*point) for point in arc]
    if points[0] == points[-1]:
        middle = max(range(len(points)), key=lambda n: math.dist(points[n], points[0]))
        kept = simplify(points[: middle + 1])[:-1] + simplify(points[middle:])
    else:
        kept = simplify(points)
    return [(round(x), round(y)) for x, y in kept]


def area(ring: Sequence[Point]) -> float:
    """Return the area of a ring, in squared units of its points."""
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def holds(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point is inside a ring."""
    x, y = point
    inside = False
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            inside = not inside
    return inside


def path_of(rings: Iterable[Ring]) -> str:
    """Return an SVG path for rings, each point relative to the previous one."""
    return "".join(map(_ring, rings))


def _ring(ring: Ring) -> str:
    kept = [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]
    steps = [(c - a, d - b) for (a, b), (c, d) in pairwise(kept[:-1])]
    numbers = "".join(_number(n) for step in steps for n in step)
    return f"M{kept[0][0]} {kept[0][1]}l{numbers.lstrip()}z"


def _number(number: int) -> str:
    return f" {number}" if number >= 0 else str(number)


def middle_of(ring: Sequence[Point]) -> tuple[int, int]:
    """Return the mean of a ring's points, in map units."""
    points = [project(*point) for point in ring]
    return round(sum(x for x, _ in points) / len(points)), round(sum(y for _, y in points) / len(points))


def shapes(coarse: Topology) -> dict[str, list[Ring]]:
    """Return the rings of each country, largest first; "" holds all land without a code."""
    found: dict[str, list[Ring]] = {}
    for code, rings in coarse.countries():
        for numbers in rings:
            ring: Ring = coarse.ring(coarse.drawn, numbers)
            crimea = code == "RU" and holds(coarse.ring(coarse.degrees, numbers), CRIMEA)
            if not _crosses_the_edge(ring):
                found.setdefault("UA" if crimea else code, []).append(ring)
    found.pop("AQ", None)
    for code, each in found.items():
        each.sort(key=area, reverse=True)
        found[code] = [ring for n, ring in enumerate(each) if area(ring) >= (LEAST_AREA if n else 0.5)]
    return {code: rings for code, rings in found.items() if rings}


def _crosses_the_edge(ring: Ring) -> bool:
    return any(abs(a - c) > WIDTH / 2 for (a, _), (c, _) in pairwise(ring))


def points(fine: Topology, large: dict[str, list[Ring]]) -> dict[str, tuple[int, int]]:
    """Return a point for each country whose shape is too small to click."""
    found = {}
    for code, rings in fine.countries():
        drawn = sum(area(ring) for ring in large.get(code, []))
        if code and code != "AQ" and drawn < SMALL_AREA:
            found[code] = middle_of(max((fine.ring(fine.degrees, ring) for ring in rings), key=area))
    return found


def _view(large: dict[str, list[Ring]]) -> str:
    """Return the SVG viewBox that encloses all shapes."""
    xs = [x for rings in large.values() for ring in rings for x, _ in ring]
    left, right = min(xs) - 4, max(xs) + 4
    return f"{left} 0 {right - left} {HEIGHT}"


def main(coarse: Path, fine: Path) -> None:
    """Write world.tsv beside this file."""
    large = shapes(Topology(coarse))
    small = points(Topology(fine), large)
    names = Locale("en").territories
    lines = [
        "# Countries of the world as shapes and points, by ISO 3166-1 code; made by make_map.py.",
        "# Source: Natural Earth 4.1.0 (public domain), by way of the npm package world-atlas 2.0.2 (ISC).",
        "# Equal Earth projection, Antarctica cut off. A shape is an SVG path; a point is x and y.",
        f"view\t{_view(large)}",
    ]
    lines += [f"{code or '-'}\t{path_of(rings)}" for code, rings in sorted(large.items())]
    on_map = {code: (x, y) for code, (x, y) in small.items() if 0 <= y <= HEIGHT and code in names}
    lines += [f"{code}\t{x} {y}" for code, (x, y) in sorted(on_map.items())]
    (Path(__file__).parents[1] / "articles/charts/world.tsv").write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
