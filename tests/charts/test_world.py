"""The world map: shapes, shades, links and titles."""

import re

import pytest

from articles.charts.world import bounds_of, draw_world, legend_of, shade_of, shapes
from articles.models import Entity, Kind
from articles.search.browse.by_country import CountryCount
from tests.html import parse
from tools.make_map import equal_earth

MALTA, FRANCE, USSR = (
    CountryCount("MT", "Malta", 1),
    CountryCount("FR", "France", 1234),
    CountryCount("SU", "Soviet Union", 7),
)


@pytest.mark.django_db
def test_nearly_every_country_of_the_archive_is_on_the_map() -> None:
    known = set(Entity.objects.filter(kind=Kind.COUNTRY).values_list("code", flat=True))
    world = shapes()
    drawn = world.paths.keys() | world.points.keys()
    assert drawn - known == {"-"}
    former = {"AN", "CS", "DD", "SU", "YD", "YE", "YU"}
    missing = known - drawn - former
    assert "AQ" in missing
    assert len(missing) < 25
    assert {"XK", "SS", "PS", "TW", "VA", "SG", "MT", "NR"} <= drawn


def test_shapes_lie_within_the_map() -> None:
    world = shapes()
    left, top, width, height = map(int, world.view.split())
    for code, path in world.paths.items():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path), code
        for x, y in re.findall(r"M(\d+) (\d+)", path):
            assert left <= int(x) <= left + width, code
            assert top <= int(y) <= top + height, code
        # A shape that crossed the edge of the map would draw a line from one side to the other.
        assert max(int(step) for step in re.findall(r"-?\d+", path.partition("l")[2])) < 1000, code
        for part in path.split("M")[1:]:
            steps = [abs(int(step)) for step in re.findall(r"-?\d+", part.partition("l")[2])]
            assert max(steps) < width / 3, code


def test_crimea_is_drawn_with_ukraine() -> None:
    # The peninsula's ring begins in 45 degrees north; Russia has none between Kerch and Odesa.
    ukraine, russia = (shapes().paths[code].count("M") for code in ("UA", "RU"))
    assert ukraine == 2
    assert russia > 2


def test_the_projection_is_equal_earth() -> None:
    # From the authors' formulas: the pole line is 0.59247 of the equator, which is 2.7066 wide to a side.
    assert equal_earth(0, 0) == (0, 0)
    assert equal_earth(180, 0)[0] == pytest.approx(2.70663, abs=1e-4)
    assert equal_earth(0, 90)[1] == pytest.approx(-1.31733, abs=1e-4)
    assert equal_earth(180, 90)[0] / equal_earth(180, 0)[0] == pytest.approx(0.59247, abs=1e-3)


@pytest.mark.parametrize(
    ("most", "bounds"),
    [
        (1, [1]),
        (2, [1]),
        (9, [1, 2, 5]),
        (100, [1, 2, 5, 10, 20]),
        (23_539, [1, 5, 50, 200, 2000]),
        (1_000_000, [1, 10, 200, 2000, 50_000]),
    ],
)
def test_shades_are_round_numbers_a_like_factor_apart(most: int, bounds: list[int]) -> None:
    assert bounds_of(most) == bounds
    assert shade_of(1, bounds) == 1
    assert shade_of(most, bounds) == len(bounds)


def test_the_legend_says_in_words_what_shades_mean() -> None:
    assert [(each.number, each.label) for each in legend_of([1, 2, 5, 1000])] == [
        (1, "1 article"),
        (2, "2 to 4 articles"),
        (3, "5 to 999 articles"),
        (4, "1,000 articles or more"),
    ]
    assert [each.label for each in legend_of([1])] == ["1 article or more"]


def test_each_country_with_articles_is_a_link_with_its_number() -> None:
    world = draw_world([FRANCE, USSR, MALTA, CountryCount("DE", "Germany", 0)])
    links = parse(world.drawing).all("a")
    assert [(link.attributes["href"], link.one("title").text) for link in links] == [
        ("/countries/fr/", "France: 1,234 articles"),
        ("/countries/mt/", "Malta: 1 article"),
    ]
    assert [len(link.all("path")) for link in links] == [1, 0]
    assert [len(link.all("circle")) for link in links] == [0, 1]
    assert [group.attributes["class"] for group in parse(world.drawing).all("g")] == ["s5", "s1"]
    assert world.missing == [USSR]
    assert world.countries == [FRANCE, USSR, MALTA]


def test_names_are_escaped() -> None:
    drawing = draw_world([CountryCount("FR", "<script>alert(1)</script>", 2)]).drawing
    assert "<script>" not in drawing
    assert parse(drawing).one("title").text == "<script>alert(1)</script>: 2 articles"


def test_a_map_of_every_country_costs_little() -> None:
    world = shapes()
    codes = sorted((world.paths.keys() | world.points.keys()) - {"-"})
    every = [CountryCount(code, "Saint Somewhere", 1000 * n) for n, code in enumerate(codes, 1)]
    assert len(codes) > 220
    assert len(draw_world(every).drawing) < 46_000
    assert len(parse(draw_world(every).drawing).all("a")) == len(codes)


def test_a_map_without_articles_is_drawn_all_the_same() -> None:
    world = draw_world([])
    assert world.legend == []
    assert len(parse(world.drawing).all("path")) == 1
