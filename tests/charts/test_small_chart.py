"""A small chart in front of the archive as a whole."""

import pytest

from articles.charts.small_chart import bars, draw_small_chart


def test_both_are_drawn_on_one_scale() -> None:
    chart = draw_small_chart([0, 10, 30], [100, 100, 200])
    # 40 articles among 400: expected are 10, 10 and 20.
    assert chart.expected == "M0.08 100v-33.3h0.84V100zM1.08 100v-33.3h0.84V100zM2.08 100v-66.7h0.84V100z"
    assert chart.found == "M1.24 100v-33.3h0.52V100zM2.24 100v-100.0h0.52V100z"
    assert (chart.columns, chart.peak, chart.middle, chart.anchor) == (3, 2, 83.3, "end")
    assert draw_small_chart([5, 0, 0], [1, 1, 1]).anchor == "start"


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no articles"):
        draw_small_chart([0, 0], [1, 2])
    assert bars([0, 0]) == ""
    assert bars([1, 2]) == "M0.08 100v-50.0h0.84V100zM1.08 100v-100.0h0.84V100z"
