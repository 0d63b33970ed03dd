"""Dates as they are written."""

from datetime import UTC, date, datetime

import pytest

from articles.importers.cleaning import publication_dates


@pytest.mark.parametrize(
    "text",
    [
        "2014-03-17",
        "20140317",
        "2014/03/17",
        "March 17, 2014",
        "Mar. 17 2014",
        "Monday, 17 March 2014",
        "17th March, 2014",
        "17.03.2014",
        "03/17/2014",
    ],
)
def test_day(text: str) -> None:
    assert publication_dates.parse(text) == (date(2014, 3, 17), None)


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("2012-02-02T10:52:00-05:00", date(2012, 2, 2), datetime(2012, 2, 2, 15, 52, tzinfo=UTC)),
        ("2012-02-02T23:52:00-05:00", date(2012, 2, 2), datetime(2012, 2, 3, 4, 52, tzinfo=UTC)),
        ("1987-02-26T15:01:01", date(1987, 2, 26), datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)),
        ("Mon, 17 Mar 2014 08:00:00 +0100", date(2014, 3, 17), datetime(2014, 3, 17, 7, tzinfo=UTC)),
    ],
)
def test_moment(text: str, day: date, moment: datetime) -> None:
    assert publication_dates.parse(text) == (day, moment)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "2014",
            "2014-03",
            "2014-13-01",
            "2014-02-30",
            "0001-01-01",
            "9999-12-31T23:59:59-12:00",
        ),
        *("03/04/2014", "February 30, 2014", "x" * 10_000, "1395014400"),
    ],
)
def test_what_is_no_whole_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|apart|year"):
        publication_dates.parse(text)
