"""Countries and places: by name, adjective, capital, region, city, metonym; and false friends."""

from typing import Any

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document
from articles.extraction.lexicon.countries import BY_CODE, COUNTRIES


def found(body: str, **fields: Any) -> list[tuple[str, str, str, str | None]]:
    """Surface, kind, evidence and code of the mentions that are countries or places."""
    mentions = extract(Document(body=body, **fields)).mentions
    return [(m.text, m.kind, m.evidence, m.code) for m in mentions if m.kind in ("country", "place")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It left Ukraine.", ("Ukraine", "country", "name", "UA")),
        ("It left the US today.", ("US", "country", "alias", "US")),
        ("The U.S.-led force came.", ("U.S.", "country", "alias", "US")),
        ("Many Russian troops came.", ("Russian", "country", "demonym", "RU")),
        ("It is a pro-Moscow group.", ("Moscow", "place", "capital", "RU")),
        ("They are Iranian-backed.", ("Iranian", "country", "demonym", "IR")),
        ("A vote in Crimea was held.", ("Crimea", "place", "region", "UA")),
        ("People in Simferopol voted.", ("Simferopol", "place", "city", "UA")),
        ("Clashes in Kherson Oblast went on.", ("Kherson Oblast", "place", "region", "UA")),
        ("He lives in Lake Arrowhead, California.", ("Lake Arrowhead", "place", "city", "US")),
        ("In the Soviet Union it was so.", ("Soviet Union", "country", "name", "SU")),
        ("East Germany built it.", ("East Germany", "country", "name", "DD")),
        ("West Germany paid.", ("West Germany", "country", "alias", "DE")),
        ("Once Czechoslovakia won.", ("Czechoslovakia", "country", "name", "CS")),
        ("Voters in Papua New Guinea chose.", ("Papua New Guinea", "country", "name", "PG")),
        ("Oil of the Niger Delta flows.", ("Niger Delta", "place", "region", "NG")),
        ("They rule New Mexico now.", ("New Mexico", "place", "region", "US")),
        ("Voters in Northern Ireland chose.", ("Northern Ireland", "place", "region", "GB")),
        ("Troops of Côte d'Ivoire came.", ("Côte d'Ivoire", "country", "alias", "CI")),
        ("Refugees fled Chad.", ("Chad", "country", "name", "TD")),
        ("Refugees fled to Jordan.", ("Jordan", "country", "name", "JO")),
        ("Refugees fled to Turkey.", ("Turkey", "country", "name", "TR")),
        ("Police of Kosovo came.", ("Kosovo", "country", "name", "XK")),
    ],
)
def test_named(body: str, expected: tuple[str, str, str, str]) -> None:
    assert found(body)[0] == expected


