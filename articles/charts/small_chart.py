"""A small chart of articles over time, in front of the archive as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 0.08  # of a column, on either side of a grey bar
INK = 0.24  # of a column, on either side of a bar in ink


@dataclass(frozen=True, slots=True)
class SmallChart:
    """Bars as SVG paths in a box of ``columns`` by 100, on one scale.

    expected: all articles of the archive, scaled to the number found. peak: the column of the
    highest bar in ink, from 0. middle: its middle as a percentage of the width.
    """

    columns: int
    found: str
    expected: str
    peak: int

    @property
    def middle(self) -> float:
        return round(100 * (self.peak + 0.5) / self.columns, 1)

    @property
    def anchor(self) -> str:
        """Which end of a label at the peak stays within the chart: the text-anchor of SVG."""
        return "start" if self.middle < 25 else "end" if self.middle > 75 else "middle"


def draw_small_chart(found: Sequence[int], whole: Sequence[int]) -> SmallChart:
    """Draw the articles found in each period before all articles of the archive in it, both of equal length.

    Raises ValueError if there is nothing to draw.
    """
    if not sum(found):
        raise ValueError("no articles to draw")
    factor = sum(found) / max(1, sum(whole))
    expected = [factor * n for n in whole]
    most = max(*found, *expected)
    return SmallChart(
        len(found),
        _bars(found, most, INK),
        _bars(expected, most, GAP),
        max(range(len(found)), key=found.__getitem__),
    )


def bars(values: Sequence[int]) -> str:
    """Return bars alone, the highest 100 high, as the path of an SVG drawing of one column each."""
    return _bars(values, max([*values, 1]), GAP)


def _bars(values: Sequence[float], most: float, margin: float) -> str:
    width = 1 - 2 * margin
    return "".join(
        f"M{place + margin:.2f} 100v{-100 * n / most:.1f}h{width:.2f}V100z"
        for place, n in enumerate(values)
        if n
    )
