"""Who a surname means, by the office and the date."""

from datetime import date

import pytest

from articles.extraction.annotations import Document
from articles.extraction.person_names.capitals import natural_case
from articles.extraction.person_names.offices import HOLDERS, holder_of, known_as, namesake
from articles.extraction.person_names.spellings import parse


def who(surname: str, before: str, day: str | None) -> str | None:
    holder = holder_of(surname, before, date.fromisoformat(day) if day else None)
    return holder.name if holder else None


@pytest.mark.parametrize(
    ("surname", "before", "day", "name"),
    [
        ("Bush", "and President ", "1990-08-02", "George H.W. Bush"),
        ("Bush", "and President ", "2003-03-20", "George W. Bush"),
        ("Bush", "and former President ", "1995-01-01", "George H.W. Bush"),
        ("Bush", "and former President ", "2014-01-01", None),
        ("Bush", "and Mr. ", "2003-03-20", "George W. Bush"),
        ("Bush", "and Mrs. ", "2003-03-20", None),
        ("Bush", "and Jeb ", "2003-03-20", None),
        ("Obama", "said President-elect ", "2008-11-20", "Barack Obama"),
        ("Biden", "said Vice President ", "2012-01-01", "Joe Biden"),
        ("Cheney", "said President ", "2005-01-01", None),
        ("Clinton", "said President ", "1998-01-01", "Bill Clinton"),
        ("Clinton", "said Secretary of State ", "2010-01-01", "Hillary Clinton"),
        ("Clinton", "voters like ", "2016-06-01", "Hillary Clinton"),
        ("Clinton", "voters like Mr. ", "2016-06-01", "Bill Clinton"),
        ("Brown", "said Prime Minister ", "2009-01-01", "Gordon Brown"),
        ("Brown", "voters like ", "2009-01-01", None),
        ("Putin", "they met ", "2005-01-01", "Vladimir Putin"),
        ("Putin", "they met ", "1985-01-01", None),
        ("Putin", "they met ", None, None),
        ("Francis", "they met Pope ", None, "Pope Francis"),
        ("Francis", "they met ", "2015-01-01", None),
        ("Zorvik", "they met President ", "2015-01-01", None),
    ],
)
def test_holder(surname: str, before: str, day: str | None, name: str | None) -> None:
    assert who(surname, before, day) == name


@pytest.mark.parametrize(
    ("forms", "year", "name"),
    [
        (["Charles Schumer"], 2010, "Chuck Schumer"),
        (["Henry M. Paulson"], 2008, "Henry Paulson"),
        (["Hank Paulson", "Henry Paulson"], 2008, "Henry Paulson"),
        (["John Major"], 1890, None),
        (["Mirela Schumer"], 2010, None),
        (["C. Schumer"], 2010, None),
    ],
)
def test_forms_of_a_holders_name(forms: list[str], year: int, name: str | None) -> None:
    names = [parts for form in forms if (parts := parse(form)) is not None]
    assert known_as(names, date(year, 6, 1)) == name


@pytest.mark.parametrize(
    ("name", "year", "text", "meant"),
    [
        ("George Bush", 1990, "", "George H.W. Bush"),
        ("George Bush", 2004, "", "George W. Bush"),
        ("George Bush", 1996, "", None),
        ("George Bush", None, "", None),
        ("John Kennedy", 2018, "Sen. John Kennedy", "John N. Kennedy"),
        ("John Kennedy", 2018, "the late president", None),
        ("John Kennedy", 1961, "the president", "John F. Kennedy"),
        ("John Roberts", 2012, "CNN anchor", "John Roberts (journalist)"),
        ("Arno Zorvik", 2012, "", None),
    ],
)
def test_namesakes(name: str, year: int | None, text: str, meant: str | None) -> None:
    assert namesake(name, date(year, 6, 1) if year else None, [text]) == meant


def test_no_two_holders_are_known_by_one_surname_in_one_year() -> None:
    """A surname alone decides nothing in a year that two rows claim."""
    for surname, holders in HOLDERS.items():
        claims = {(each.name, year) for each in holders if each.alone for year in range(1975, 2026)
                  if each.alone[0] <= year <= each.alone[1]}  # fmt: skip
        years = [year for _, year in claims]
        double = {year for year in years if years.count(year) > 1}
        assert len(double) <= 1, (surname, double)


def test_days_in_office_are_in_order() -> None:
    assert all(each.first < each.last for holders in HOLDERS.values() for each in holders)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("DON MCGAHN", "Don McGahn"),
        ("MAUREEN O'HARA", "Maureen O'Hara"),
        ("KIM IK-SANG", "Kim Ik-Sang"),
        ("URSULA VON DER LEYEN", "Ursula von der Leyen"),
        ("J. EDGAR HOOVER", "J. Edgar Hoover"),
    ],
)
def test_capitals_in_usual_letters(written: str, usual: str) -> None:
    assert natural_case(written) == usual


def test_a_document_knows_its_day() -> None:
    class Article:
        headline = standfirst = dateline = caption = body = ""
        language = "en"
        published_on = "2014-03-17"

    assert Document.of(Article()).published == date(2014, 3, 17)
