"""Which countries an article is about."""

from articles.extraction import extract
from articles.extraction.prominence import dateline_end
from articles.extraction.records import Document

FILLER = "Nothing else of note was said about the matter that day by anybody there. " * 6


def about(**fields: str) -> tuple[str, ...]:
    return extract(Document(**fields)).countries


def test_headline_or_lead_or_twice() -> None:
    assert about(headline="Peru votes") == ("PE",)
    assert about(body="Voters in Peru chose.") == ("PE",)
    assert about(body=FILLER + "Peru and Chile met. Peru won.") == ("PE",)
    assert about(body=FILLER + "Peru won.") == ()


def test_dateline_alone_is_where_it_was_reported_from() -> None:
    assert about(dateline="LIMA", body=FILLER) == ()
    assert about(body="LIMA (Reuters) - " + FILLER) == ()
    assert about(dateline="LIMA", body=FILLER + "Farmers of Peru agreed.") == ("PE",)


def test_reported_from_is_what_the_dateline_names() -> None:
    def reported(**fields: str) -> tuple[str, ...]:
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
