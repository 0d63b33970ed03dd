"""Partial dates: their notation, their days, and their words in the languages of the pages."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.partial_dates import decade, from_days, full_date, parse_edtf, partial_date

ONE = [
    full_date(date(2012, 2, 29)),
    partial_date(2012),
    partial_date(2012, 2),
    partial_date(1, 1),
    partial_date(9999, 12),
    decade(1890),
]


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("2012-02-29", date(2012, 2, 29), date(2012, 2, 29), "29 February 2012"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "February 2012"),
        ("2012", date(2012, 1, 1), date(2012, 12, 31), "2012"),
        ("189X", date(1890, 1, 1), date(1899, 12, 31), "1890s"),
        ("1890~", date(1890, 1, 1), date(1890, 12, 31), "about 1890"),
    ],
)
def test_a_date_is_known_by_its_days(text: str, first: date, last: date, label: str) -> None:
    found = parse_edtf(text)
    assert found
    assert (found.text, found.first, found.last, found.label) == (text, first, last, label)
    assert from_days(found.first, found.until, approximate=found.is_approximate) == found


@given(st.dates(), st.sampled_from(["decade", "year", "month", "day"]), st.booleans())
def test_every_date_comes_back_from_its_days_and_its_text(day: date, level: str, about: bool) -> None:
    known = {
        "decade": decade(day.year // 10 * 10),
        "year": partial_date(day.year),
        "month": partial_date(day.year, day.month),
        "day": full_date(day),
    }[level]
    if known is None:
        assert day.year < 10 or day.year > 9989
        return
    known = known.about() if about and level != "day" else known
    assert parse_edtf(known.text) == known
    assert from_days(known.first, known.until, approximate=known.is_approximate) == known


@pytest.mark.parametrize("text", ["", "2012-13", "2012-02-30", "18XX", "2012-05-17~", "1890s", "~", "000X"])
def test_anything_else_is_no_date(text: str) -> None:
    assert parse_edtf(text) is None


def test_only_iso_8601_goes_where_nothing_else_is_known() -> None:
    assert [each.iso for each in map(parse_edtf, ("2012-05", "1890~", "189X")) if each] == [
        "2012-05",
        "1890",
        "",
    ]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_months_are_named_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        assert {each.label for each in ONE if each and each.text == "2012-02"} == {
            {"en": "February 2012", "de": "Februar 2012", "fr": "février 2012", "es": "febrero de 2012"}[
                language
            ]
        }
