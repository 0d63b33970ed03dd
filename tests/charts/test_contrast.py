"""What carries a figure in a chart has a contrast of at least 3:1 (WCAG 2.2, 1.4.11), in both themes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
Theme = dict[str, str]
_MIX = re.compile(r"color-mix\(in srgb, var\(--(\w+)\) (\d+)%, var\(--(\w+)\)\)")


def themes() -> dict[str, Theme]:
    """Return the tokens of both themes, read from the style sheet."""
    text = (CSS / "tokens.css").read_text()
    light, dark = (
        re.search(r":root \{(.*?)\n\}", text, re.DOTALL),
        re.search(r"dark\).*?\n\}", text, re.DOTALL),
    )
    assert light
    assert dark
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", each.group())) for each in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "token", ["ink", "grey", "stamp", "soft", "organisation", "country", "place", "field"]
)
def test_bars_and_lines_stand_out_from_the_paper(theme: str, token: str) -> None:
    tokens = themes()[theme]
    assert contrast(channels(tokens[token]), channels(tokens["paper"])) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ink_stands_out_from_the_grey_behind_it(theme: str) -> None:
    tokens = themes()[theme]
    assert contrast(channels(tokens["ink"]), channels(tokens["grey"])) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shades_of_the_map_stand_out_from_paper_and_empty_land(theme: str) -> None:
    tokens = themes()[theme]
    home = (CSS / "home.css").read_text()
    shades = [match[1] for match in re.finditer(r"\.world \.s[1-5] \{ fill: (.+?); \}", home)]
    assert len(shades) == 5
    mixed = []
    for shade in shades:
        mix = _MIX.fullmatch(shade)
        one, part, other = mix.groups() if mix else (shade.removeprefix("var(--").rstrip(")"), "100", "paper")
        share = int(part) / 100
        mixed.append(
            [
                share * a + (1 - share) * b
                for a, b in zip(channels(tokens[one]), channels(tokens[other]), strict=True)
            ]
        )
    for colour in mixed:
        assert contrast(colour, channels(tokens["paper"])) >= 3
        assert contrast(colour, channels(tokens["land"])) >= 3
    steps = [contrast(colour, channels(tokens["paper"])) for colour in mixed]
    assert all(later > 1.2 * earlier for earlier, later in pairwise(steps))
