"""Which countries an article is about."""

from typing import Any

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.prominence import dateline_end

FILLER = "Nothing else of note was said about the matter that day by anybody there. " * 6
TALK = "They said little afterwards. " * 8


def about(**fields: Any) -> tuple[str, ...]:
    return extract(Document(**fields)).countries


def test_headline_or_lead_or_twice() -> None:
    assert about(headline="Peru votes") == ("PE",)
    assert about(body="Voters in Peru chose.") == ("PE",)
    assert about(body=FILLER + "Peru and Chile met. Peru won.") == ("PE",)
    assert about(body=FILLER + "Peru won.") == ()


def test_dateline_alone_is_where_it_was_reported_from() -> None:
    assert about(dateline="LIMA", body=FILLER + "Bolivia won. Chile won. Bolivia won.") == ("BO",)
    assert about(body="LIMA (Reuters) - " + FILLER + "Bolivia won. Bolivia won.") == ("BO",)
    assert about(dateline="LIMA", body=FILLER + "Farmers of Peru agreed.") == ("PE",)


def test_dateline_is_the_subject_where_no_country_is_named() -> None:
    assert about(dateline="LIMA", body=FILLER) == ("PE",)
    assert about(body="LIMA (Reuters) - " + FILLER) == ("PE",)


def test_places_of_former_countries_speak_for_them() -> None:
    assert about(headline="Yugoslavia pays", body="Talks in Belgrade went on. Belgrade paid.") == ("YU",)
    text = "Belgrade and Zagreb, both of the former Yugoslavia, agreed. Belgrade won. Belgrade paid."
    assert "RS" in about(headline="Belgrade wins", body=text)


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"dateline": "LONDON/PARIS"}, ("GB", "FR")),
        ({"dateline": "TUSCUMBIA, Ala."}, ("US",)),
        ({"dateline": "HADATHA, Lebanon, March 3"}, ("LB",)),
        ({"body": "MADRID (Reuters) - Chile won."}, ("ES",)),
        ({"body": "PARIS, March 3 (AP) - Chile won."}, ("FR",)),
        ({"body": "Washington: Chile won."}, ("US",)),
        ({"body": "LIMA, Peru — Chile won."}, ("PE",)),
        ({"body": "LONDON 1996-08-30\n\nChile won."}, ("GB",)),
        ({"body": "MOSCOW/KIEV (Reuters) - Chile won."}, ("RU", "UA")),
        ({"body": "Chile won in Paris."}, ()),
    ],
)
def test_reported_from(fields: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert extract(Document(**fields)).reported_from == codes


def test_reported_from_is_what_the_dateline_names() -> None:
    def reported(**fields: Any) -> tuple[str, ...]:
        return extract(Document(**fields)).reported_from

    assert reported(dateline="LIMA", body="Voters in Chile chose.") == ("PE",)
    assert reported(body="LIMA (Reuters) - " + FILLER) == ("PE",)
    assert reported(dateline="Geneva, Switzerland") == ("CH",)
    assert reported(body="Voters in Lima, Peru, chose.") == ()
    assert reported(dateline="Moscow", body="The Soviet Union agreed.") == ("SU",)


def test_most_prominent_first() -> None:
    body = FILLER + "Chile won. Peru lost. Chile won. Chile won. Peru lost."
    assert about(body=body) == ("CL", "PE")


def test_moscow_speaks_for_the_soviet_union_while_it_is_the_one_named() -> None:
    assert about(headline="Moscow and Soviet allies meet", body="Moscow agreed.") == ("SU",)
    assert "RU" in about(headline="Moscow and Soviet past", body="Russia agreed, Moscow said.")


def test_dateline_end() -> None:
    assert dateline_end("MADRID (Reuters) - Spain") == len("MADRID (Reuters) - ")
    assert dateline_end("BEIRUT, Lebanon (AP) _ Lebanese") == len("BEIRUT, Lebanon (AP) _ ")
    assert dateline_end("Spain and France agreed.") == 0


def test_brussels_is_no_word_of_belgium_where_the_union_sits() -> None:
    body = (
        "The European Union met in Brussels. Brussels agreed. Spain and France agreed. Spain won. France won."
    )
    assert about(dateline="BRUSSELS", body=body) == ("ES", "FR")
    assert about(dateline="BRUSSELS", body="Strikers closed the port of Ostend in Belgium.") == ("BE",)


def test_a_short_text_has_no_room_to_repeat_a_country() -> None:
    assert about(body="Danish farmers sell pork to Japan.") == ("JP", "DK")
    assert about(body="Danish farmers sell pork to Japan. " + FILLER * 2) == ("JP",)
    assert about(body="Peru's ministers met Peruvian farmers in Lima. " + TALK + "Chile watched.") == ("PE",)


def test_a_short_text_that_names_no_country_is_about_its_towns() -> None:
    assert about(body="A bakery in Katowice burned down.") == ("PL",)
    assert about(body="A bakery in Katowice burned down. Two men from Luton are suspected.") == ("PL", "GB")
    assert about(body="The firm has shops in Katowice, Luton and Osaka.") == ()
    assert about(body="Analysts in Frankfurt were not surprised.") == ()


def test_a_place_in_the_text_does_not_make_the_dateline_a_subject() -> None:
    body = FILLER + "Spain and France agreed in London. Spain won. France won."
    assert about(dateline="LONDON", body=body) == ("ES", "FR")
    assert set(about(dateline="LONDON", body=body + " The British lost.")) == {"ES", "FR", "GB"}
