"""Line charts: round scales, labels that do not touch, marks at the right positions."""

import pytest
from django.http import QueryDict

from articles.charts.figures import percent, steps_to
from articles.charts.line_chart import BOTTOM, TOP, draw_lines, spread
from articles.models import Article
from articles.search.browse.comparison import CompareRequest, compare


@pytest.mark.parametrize(
    ("most", "whole", "steps"),
    [
        (0, True, [0, 1]),
        (1, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (544, True, [0, 200, 400, 600]),
        (1_000_000, True, [0, 500_000, 1_000_000]),
        (0.37, False, [0, 0.1, 0.2, 0.3, 0.4]),
        (100, False, [0, 50, 100]),
    ],
)
def test_scales_are_round(most: float, whole: bool, steps: list[float]) -> None:
    assert steps_to(most, whole=whole) == steps


def test_labels_keep_apart_within_the_chart() -> None:
    assert spread([10, 50, 90]) == [10, 50, 90]
    crowded = spread([96, 97, 95])
    assert max(crowded) == BOTTOM
    assert sorted(crowded) == pytest.approx([BOTTOM - 18, BOTTOM - 9, BOTTOM])
    assert crowded[2] < crowded[0] < crowded[1]
    assert spread([]) == []


def test_shares_in_words() -> None:
    assert [percent(each) for each in (0, 0.0123, 1.254, 12.34)] == ["0.00%", "0.0123%", "1.3%", "12.3%"]


@pytest.mark.django_db
def test_marks_stand_where_the_numbers_are(archive: dict[str, Article]) -> None:
    chart = draw_lines(compare(CompareRequest.from_params(QueryDict("q=oil&q=referendum&by=year&as=count"))))
    oil, referendum = chart.lines
    assert [(mark.title, mark.url) for mark in oil.marks] == [
        ("oil, 2014: 2 articles", "?q=oil&after=2014&before=2014"),
        ("oil, 2015: 1 article", "?q=oil&after=2015&before=2015"),
    ]
    assert [mark.y for mark in referendum.marks] == [f"{TOP:g}%", f"{BOTTOM:g}%"]
    assert referendum.path == f"M1.5 {TOP:g}L98.5 {BOTTOM:g}"
    assert [tick.label for tick in chart.across] == ["0", "1", "2", "3"]
    assert [tick.label for tick in chart.below] == ["2014", "2015"]


@pytest.mark.django_db
def test_shares_are_of_all_articles(archive: dict[str, Article]) -> None:
    chart = draw_lines(compare(CompareRequest.from_params(QueryDict("q=oil&by=year"))))
    assert [mark.title for mark in chart.lines[0].marks] == [
        "oil, 2014: 66.7%, 2 articles",
        "oil, 2015: 100.0%, 1 article",
    ]
    assert [tick.label for tick in chart.across] == ["0%", "50%", "100%"]


@pytest.mark.django_db
def test_a_line_is_broken_where_the_archive_holds_nothing(archive: dict[str, Article]) -> None:
    chart = draw_lines(compare(CompareRequest.from_params(QueryDict("q=oil&by=month"))))
    (line,) = chart.lines
    # Of the eleven months, three have articles: March and September 2014, and January 2015.
    assert line.path.count("M") == 3
    assert "L" not in line.path
    assert [mark.title.partition(":")[0] for mark in line.marks] == [
        "oil, March 2014",
        "oil, September 2014",
        "oil, January 2015",
    ]


@pytest.mark.django_db
def test_months_without_articles_are_hatched(archive: dict[str, Article]) -> None:
    chart = draw_lines(compare(CompareRequest.from_params(QueryDict("q=oil&by=month"))))
    # From March 2014 to January 2015, the archive has articles in March, September and January.
    assert chart.hatched == [("6.35%", "48.5%"), ("64.55%", "29.1%")]
    assert draw_lines(compare(CompareRequest.from_params(QueryDict("q=oil&by=year")))).hatched == []
