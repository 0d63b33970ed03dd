"""The timeline: its level, its range, and its links."""

from datetime import date

import pytest

from articles.search.counting.interface import Counts
from articles.search.date_counts import Months
from articles.search.page.backdrop import Backdrop, least_of
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
    assert [(bar.value, bar.count) for bar in timeline.bars] == [
        ("2001", 10),
        ("2002", 0),
        ("2003", 0),
        ("2004", 10),
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
    assert [(bar.label, bar.count) for bar in timeline.bars if bar.count] == [
        ("24 December 2004", 7),
        ("31 December 2004", 14),
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


def every_month(first: int, last: int, articles: int) -> tuple[tuple[date, int], ...]:
    return tuple(
        (date(year, month, 1), articles) for year in range(first, last + 1) for month in range(1, 13)
    )


def test_grey_shows_where_as_many_articles_would_fall() -> None:
    held = every_month(2001, 2004, 50)[:24] + every_month(2003, 2004, 150)
    timeline = build_timeline(SearchRequest(q="oil"), LONG, Backdrop(Months(held), (), Months(held)))
    assert timeline.compared
    assert [bar.held for bar in timeline.bars] == [600, 600, 1800, 1800]
    assert [bar.expected for bar in timeline.bars] == pytest.approx([2.5, 2.5, 7.5, 7.5])
    assert sum(bar.expected for bar in timeline.bars) == pytest.approx(20)


def test_the_whole_archive_is_not_compared_with_itself() -> None:
    held = every_month(2001, 2004, 50)
    for request in (SearchRequest(), SearchRequest(after="2002", sort="oldest")):
        timeline = build_timeline(request, Counts(months=held), Backdrop(Months(held), (), Months(held)))
        assert not timeline.compared
        assert not any(bar.expected for bar in timeline.bars)


def test_years_of_the_archive_without_matches_are_shown_if_it_holds_something() -> None:
    held = (*every_month(1990, 1990, 1), *every_month(1999, 2008, 50))
    timeline = build_timeline(SearchRequest(q="oil"), LONG, Backdrop(Months(held), (), Months(held)))
    assert [bar.value for bar in timeline.bars] == [str(year) for year in range(1999, 2009)]


def test_where_almost_nothing_is_held_is_marked() -> None:
    held = (*every_month(2001, 2001, 9), *every_month(2002, 2002, 10), *every_month(2003, 2004, 80))
    years = build_timeline(SearchRequest(q="oil"), LONG, Backdrop(Months(held), (), Months(held)))
    assert [bar.value for bar in years.bars if bar.sparse] == ["2001"]
    months_of_2001 = build_timeline(
        SearchRequest(after="2001", before="2001"), LONG, Backdrop(Months(held), (), Months(held))
    )
    assert all(bar.sparse for bar in months_of_2001.bars)
    days = build_timeline(
        SearchRequest(after="2001-05", before="2001-05"), LONG, Backdrop(Months(held), (), Months(held))
    )
    assert len([bar for bar in days.bars if bar.sparse]) == 31
    source = build_timeline(
        SearchRequest(source=("daily",)), LONG, Backdrop(Months(held), (), Months(held[-12:]))
    )
    assert [bar.value for bar in source.bars if bar.sparse] == ["2001", "2002", "2003"]


def test_almost_nothing_is_less_in_a_small_archive() -> None:
    assert least_of([500] * 12) == 10
    assert least_of([500] * 5, months=12) == 120
    assert least_of([8] * 12) == 2
    assert least_of([1] * 12) == least_of([4, 1, 2, 3], months=12) == least_of(()) == 1


def test_a_long_thin_past_does_not_change_what_is_usual() -> None:
    assert least_of([1] * 300 + [400] * 12) == 10


def test_a_small_archive_is_hatched_only_where_it_holds_nothing() -> None:
    held = tuple((date(year, 5, 1), 1 + year % 3) for year in range(1990, 2020) if year not in (1997, 2004))
    timeline = build_timeline(SearchRequest(), Counts(months=held), Backdrop(Months(held), (), Months(held)))
    assert [bar.value for bar in timeline.bars if bar.sparse] == ["1997", "2004"]


ENDS = ((date(1989, 3, 1), 5), (date(1996, 1, 1), 9), *every_month(2001, 2004, 50), (date(2012, 5, 1), 7))


def test_the_thin_ends_of_the_archive_are_one_column_each() -> None:
    timeline = build_timeline(SearchRequest(), Counts(months=ENDS), Backdrop(Months(ENDS), (), Months(ENDS)))
    assert [(bar.label, bar.count) for bar in timeline.bars] == [
        ("1989–2000", 14),
        *((str(year), 600) for year in range(2001, 2005)),
        ("2005–2012", 7),
    ]
    assert [bar.gathered for bar in timeline.bars] == [True, False, False, False, False, True]
    assert all(bar.sparse for bar in timeline.bars if bar.gathered)
    assert (timeline.bars[0].url, timeline.bars[-1].url) == (
        "?after=1989&before=2000",
        "?after=2005&before=2012",
    )
    one = (*ENDS[2:-1], (date(2005, 5, 1), 7))
    timeline = build_timeline(SearchRequest(), Counts(months=one), Backdrop(Months(one), (), Months(one)))
    assert [bar.gathered for bar in timeline.bars] == [False] * 5


@pytest.mark.parametrize(
    ("after", "before", "chosen", "columns"),
    [
        ("1989", "2000", ["2000"], 6),
        ("1989", "2002", ["2000", "2001", "2002"], 6),
        ("1992", "1999", [str(year) for year in range(1992, 2000)], 17),
        ("2006", "", [str(year) for year in range(2006, 2013)], 13),
        ("2002", "", ["2002", "2003", "2004", "2012"], 6),
    ],
)
def test_an_end_that_the_chosen_dates_cut_is_shown_by_year(
    after: str, before: str, chosen: list[str], columns: int
) -> None:
    request = SearchRequest(after=after, before=before)
    timeline = build_timeline(request, Counts(months=ENDS), Backdrop(Months(ENDS), (), Months(ENDS)))
    assert [bar.value for bar in timeline.bars if bar.selected] == chosen
    assert len(timeline.bars) == columns


YEAR = (date(2004, 1, 1), date(2004, 12, 31), 5)
DECADE = (date(2000, 1, 1), date(2009, 12, 31), 2)


def test_articles_of_a_year_are_on_its_bar_and_on_none_of_its_months() -> None:
    counts = Counts(months=LONG.months, longer=(DECADE, YEAR))
    years = build_timeline(SearchRequest(), counts)
    assert [(bar.value, bar.count) for bar in years.bars if bar.count] == [("2001", 10), ("2004", 15)]
    assert (years.unplaced, years.total) == (2, 27)
    months_of_2004 = build_timeline(SearchRequest(after="2004", before="2004"), counts)
    assert [bar.count for bar in months_of_2004.bars if bar.count] == [10]
    assert months_of_2004.unplaced == 5
    december = build_timeline(
        SearchRequest(after="2004-12", before="2004-12"),
        Counts(months=LONG.months, days=((date(2004, 12, 24), 7),), longer=(YEAR,)),
    )
    assert december.unplaced == 3


def test_an_archive_known_by_years_alone_is_shown_by_year() -> None:
    timeline = build_timeline(SearchRequest(), Counts(longer=(YEAR,)))
    assert (timeline.level, [(bar.value, bar.count) for bar in timeline.bars]) == ("year", [("2004", 5)])
    assert timeline.unplaced == 0


def test_articles_of_a_year_fill_its_months_where_little_is_held() -> None:
    held = Months(tuple((date(year, 5, 1), 400) for year in range(2000, 2010)), 0, ((*YEAR[:2], 4_000),))
    timeline = build_timeline(
        SearchRequest(after="2004", before="2004"), Counts(months=held.months), Backdrop(held, (), held)
    )
    assert not any(bar.sparse for bar in timeline.bars)


def test_a_story_in_several_months_of_a_year_is_once_on_its_bar() -> None:
    march, may = (date(2004, 3, 1), 6), (date(2004, 5, 1), 6)
    counts = Counts(months=(march, may), longer=(DECADE, YEAR), years=((date(2004, 1, 1), 10),))
    timeline = build_timeline(SearchRequest(collapse=True), counts)
    assert timeline.level == "year"
    assert [(bar.value, bar.count) for bar in timeline.bars if bar.count] == [("2004", 10)]
    assert timeline.unplaced == 2
    assert counts.by_month.within(date(2004, 5, 1), None).at("year") == ((date(2004, 1, 1), 6),)
