"""The world map: the shade of each country, and the legend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.search.browse.by_country import CountryCount

SHADES = 5
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The contents of world.tsv: SVG paths and points by ISO code, and the viewBox of the map.

    The code "-" is for land without a code.
    """

    view: str
    paths: dict[str, str]
    points: dict[str, tuple[int, int]]


@cache
def shapes() -> Shapes:
    """Load the shapes of the map, once."""
    paths: dict[str, str] = {}
    points: dict[str, tuple[int, int]] = {}
    view = ""
    for line in Path(__file__).with_name("world.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        code, what = line.split("\t")
        if code == "view":
            view = what
        elif what.startswith("M"):
            paths[code] = what
        else:
            x, y = map(int, what.split())
            points[code] = x, y
    return Shapes(view, paths, points)


@dataclass(frozen=True, slots=True)
class Shade:
    """A step of the scale, 1 is the lightest; ``label`` is its range of articles."""

    number: int
    label: str


def bounds_of(most: int) -> list[int]:
    """Return the lower bound of each shade: at most SHADES round numbers on a logarithmic scale."""
    bounds = [1]
    for step in range(1, SHADES):
        bound = _nice(most ** (step / SHADES))
        if bounds[-1] < bound <= most:
            bounds.append(bound)
    return bounds


def _nice(number: float) -> int:
    """Round down to 1, 2 or 5 times a power of ten."""
    power = int("1" + "0" * (len(str(int(number))) - 1))
    return max(each * power for each in _NICE if each * power <= max(1.0, number))


def legend_of(bounds: Sequence[int]) -> list[Shade]:
    """Return the legend, lightest shade first."""
    lasts = [bound - 1 for bound in bounds[1:]]
    closed = [_label(first, last) for first, last in zip(bounds, lasts, strict=False)]
    most = ngettext("%(n)s article or more", "%(n)s articles or more", bounds[-1])
    labels = [*closed, most % {"n": intcomma(bounds[-1])}]
    return [Shade(number, label) for number, label in enumerate(labels, 1)]


def _label(first: int, last: int) -> str:
    if first == last:
        return ngettext("%(n)s article", "%(n)s articles", first) % {"n": intcomma(first)}
    return _("%(first)s to %(last)s articles") % {"first": intcomma(first), "last": intcomma(last)}


def shade_of(count: int, bounds: Sequence[int]) -> int:
    """Return the number of the shade for ``count`` articles, which is at least 1."""
    return sum(1 for bound in bounds if bound <= count)


def title_of(country: CountryCount) -> str:
    """Return "France: 1,234 articles"."""
    words = ngettext("%(country)s: %(n)s article", "%(country)s: %(n)s articles", country.count)
    return words % {"country": country.name, "n": intcomma(country.count)}


@dataclass(frozen=True, slots=True)
class WorldMap:
    """A map ready to display. ``drawing`` is the content of the <svg>; ``missing`` are not on the map."""

    view: str
    drawing: SafeString
    legend: list[Shade]
    countries: list[CountryCount]
    missing: list[CountryCount]


def draw_world(countries: Iterable[CountryCount]) -> WorldMap:
    """Draw the world: each country with articles in its shade, with a link to its page."""
    countries = [each for each in countries if each.count]
    world = shapes()
    bounds = bounds_of(max((each.count for each in countries), default=1))
    drawn = world.paths.keys() | world.points.keys()
    shown = {each.code for each in countries}
    rest = format_html(
        '<path class="s0" d="{}"/>', "".join(path for code, path in world.paths.items() if code not in shown)
    )
    return WorldMap(
        view=world.view,
        drawing=rest + _drawing([each for each in countries if each.code in drawn], bounds),
        legend=legend_of(bounds) if countries else [],
        countries=countries,
        missing=[each for each in countries if each.code not in drawn],
    )


def _drawing(countries: Sequence[CountryCount], bounds: Sequence[int]) -> SafeString:
    """Draw the countries grouped by shade, most articles first; points come last, on top of the paths."""
    points = shapes().points
    ordered = sorted(countries, key=lambda each: (each.code in points, -each.count))
    groups = groupby(ordered, key=lambda each: (each.code in points, shade_of(each.count, bounds)))
    drawn = ((shade, _joined(map(_country, group))) for (_point, shade), group in groups)
    return format_html_join("", '<g class="s{}">{}</g>', drawn)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _country(country: CountryCount) -> SafeString:
    world = shapes()
    path = world.paths.get(country.code)
    shape = format_html('<path d="{}"/>', path) if path else SafeString("")
    if country.code in world.points:
        x, y = world.points[country.code]
        shape += format_html('<circle cx="{}" cy="{}" r="4"/>', x, y)
    return format_html('<a href="{}"><title>{}</title>{}</a>', country.url, title_of(country), shape)
