"""Columns of a timeline: heights on one scale, figures, and what each says."""

from datetime import date

from articles.charts.bar_chart import ROOM, draw_bars
from articles.search.counting.interface import Counts
from articles.search.date_counts import Months
from articles.search.page.backdrop import Backdrop
from articles.search.page.timeline import build_timeline
from articles.search.request import SearchRequest
from articles.search.results import Timeline

YEARS = tuple(range(2006, 2016))
HELD = tuple((date(year, month, 1), 33) for year in YEARS for month in range(1, 13))
FOUND = ((date(2007, 5, 1), 1), (date(2013, 2, 1), 28), (date(2015, 1, 1), 1200))


def timeline(request: SearchRequest, found: tuple[tuple[date, int], ...] = FOUND) -> Timeline:
    return build_timeline(request, Counts(months=found), Backdrop(Months(HELD), (), Months(HELD)))


def test_both_are_drawn_on_one_scale_below_the_figures() -> None:
    chart = draw_bars(timeline(SearchRequest(q="oil"), FOUND[:2]))
    heights = {column.bar.value: (column.found, column.expected) for column in chart.columns}
    assert heights["2013"] == (100 * ROOM, round(100 * ROOM * 2.9 / 28, 2))
    assert heights["2008"] == (0, heights["2013"][1])
    assert chart.scale == [(0.0, "0"), (30.71, "10"), (61.43, "20"), (92.14, "30")]
    assert not chart.has_sparse


def test_a_column_says_what_it_is_of() -> None:
    words = {column.bar.value: column.words for column in draw_bars(timeline(SearchRequest(q="oil"))).columns}
    assert words["2013"] == "28 of 396 articles of 2013, 7.1%"
    assert words["2008"] == "0 of 396 articles of 2008"
    whole = draw_bars(timeline(SearchRequest(), HELD)).columns
    assert whole[0].words == "2006: 396 articles"


def test_all_figures_are_written_where_they_fit_else_the_highest() -> None:
    few = draw_bars(timeline(SearchRequest(q="oil"), FOUND[:2]))
    assert [column.figure for column in few.columns if column.figure] == ["1", "28"]
    wide = draw_bars(timeline(SearchRequest(q="oil")))
    assert [column.figure for column in wide.columns if column.figure] == ["1,200"]
    nothing = draw_bars(Timeline("year", [], None, 0, 0))
    assert (nothing.columns, nothing.scale) == ([], [(0.0, "0"), (86.0, "1")])


def test_gathered_years_have_a_figure_and_a_label_but_no_height() -> None:
    held = ((date(1990, 5, 1), 40), (date(1999, 5, 1), 4), *HELD)
    chart = draw_bars(
        build_timeline(SearchRequest(), Counts(months=held), Backdrop(Months(held), (), Months(held)))
    )
    first, *others = chart.columns
    assert (first.found, first.expected, first.figure, first.tick) == (0, 0, "44", "1990–2005")
    assert first.words == "1990–2005: 44 articles"
    assert {column.found for column in others} == {100 * ROOM}
    assert [column.tick for column in others if column.tick] == ["2006", "2008", "2010", "2012", "2014"]
    assert chart.has_sparse
