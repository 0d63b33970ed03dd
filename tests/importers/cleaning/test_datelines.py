"""Datelines, and sentences that only look like them."""

import pytest

from articles.importers.cleaning import datelines


@pytest.mark.parametrize(
    ("text", "place", "agency", "rest"),
    [
        ("Washington: The United States", "Washington", "", "The United States"),
        ("WASHINGTON (Reuters) - Profit", "Washington", "Reuters", "Profit"),
        ("SALVADOR, Feb 26 - Showers", "Salvador", "", "Showers"),
        ("BEIRUT, Lebanon (AP) _ Fighters", "Beirut, Lebanon", "Associated Press", "Fighters"),
        ("MADRID/BRUSSELS (Reuters) - Spain", "Madrid/Brussels", "Reuters", "Spain"),
        ("KABUL, Afghanistan — The", "Kabul, Afghanistan", "", "The"),
        ("NICOSIA Dec 5 (Reuters) - It", "Nicosia", "Reuters", "It"),
        ("ROME, March 3, 2014 (AFP) - A", "Rome", "Agence France-Presse", "A"),
        ("RIO DE JANEIRO (AFP) – A", "Rio de Janeiro", "Agence France-Presse", "A"),
        ("AMES, Iowa/LONDON, Ontario (AP) - Two", "Ames, Iowa/London, Ontario", "Associated Press", "Two"),
        ("COEUR D'ALENE, Idaho (Reuters) - A", "Coeur D'Alene, Idaho", "Reuters", "A"),
        ("ST. JOHN'S, Antigua (AP) - A", "St. John's, Antigua", "Associated Press", "A"),
        ("New York (CNN) Voters", "New York", "CNN", "Voters"),
        ("(Reuters) - Shares", "", "Reuters", "Shares"),
        ("LONDON — In", "London", "", "In"),
    ],
)
def test_dateline(text: str, place: str, agency: str, rest: str) -> None:
    found = datelines.find(text)
    assert found is not None
    assert (found.place, found.agency, text[found.end :]) == (place, agency, rest)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "UPDATE 1 - Shares fell",
            "EXCLUSIVE — What we know",
            "ANALYSIS: Why it matters",
            "WATCH: The goal",
        ),
        *("Obama: We can", "Iran: what happens next", "IRELAND: ------ BUDGET", "Paris - a city of light"),
        *(
            "Sen. Smith (R) - said",
            "Trump (R) said",
            "New York-based firms",
            "Moscow said on Monday - again -",
        ),
        *("The New York Times (NYT) - which", "(not an agency) - but", "By Jane Doe LONDON (Reuters) - A"),
        *("", " ", "A", "3 dead - police", "It was in Washington: the United States"),
    ],
)
def test_no_dateline(text: str) -> None:
    assert datelines.find(text) is None


def test_the_dateline_that_is_known_is_found_without_an_agency() -> None:
    assert datelines.find("KOKOMO - A town", given="") is None
    found = datelines.find("KOKOMO - A town", given="Kokomo")
    assert found is not None
    assert found.place == "Kokomo"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SALVADOR, Feb 26 -", ("Salvador", "")),
        ("MADRID/BRUSSELS", ("Madrid/Brussels", "")),
        ("Chevy Chase, Md., March 4 -", ("Chevy Chase, Md.", "")),
        ("LONDON (Reuters)", ("London", "Reuters")),
        ("WASHINGTON D.C.", ("Washington D.C.", "")),
        ("ABOARD THE USS NIMITZ", ("Aboard the USS Nimitz", "")),
    ],
)
def test_tidy(given: str, expected: tuple[str, str]) -> None:
    assert datelines.tidy(given) == expected
    assert datelines.tidy(expected[0]) == (expected[0], "")