@pytest.mark.parametrize(
    "body",
    [
        "They told us to go. Let us go.",
        "The Latin American bank met.",
        "Chad Smith played the drums.",
        "Michael Jordan scored. Then Jordan scored again.",
        "We ate turkey. Turkey is eaten on Thanksgiving.",
        "Mr. London came in.",
        "The shop on Atlantic Avenue closed.",
        "(Reporting by Jane Miller in Bangalore; Editing by Peter Smith)",
        "The guinea pig slept. Guinea pigs eat. She broke the china. The Gulf War ended.",
        "The Duke of Edinburgh spoke of the Prince of Wales.",
        "They flew to the South Pole. He trains for pole vault. Pole vault is hard.",
        "The polish on the table shone. Polish it well, he said to the swede.",
    ],
)
def test_not_named(body: str) -> None:
    codes = [code for *_, code in found(body) if code != "PL"]
    assert codes == []


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        ("Troops entered Georgia from South Ossetia, said Tbilisi.", "country", "GE"),
        ("Fires spread from Florida to Georgia. Atlanta was safe.", "place", "US"),
        ("Georgia signed the treaty.", "country", "GE"),
    ],
)
def test_georgia(body: str, kind: str, code: str) -> None:
    assert [(k, c) for text, k, _, c in found(body) if text == "Georgia"] == [(kind, code)]


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        ("Rebels of the Republic of Congo met.", "Republic of Congo", ("country", "alias", "CG")),
        ("Zaire and Congo met.", "Congo", ("country", "name", "CG")),
        ("Congo met the press in Brazzaville.", "Congo", ("country", "name", "CG")),
        ("Fighting in Congo went on near Goma.", "Congo", ("country", "alias", "CD")),
        ("Korea exported cars.", "Korea", ("country", "alias", "KR")),
        ("North Korea hailed Korean unity.", "Korean", ("country", "demonym", "KP")),
        ("N. Korean and S. Korean envoys met.", "N. Korean", ("country", "demonym", "KP")),
        ("N. Korean and S. Korean envoys met.", "S. Korean", ("country", "demonym", "KR")),
        ("He saw W. German police.", "W. German", ("country", "demonym", "DE")),
        ("Troops left North Yemen.", "North Yemen", ("country", "alias", "YE")),
        ("Troops left South Yemen.", "South Yemen", ("country", "name", "YD")),
        ("Troops left Burma.", "Burma", ("country", "alias", "MM")),
        ("Troops left Zaire.", "Zaire", ("country", "alias", "CD")),
        ("Troops left Yugoslavia.", "Yugoslavia", ("country", "name", "YU")),
        ("Serbia and Montenegro agreed.", "Serbia and Montenegro", ("country", "alias", "YU")),
        ("The Netherlands Antilles voted.", "Netherlands Antilles", ("country", "name", "AN")),
        ("Voters in Palestine chose.", "Palestine", ("country", "name", "PS")),
        ("Voters in Taiwan chose.", "Taiwan", ("country", "name", "TW")),
        ("Voters in Western Sahara chose.", "Western Sahara", ("country", "name", "EH")),
        ("Voters in Abkhazia chose.", "Abkhazia", ("place", "region", "GE")),
        ("Voters in South Ossetia chose.", "South Ossetia", ("place", "region", "GE")),
        ("Voters in Transnistria chose.", "Transnistria", ("place", "region", "MD")),
        ("Voters in Northern Cyprus chose.", "Northern Cyprus", ("place", "region", "CY")),
        ("Voters in Mexico City chose.", "Mexico City", ("place", "capital", "MX")),
        ("The ship left St. Lucia.", "St. Lucia", ("country", "alias", "LC")),
        ("The ship left Guinea-Bissau.", "Guinea-Bissau", ("country", "name", "GW")),
        ("Talks in Niger ended.", "Niger", ("country", "name", "NE")),
        ("The state of Washington sued.", "Washington", ("place", "region", "US")),
        ("He lives in Spokane, Washington.", "Washington", ("place", "region", "US")),
        ("He lives in Lebanon, Pa., by himself.", "Lebanon", ("place", "city", "US")),
        ("He lives in Cairo, Illinois.", "Cairo", ("place", "city", "US")),
        ("Ships in the Gulf turned back.", "Gulf", ("place", "region", None)),
        ("Police in the town of Velten came.", "Velten", ("place", "city", None)),
        ("Farmers in Huize county came.", "Huize", ("place", "region", None)),
        ("The University of Georgia won.", "University of Georgia", ("organisation", "name", "US")),
        ("The White House spoke.", "White House", ("organisation", "metonym", "US")),
        ("The Kremlin spoke.", "Kremlin", ("organisation", "metonym", "RU")),
        ("Downing Street spoke.", "Downing Street", ("organisation", "metonym", "GB")),
        ("Zhongnanhai spoke.", "Zhongnanhai", ("organisation", "metonym", "CN")),
        ("Brussels wants more power.", "Brussels", ("place", "capital", "BE")),
    ],
)
def test_which_one_is_meant(body: str, text: str, expected: tuple[str, str, str | None]) -> None:
    mentions = {m.text: (m.kind, m.evidence, m.code) for m in extract(Document(body=body)).mentions}
    kind, evidence, code = mentions[text]
    assert (kind, code) == (expected[0], expected[2])
    assert evidence == expected[1] or {evidence, expected[1]} == {"name", "alias"}


@pytest.mark.parametrize(
    "headline", ["TELL US THE TRUTH", "LET US GO", "BOTH OF US WON", "GIVE US A BREAK", "Us and them"]
)
def test_us_the_pronoun(headline: str) -> None:
    assert found("", headline=headline) == []


def test_us_the_country_in_capitals() -> None:
    assert [code for *_, code in found("", headline="US TELLS IRAN THAT US TROOPS STAY")] == [
        "US",
        "IR",
        "US",
    ]


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("Jordan Spieth won the event.", ["Jordan Spieth"]),
        ("Vernon Jordan spoke. Jordan said he would go.", ["Vernon Jordan", "Jordan"]),
        ("India Knight wrote it.", ["India Knight"]),
        ("Denzel Washington stars. Washington said he liked it.", ["Denzel Washington", "Washington"]),
        ("Kenya Moore spoke.", ["Kenya Moore"]),
    ],
)
def test_people_who_bear_the_name_of_a_place(body: str, people: list[str]) -> None:
    mentions = extract(Document(body=body)).mentions
    assert [m.text for m in mentions if m.kind == "person"] == people
    assert [m for m in mentions if m.kind != "person"] == []


