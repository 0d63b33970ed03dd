"""Places that are teams in sports reports, and places everywhere else."""

from itertools import pairwise
from typing import Any

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document

TABLE = """SOCCER - LEAGUE RESULTS .

LONDON 1996-08-31

Leeds 2 Birmingham 0

Sale 31 Bristol 3

Dynamo Moscow 1 Hajduk 1

Division two

Brighton 4 1 1 2 3 6 4

1. Roda 10 7 2 1 20 9 16

Postponed : Oxford v Reading

BOSTON AT OAKLAND

France 2 Mexico 0
"""


def named(body: str, **fields: Any) -> dict[str, tuple[str, str, str | None]]:
    return {m.text: (m.kind, m.status, m.code) for m in extract(Document(body=body, **fields)).mentions}


def test_teams_in_tables_are_organisations_without_entity_or_country() -> None:
    found = named(TABLE)
    teams = {
        "Leeds",
        "Birmingham",
        "Sale",
        "Bristol",
        "Brighton",
        "Roda",
        "Oxford",
    }
    assert {name: found.get(name) for name in teams} == dict.fromkeys(
        teams, ("organisation", "unknown", None)
    )
    assert found["LONDON"] == ("place", "linked", "GB")
    assert found["OAKLAND"] == ("place", "linked", "US")
    assert found["BOSTON"][0] == "organisation"
    assert found["Hajduk"] == ("organisation", "linked", "HR")


def test_national_teams_stay_countries() -> None:
    found = named(TABLE)
    assert found["France"] == ("country", "linked", "FR")
    assert found["Mexico"] == ("country", "linked", "MX")
    assert named("SOCCER - WALES BEAT FRANCE\n\nWales beat France.")["Wales"][0] == "place"


def test_prose_of_a_sports_report() -> None:
    body = (
        "CRICKET - TITLE RACE .\n\nLONDON 1996-08-31\n\nEssex beat Kent at Leeds in London on Monday. "
        "The former Surrey and Durham captain Tom Moody made 40. Essex , who lead , play in Nottingham."
    )
    found = named(body)
    assert {found[name][0] for name in ("Essex", "Kent", "Surrey", "Durham")} == {"organisation"}
    assert {found[name][0] for name in ("Leeds", "London", "LONDON", "Nottingham")} == {"place"}


def test_club_with_its_nickname() -> None:
    body = (
        "BASEBALL - RESULTS\n\nThe Texas Rangers beat the Cleveland Indians. The Rangers have won ten games."
    )
    found = named(body)
    assert found["Texas Rangers"][:2] == ("organisation", "linked")
    assert "Texas" not in found
    assert found["Rangers"][:2] == ("organisation", "linked")


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Smith won in Chicago. Chicago beat Boston in a ranking of cities for business.",
        "Moscow won support from Minsk. Moscow led the talks against London.",
    ],
)
def test_other_news_is_left_alone(body: str) -> None:
    assert {kind for kind, *_ in named(body).values()} <= {"place", "person"}


def test_events_named_after_places_are_no_places() -> None:
    assert named("He won the U.S. Open and the Atlanta Games medal.") == {}


def test_score_tables_name_no_country_the_article_is_about() -> None:
    body = "SOCCER - RESULTS\n\nLeeds 2 Hull 0\n\nLeeds 2 Leicester 0\n\nLeeds 1 Bristol 0\n"
    assert extract(Document(body=body)).countries == ()


def test_nickname_that_is_a_place_as_well() -> None:
    body = "BASEBALL - RESULTS\n\nThe Colorado Rockies lost in Denver. The Rockies have won ten games."
    assert [m.text for m in extract(Document(body=body)).mentions] == [
        "Colorado Rockies",
        "Denver",
        "Rockies",
    ]
    assert named("He climbed in the Rockies.")["Rockies"][0] == "place"


def test_mentions_never_overlap() -> None:
    body = (
        "SOCCER - RESULTS\n\nGeorgia Colorado Rangers met. Va. Rangers town of the Texas Rangers in Dallas."
    )
    mentions = extract(Document(body=body)).mentions
    assert all(one.end <= other.start for one, other in pairwise(mentions))
