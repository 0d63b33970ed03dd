"""The timeline: its level, its range, and its links."""

from datetime import date

import pytest

from articles.search.counting.interface import Counts
from articles.search.page.timeline import MOST_YEARS, build_timeline, drilled_month
from articles.search.request import SearchRequest


def months(*values: str) -> Counts:
    return Counts(
        months=tuple((date.fromisoformat(f"{value}-01"), 10) for value in sorted(values)), undated=3
    )


LONG, SHORT = months("2001-05", "2004-12"), months("2013-11", "2014-02")


def test_a_long_span_is_shown_by_year_without_gaps() -> None:
    timeline = build_timeline(SearchRequest(q="oil"), LONG)
    assert timeline.level == "year"
    assert [(bar.value, bar.count, bar.share) for bar in timeline.bars] == [
        ("2001", 10, 100),
        ("2002", 0, 0),
        ("2003", 0, 0),
        ("2004", 10, 100),
    ]
    assert timeline.bars[1].url == "?q=oil&after=2002&before=2002"
    assert (timeline.up, timeline.undated, timeline.total) == (None, 3, 20)
    assert not any(bar.selected for bar in timeline.bars)


def test_a_short_span_is_shown_by_month() -> None:
    timeline = build_timeline(SearchRequest(), SHORT)
    assert [bar.label for bar in timeline.bars] == [
        "November 2013",
        "December 2013",
        "January 2014",
        "February 2014",
    ]


def test_a_year_is_shown_by_month() -> None:
    timeline = build_timeline(SearchRequest(after="2004", before="2004"), LONG)
    assert [bar.value for bar in timeline.bars] == [f"2004-{month:02}" for month in range(1, 13)]
    assert timeline.up == ("All dates", "?")
    assert not any(bar.selected for bar in timeline.bars)


def test_part_of_a_year_is_marked_among_its_months() -> None:
    timeline = build_timeline(SearchRequest(after="2004-03", before="2004-05-31"), LONG)
    assert [bar.value for bar in timeline.bars if bar.selected] == ["2004-03", "2004-04", "2004-05"]
    assert timeline.up == ("2004", "?after=2004&before=2004")


def test_a_month_is_shown_by_day() -> None:
    counts = Counts(months=LONG.months, days=((date(2004, 12, 24), 7), (date(2004, 12, 31), 14)))
    timeline = build_timeline(SearchRequest(after="2004-12", before="2004-12"), counts)
    assert timeline.level == "day"
    assert len(timeline.bars) == 31
    assert [(bar.label, bar.count, bar.share) for bar in timeline.bars if bar.count] == [
        ("24 December 2004", 7, 50),
        ("31 December 2004", 14, 100),
    ]
    assert timeline.up == ("2004", "?after=2004&before=2004")


def test_a_day_is_marked_in_its_month() -> None:
    timeline = build_timeline(SearchRequest(after="2004-12-24", before="2004-12-24"), LONG)
    assert [bar.value for bar in timeline.bars if bar.selected] == ["2004-12-24"]
    assert timeline.up == ("December 2004", "?after=2004-12&before=2004-12")


def test_several_years_are_marked_among_all() -> None:
    timeline = build_timeline(
        SearchRequest(after="2001", before="2003-12"), months("2000-01", "2004-12", "2014-01")
    )
    assert timeline.level == "month"
    open_ended = build_timeline(SearchRequest(after="2003"), months("2000-01", "2004-12", "2014-01"))
    assert [bar.value for bar in open_ended.bars if bar.selected] == [str(year) for year in range(2003, 2015)]
    assert open_ended.up == ("All dates", "?")


def test_very_old_articles_are_gathered_in_the_first_bar() -> None:
    timeline = build_timeline(SearchRequest(), months("0001-01", "1700-01", "2020-01"))
    assert len(timeline.bars) == MOST_YEARS
    assert (timeline.bars[0].label, timeline.bars[0].count) == ("1901 and earlier", 20)
    assert timeline.bars[0].url == "?before=1901"


@pytest.mark.parametrize(("after", "before"), [("9999", "9999"), ("0001", "0001"), ("9999-12", "9999-12-31")])
def test_the_ends_of_the_calendar(after: str, before: str) -> None:
    assert len(build_timeline(SearchRequest(after=after, before=before), SHORT).bars) in {12, 31}


def test_nothing_found_has_no_bars() -> None:
    assert build_timeline(SearchRequest(), Counts()).bars == []
    assert build_timeline(SearchRequest(after="2014", before="2013"), Counts()).bars == []


@pytest.mark.parametrize(
    ("after", "before", "month"),
    [
        ("2014-03", "2014-03", date(2014, 3, 1)),
        ("2014-03-02", "2014-03", date(2014, 3, 1)),
        ("2014-03", "2014-04", None),
        ("2014", "2014", None),
        ("2014-03", "", None),
        ("2014-03-20", "2014-03-10", None),
    ],
)
def test_which_month_is_counted_by_day(after: str, before: str, month: date | None) -> None:
    assert drilled_month(SearchRequest(after=after, before=before)) == month