def test_a_town_that_the_text_places_itself() -> None:
    mentions = extract(Document(dateline="BRISTOL, Va.", body="The bank of Bristol closed.")).mentions
    assert [(m.text, m.code) for m in mentions if m.kind == "place"] == [
        ("BRISTOL", "US"),
        ("Va.", "US"),
        ("Bristol", "US"),
    ]


def test_headline_in_capitals() -> None:
    assert found("", headline="UKRAINE REJECTS VOTE IN CRIMEA") == [
        ("UKRAINE", "country", "name", "UA"),
        ("CRIMEA", "place", "region", "UA"),
    ]


def test_dateline_in_capitals_within_the_body() -> None:
    body = "MADRID/BRUSSELS (Reuters) - Markets rose."
    assert [text for text, *_ in found(body)] == ["MADRID", "BRUSSELS"]


def test_demonym_is_never_a_place() -> None:
    mentions = extract(
        Document(body="French, Dutch and Ukrainian farmers met German and Thai ones.")
    ).mentions
    assert {(m.kind, m.evidence) for m in mentions} == {("country", "demonym")}
    assert len(mentions) == 5


def test_every_country_is_found_by_its_name() -> None:
    silent = {"GE", "JE", "BQ"}  # state or country; a shirt; an actress
    for country in COUNTRIES:
        if country.code in silent or country.name.endswith("Islands"):
            continue
        codes = [m.code for m in extract(Document(body=f"They went to {country.name} then.")).mentions]
        assert country.code in codes, country


def test_table_of_countries() -> None:
    assert len(BY_CODE) == len(COUNTRIES) > 250
    assert {country.code for country in COUNTRIES if country.former} == {
        "SU",
        "CS",
        "YU",
        "DD",
        "YD",
        "VD",
        "AN",
    }
    assert {"XK", "TW", "PS"} <= BY_CODE.keys()
    assert BY_CODE["UA"].capital == "Kyiv"
    assert all(len(country.code) == 2 and country.name for country in COUNTRIES)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Democrats in Georgia chose. The Senate seat of the Republican stays.", "US"),
        ("Troops of Georgia met those of Russia and Armenia.", "GE"),
        ("Savannah and Georgia braced for rain from Russia.", "US"),
        ("Shevardnadze of Georgia met American and U.S. envoys.", "GE"),
    ],
)
def test_georgia_by_what_stands_around(body: str, code: str) -> None:
    assert [c for text, _, _, c in found(body) if text == "Georgia"] == [code]


def test_georgians_of_the_state_are_no_people_of_the_country() -> None:
    assert [c for *_, c in found("Atlanta is the pride of Georgians, a Georgian said.")] == ["US"]


def test_towns_that_bear_the_name_of_a_county() -> None:
    places = {text: code for text, _, _, code in found("A ship left its port of Norfolk, Virginia, today.")}
    assert places == {"Norfolk": "US", "Virginia": "US"}


def test_no_town_before_the_possessive_of_a_country() -> None:
    assert [text for text, *_ in found("The figures at Bankia, Spain's fourth bank, fell.")] == ["Spain"]


@pytest.mark.parametrize(
    "body",
    [
        "Troops shelled the village of Layron. Later Layron was taken.",
        "LAYRON (Reuters) - Troops came. Later Layron was taken.",
        "They met in Layron near Berlin. Layron is small.",
        "They met in Layron, a town of miners. Layron is small.",
        "They met in Layron 70 km from here. Layron is small.",
    ],
)
def test_a_town_found_once_is_one_throughout(body: str) -> None:
    names = [text.title() for text, kind, *_ in found(body) if kind == "place"]
    assert names.count("Layron") == 2


def test_offices_of_an_agency_are_no_places() -> None:
    assert found("The market fell. -- Dublin Newsroom +353 1 676") == []


def test_no_place_of_ordinary_words() -> None:
    assert [text for text, *_ in found("The court of the Southern District of New York ruled.")] == [
        "New York"
    ]


def test_a_country_stays_one_in_a_text_about_the_country_of_a_namesake() -> None:
    body = (
        "The U.S. Senate heard a former officer of the United States in Washington. He had served in Lebanon."
    )
    assert [m.code for m in extract(Document(body=body)).mentions if m.text == "Lebanon"] == ["LB"]


@pytest.mark.parametrize(
    "body",
    [
        "He won in the 7th Congressional District of the state.",
        "Sales rise with the release of Vista, the operating system.",
        "They danced a Samba, then another.",
    ],
)
def test_names_that_news_uses_for_something_else_are_no_places(body: str) -> None:
    assert [mention for mention in extract(Document(body=body)).mentions if mention.kind == "place"] == []
