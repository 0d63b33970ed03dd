"""Dates that are not full ones, as people write them."""

import pytest

from articles.importers.cleaning import partial_words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        *((each, "2012-05") for each in ("2012-05", "201205", "2012/5", "05/2012", "5.2012", "2012-05-00")),
        *((each, "2012-05") for each in ("May 2012", "May, 2012", "2012 May", "May-2012", "[May 2012]")),
        *((each, "2012-05") for each in ("Mai 2012", "mai 2012", "mayo de 2012", "maggio 2012", "май 2012")),
        *(
            (each, "2012-05")
            for each in ("2012年5月", "平成24年5月", "2012년 5월", "mei 2012", "maio de 2012")
        ),
        ("Sept. 2012", "2012-09"),
        *((each, "2012") for each in ("2012", "2012-00-00", "2012年", "Spring 2012", "été 2012", "Q1 2012")),
        *(
            (each, "189X")
            for each in ("1890s", "the 1890s", "1890’s", "1890er Jahre", "années 1890", "1890-е")
        ),
        *((each, "189X") for each in ("189X", "década de 1890", "1890年代", "1890-talet")),
        *((each, "1890~") for each in ("c. 1890", "c1890", "ca. 1890", "circa 1890", "um 1890", "vers 1890")),
        *(
            (each, "1890~")
            for each in ("hacia 1890", "about 1890", "1890~", "1890?", "[c. 1890]", "1890 (?)")
        ),
        ("c. May 1890", "1890-05~"),
        ("around the 1890s", "189X~"),
    ],
)
def test_what_is_known_is_read(words: str, text: str) -> None:
    found = partial_words.read(words)
    assert found
    assert found.text == text


@pytest.mark.parametrize(
    "words",
    [
        *("", "3/4/2012", "13", "May", "2012-13", "201213", "12:30", "0000", "1890-1899", "Winter 1968/69"),
        *("yesterday 2012", "1890s1", "Spring", "1066", "3000", "2012-05-17", "May 17", "in 2012 or 2013"),
        *("1894s", "Room 2012", "2012 articles", "9" * 5000, "c. " * 2000 + "1890"),
    ],
)
def test_anything_else_is_left_as_its_words(words: str) -> None:
    assert partial_words.read(words) is None


def test_numbers_alone_are_not_worth_keeping() -> None:
    assert not any(map(partial_words.says_more, ("2012", "2012-05", "189X", "1890~")))
    assert all(map(partial_words.says_more, ("May 2012", "c. 1890", "[1890]", "1890?", "Spring 1968")))
