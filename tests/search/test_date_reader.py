"""Dates as people write them."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.search.date_reader import LONGEST, NotADateError, read_dates

#: What is read, and ways to write it.
READ = {
    "2014": "2014 | ２０１４ | ٢٠١٤",
    "2014-03": "2014-03 | 2014-3 | 2014/03 | 2014.3 | 201403 | 03/2014 | 3/2014 | 3.2014 | 03-2014 |"
    " March 2014 | march, 2014 | 2014 March | Mar-2014 | MAR 2014 | mar. 2014 | März 2014 | mars 2014 |"
    " marzo de 2014",
    "2014-03-17": "2014-03-17 | 2014-3-17 | 2014/03/17 | 20140317 | ２０１４-03-17 | 17 March 2014 |"
    " 17th of March 2014 | March 17, 2014 | Mar 17 2014 | 17. März 2014 | 17 mars 2014 |"
    " 17 de marzo de 2014 | 17-Mar-2014 | 17.3.2014 | 17/3/2014 | 3/17/2014 | 17-03-2014 | 17. 3. 2014",
    "2014-04-03": "3.4.2014 | 03.04.2014",
    "2014-04-01": "1er avril 2014 | 1st April 2014",
    "2014-03-03": "3/3/2014",
    "2014-08": "août 2014 | aout 2014",
    "2014-12": "Dezember 2014 | dic 2014",
    "2013..2015": "2013-2015 | 2013 - 2015 | 2013–2015 | 2013 to 2015 | 2013..2015 | from 2013 to 2015 |"
    " 2013 bis 2015 | de 2013 à 2015 | 2015-2013",
    "2014-03..2014-05": "March to May 2014 | March 2014 – 5/2014",
    "2014-03-17..2015-05-20": "2014-03-17 to 20 May 2015",
    "2014-01..2014-03": "Q1 2014 | 2014 Q1 | 2014-q1 | 1Q 2014",
}
REFUSED = [
    *("", "soon", "14", "2014-13", "2014-00", "2014-02-30", "31.4.2014", "20141301", "0000", "10000", "-44"),
    *(
        "2014 2015",
        "Q5 2014",
        "Ma 2014",
        "jui 2014",
        "juillet",
        "1/2/14",
        "17 March 18 2014",
        "March May 2014",
    ),
    *("2013 to", "to 2013", "2013 to 2014 to 2015", "3 to 5 March 2014", "20140", "2014-3-4-5"),
    *("March 2014 oil", "\0", "2" * 5000),
]


@pytest.mark.parametrize(
    ("written", "read"), [(each, read) for read, texts in READ.items() for each in texts.split(" | ")]
)
def test_usual_forms(written: str, read: str) -> None:
    assert read_dates(f" {written} ").text == read
    assert read_dates(read).text == read


@pytest.mark.parametrize("written", REFUSED)
def test_anything_else_is_refused_with_advice(written: str) -> None:
    with pytest.raises(NotADateError, match="is not a valid date; write 2014, March 2014"):
        read_dates(written)


@pytest.mark.parametrize("written", ["3/4/2014", "03-04-2014", "4 3 2014"])
def test_who_can_mean_two_days_is_asked(written: str) -> None:
    with pytest.raises(NotADateError, match=r"can be (3 April|4 March) 2014 or") as error:
        read_dates(written)
    assert "2014-04-03" in str(error.value)
    assert "2014-03-04" in str(error.value)


def test_the_language_of_the_page_does_not_matter() -> None:
    for language in ("en", "de", "fr", "es"):
        with translation.override(language):
            assert read_dates("Mai 2014") == read_dates("mayo 2014") == read_dates("May 2014")


@given(st.text(max_size=2 * LONGEST) | st.text("0123456789 /.-Qmarchto,", max_size=LONGEST))
def test_anything_is_read_or_refused(text: str) -> None:
    with suppress(NotADateError):
        dates = read_dates(text)
        assert dates.first.first <= dates.last.last
