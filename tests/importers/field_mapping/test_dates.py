"""Dates in columns: decided for the column as a whole, and never guessed."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.importers.field_mapping.dates import parse
from articles.models import Article

DAY = date(1998, 11, 26)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "26/11/1998",
            "11/26/1998",
            "26.11.1998",
            "26-11-1998",
            "1998/11/26",
            "1998.11.26",
            "1998-11-26",
            "19981126",
        ),
        *(
            "26-Nov-98",
            "26 Nov '98",
            "Nov 26, 98",
            "26-Nov-1998",
            "11/26/98",
            "1998-11-26 00:00",
            "26. 11. 1998",
        ),
        *(
            "Thursday, 26 November 1998",
            "26. November 1998",
            "le 26 novembre 1998",
            "26 de noviembre de 1998",
        ),
    ],
)
def test_days(text: str) -> None:
    assert parse(text)[0] == DAY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("26/11/1998 22:15", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("11/26/1998 10:15:00 PM", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("11/26/1998 12:05 am", datetime(1998, 11, 26, 0, 5, tzinfo=UTC)),
        ("1998-11-26 22:15:00 UTC", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("1998-11-26 22:15:00 +0100 CET".replace(" CET", ""), datetime(1998, 11, 26, 21, 15, tzinfo=UTC)),
        ("1998-11-26 22:15:00 +0000 UTC", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("19981126221500", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("19981126T221500Z", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("912118500", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
        ("912118500000", datetime(1998, 11, 26, 22, 15, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert parse(text) == (DAY, moment)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3/4/1998",
            "03.04.98",
            "1/2/3",
            "31/02/1998",
            "1998",
            "11/1998",
            "November 1998",
            "c. 1890",
            "36125",
            "13/13/1998",
        ),
        *("26/11/1998 25:00", "99999999999999", "soon", "26/11", "0/0/1998"),
    ],
)
def test_what_is_not_certain_is_not_a_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|ambiguous|time|day|year"):
        parse(text)


def days(path: Path, texts: Sequence[object], *arguments: str) -> tuple[list[str | None], str]:
    """The days of articles with these dates, and what the import says."""
    path.write_text(
        "".join(json.dumps({"title": f"Report {n}", "date": text}) + "\n" for n, text in enumerate(texts))
    )
    out = StringIO()
    call_command("import_articles", str(path), "--no-extract", *arguments, stdout=out, stderr=out)
    found = Article.objects.order_by("pk").values_list("published_on", flat=True)
    return [day.isoformat() if day else None for day in found], out.getvalue()


@pytest.mark.django_db
def test_one_certain_date_decides_for_its_column(tmp_path: Path) -> None:
    found, said = days(tmp_path / "a.jsonl", ["3/4/1998", "13/4/1998", "5/5/1998"])
    assert found == ["1998-04-03", "1998-04-13", "1998-05-05"]
    assert "no date" not in said


@pytest.mark.django_db
def test_it_may_come_late_in_a_long_file(tmp_path: Path) -> None:
    found, _said = days(tmp_path / "a.jsonl", ["3/4/1998"] * 1500 + ["4/13/1998"])
    assert set(found) == {"1998-03-04", "1998-04-13"}


@pytest.mark.django_db
def test_a_column_that_contradicts_itself_decides_nothing(tmp_path: Path) -> None:
    found, said = days(tmp_path / "a.jsonl", ["3/4/1998", "13/4/1998", "4/13/1998"])
    assert found == [None, "1998-04-13", "1998-04-13"]
    assert "no date            1 stored without a date" in said
    assert "a.jsonl, line 1: stored without its date, “3/4/1998”: the day and month are ambiguous" in said
    assert Article.objects.get(published_on=None).date_text == "3/4/1998"


@pytest.mark.django_db
@pytest.mark.parametrize(("order", "day"), [("dmy", "1998-04-03"), ("mdy", "1998-03-04")])
def test_the_archivist_can_say_the_order(tmp_path: Path, order: str, day: str) -> None:
    found, _said = days(tmp_path / "a.jsonl", ["3/4/1998"], "--date-order", order)
    assert found == [day]


@pytest.mark.django_db
def test_short_years_in_a_column(tmp_path: Path) -> None:
    found, _said = days(tmp_path / "a.jsonl", ["3.4.98", "26.11.1998", "1.2.03"])
    assert found == ["1998-04-03", "1998-11-26", "2003-02-01"]
