"""People: which words are a name, where it ends, and who a shorter name refers to."""

from dataclasses import replace
from itertools import pairwise

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document, ExtractedMention, Span
from articles.extraction.backends import load
from articles.extraction.recognise.rules import without_overlaps


def people(body: str, headline: str = "") -> list[tuple[str, str | None]]:
    """Surface and entity of each person mention."""
    found = extract(Document(headline=headline, body=body))
    return [(mention.text, mention.entity) for mention in found.mentions if mention.kind == "person"]


def entities(body: str, headline: str = "") -> list[str]:
    """The people named, each once."""
    return list(dict.fromkeys(entity for _, entity in people(body, headline) if entity))


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("US Secretary of State John Kerry spoke.", "John Kerry"),
        ("Talks with his Russian counterpart Sergei Lavrov went on.", "Sergei Lavrov"),
        ("White House spokesman Jay Carney said so.", "Jay Carney"),
        ("Then Sen. Ron Wyden rose.", "Ron Wyden"),
        ("He met President George W. Bush there.", "George W. Bush"),
        ("The speech of Martin Luther King Jr. was heard.", "Martin Luther King Jr."),
        ("The suspect, Osama bin Laden, fled.", "Osama bin Laden"),
        ("Minister Ursula von der Leyen agreed.", "Ursula von der Leyen"),
        ("A ruling by Vincent de la Cruz was read.", "Vincent de la Cruz"),
        ("Coach Marco van Basten left.", "Marco van Basten"),
        ("The actor Jean-Claude Van Damme came.", "Jean-Claude Van Damme"),
        ("Analyst Jim O'Neill wrote it.", "Jim O'Neill"),
        ("Rep. Alexandria Ocasio-Cortez won.", "Alexandria Ocasio-Cortez"),
        ("North Korean leader Kim Jong Un waved.", "Kim Jong Un"),
        ("Prime Minister Gro Harlem Brundtland resigned.", "Gro Harlem Brundtland"),
        ("President-elect Vaclav Havel smiled.", "Vaclav Havel"),
        ("Secretary of State Condoleezza Rice flew home.", "Condoleezza Rice"),
        ("On Sunday Michael Jordan scored again.", "Michael Jordan"),
        ("The writer Jack London was born there.", "Jack London"),
        ("Zyxa Qwortle, 45, was elected.", "Zyxa Qwortle"),
    ],
)
def test_full_name(body: str, name: str) -> None:
    assert entities(body) == [name]


@pytest.mark.parametrize(
    "body",
    [
        "Shares fell on Wall Street on Monday.",
        "The Supreme Court ruled on Tuesday in March.",
        "Prices of oil rose. Analysts said more would follow.",
        "The Dow Jones industrial average fell. The Nasdaq Composite rose.",
        "Officials at the White House and the State Department agreed.",
        "He works at Goldman Sachs and she at Morgan Stanley.",
        "He flew with Delta Air Lines to Salt Lake City.",
        "Merry Christmas and a Happy New Year to all.",
        "The Jim Crow laws ended.",
        "Police arrested him near St. Catherine Street.",
        "Lawyers of law firm Jones Day were present.",
        "Kerry was not named in full here.",
        "Whether Will Rogers Airport closes is open.",
        "(Reporting by Jane Miller; Editing by Peter Smith)",
        "A picture. REUTERS/Jane Miller",
    ],
)
def test_no_person(body: str) -> None:
    assert entities(body) == []


def test_family_name_stands_for_the_person_named_in_full() -> None:
    body = "John Kerry spoke. Later Kerry left. Kerry's plane was late, Mr. Kerry said."
    assert people(body) == [(text, "John Kerry") for text in ("John Kerry", "Kerry", "Kerry", "Kerry")]


def test_headline_uses_the_name_of_the_body() -> None:
    assert people("Sergei Lavrov spoke in Moscow.", headline="Lavrov warns of delay")[0] == (
        "Lavrov",
        "Sergei Lavrov",
    )


def test_headline_in_capitals() -> None:
    found = people("Sergei Lavrov spoke in Moscow.", headline="LAVROV WARNS OF DELAY")
    assert found[0] == ("LAVROV", "Sergei Lavrov")


def test_headline_in_capitals_that_ends_with_a_full_name() -> None:
    found = people("Sergei Lavrov spoke in Moscow.", headline="OFFICIALS MEET SERGEI LAVROV")
    assert found == [("SERGEI LAVROV", "Sergei Lavrov"), ("Sergei Lavrov", "Sergei Lavrov")]


def test_two_people_of_one_family_name_are_kept_apart() -> None:
    found = people("Bill Clinton and Hillary Clinton came. Clinton waved.")
    assert found == [
        ("Bill Clinton", "Bill Clinton"),
        ("Hillary Clinton", "Hillary Clinton"),
        ("Clinton", None),
    ]


def test_ambiguous_and_unknown_are_told_apart() -> None:
    def statuses(body: str) -> list[str]:
        found: tuple[ExtractedMention, ...] = extract(Document(body=body)).mentions
        return [mention.status for mention in found if mention.kind == "person"]

    assert statuses("Bill Clinton and Hillary Clinton came. Clinton waved.")[-1] == "ambiguous"
    assert statuses("They met President Yeltsin. Yeltsin agreed.") == ["unknown", "unknown"]


def test_forms_of_one_name_are_one_person() -> None:
    body = "George Bush spoke. George W. Bush was there. President George W. Bush left."
    assert entities(body) == ["George W. Bush"]


@pytest.mark.parametrize(
    ("body", "later"),
    [
        ("Chinese President Xi Jinping came. Then Xi spoke.", "Xi"),
        ("Carla del Ponte came. Then, del Ponte said, it ended.", "del Ponte"),
        ("Leader Kim Jong Un came. People saw Kim there.", "Kim"),
        ("Ban Ki-moon came. Mr. Ban spoke.", "Ban"),
        ("Abu Musab al-Zarqawi died. It was al-Zarqawi they sought.", "al-Zarqawi"),
        ("Abu Musab al-Zarqawi died. It was Zarqawi they sought.", "Zarqawi"),
        ("Jeff Van Gundy shouted. It was Van Gundy they heard.", "Van Gundy"),
    ],
)
def test_what_later_text_calls_them(body: str, later: str) -> None:
    found = people(body)
    assert found[-1][0] == later
    assert found[-1][1] == found[0][1]


def test_name_glued_to_text_of_the_page_is_cut() -> None:
    assert entities("Sen. Bernie Sanders Bernie SandersDemocrats worry about it.") == ["Bernie Sanders"]


def test_a_company_with_its_founders_name_stays_a_company() -> None:
    found = extract(Document(body="Michael Dell founded it. Shares of Dell rose."))
    assert [(m.text, m.kind) for m in found.mentions] == [
        ("Michael Dell", "person"),
        ("Dell", "organisation"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "He spoke in Grant Park on Sunday.",
        "They lifted the Webb Ellis trophy at Ellis Park.",
        "He walked out of Victor Verster prison.",
        "The Crimean Tatars stayed away.",
        "They crossed at Bornholmer Strasse.",
    ],
)
def test_what_is_named_after_people_is_no_person(body: str) -> None:
    assert people(body) == []


def test_park_is_a_family_name_too() -> None:
    assert entities("Charlie Park spoke. Park said no.") == ["Charlie Park"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('The boxer Hector "Macho" Camacho won.', [('Hector "Macho" Camacho', "Hector Camacho")]),
        ("Bill and Hillary Clinton came.", [("Bill", "Bill Clinton"), ("Hillary Clinton",) * 2]),
        ("Kerry and John Kerry spoke.", [("Kerry", "John Kerry"), ("John Kerry",) * 2]),
        ("Bill Clinton left. The Clintons stayed.", [("Bill Clinton",) * 2, ("Clintons", None)]),
        ("Boris Yeltsin came. Naina Yeltsin spoke.", [("Boris Yeltsin",) * 2, ("Naina Yeltsin",) * 2]),
        ("Pope Benedict XVI spoke.", [("Benedict XVI", "Benedict XVI")]),
        ("Batsman Mark Butcher was out.", [("Mark Butcher", "Mark Butcher")]),
        ("Duran, 45, takes on all.", [("Duran", None)]),
        ("Bank of England Robin Leigh-Pemberton said so.", [("Robin Leigh-Pemberton",) * 2]),
        (
            "Ellen Johnson Sirleaf left. Johnson Sirleaf said no.",
            [("Ellen Johnson Sirleaf",) * 2, ("Johnson Sirleaf", "Ellen Johnson Sirleaf")],
        ),
        (
            "Ann O'Brien played on the old court today.\nTENNIS - CHAMPION O'BRIEN SPRINGS UPSETS",
            [("Ann O'Brien", "Ann O'Brien"), ("O'BRIEN", "Ann O'Brien")],
        ),
    ],
)
def test_what_stands_around_speaks_for_a_name(body: str, found: list[tuple[str, str | None]]) -> None:
    assert people(body) == found


def test_a_list_of_people_speaks_for_a_name_in_it() -> None:
    rules = load("rules")

    def named(body: str) -> set[str | None]:
        return {mention.entity for mention in rules.extract(Document(body=body)).mentions}

    assert "Zodwa Qexo" in named("The squad: Tom Latham, Ross Taylor, Zodwa Qexo, Kane Williamson (captain).")
    assert "Zodwa Qexo" not in named("The squad: Zodwa Qexo, Yxor Brattle, Kane Williamson (captain).")


@pytest.mark.parametrize(
    "body",
    [
        "The Oprah Winfrey Show ended.",
        "They called it Barack Obama Day.",
        "Shares of Reed Elsevier (REL.L) rose.",
        "He told the Passauer Neue Presse newspaper so.",
        "The German Deutsche Mark rose.",
    ],
)
def test_part_of_a_longer_name_is_no_person(body: str) -> None:
    assert people(body) == []


def test_a_legal_name_that_a_page_put_into_the_sentence_names_nobody_else() -> None:
    body = "President Trump Donald John TrumpTrump taps a new adviser MORE said so. Donald Trump left."
    assert entities(body) == ["Donald Trump"]


def test_no_words_are_counted_twice() -> None:
    body = (
        "BLITZER: Mr. Kerry of the Kerry Group met John Kerry.\n\nWOLF BLITZER, CNN ANCHOR: Thank you.\n\n"
        "JOHN KERRY WINS IN OHIO\n\nThe Kerrys left the Kerry Foundation in New York."
    )
    spans = sorted((m.start, m.end) for m in extract(Document(body=body)).mentions if m.field == "body")
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_longer_of_two_overlapping_spans_stays() -> None:
    short = Span("body", 5, 10, "Kerry", "person", 0.9, "surname")
    long = Span("body", 0, 10, "John Kerry", "person", 0.7, "name")
    elsewhere = Span("headline", 5, 10, "Kerry", "person", 0.9, "surname")
    assert without_overlaps([elsewhere, long, short]) == [elsewhere, long]
    assert without_overlaps([short, replace(long, start=6, end=30)]) == [replace(long, start=6, end=30)]


@pytest.mark.parametrize(
    "body",
    [
        "Il premier Giuseppe Conte ha parlato con i sindaci della regione. Secondo Conte il piano è pronto.",
        "Der Minister Olaf Scholz sprach am Montag mit der Presse. Nach Scholz sprach noch die Kanzlerin.",
        "Le ministre Bruno Le Maire a parlé aux élus de la région. Selon Le Maire, le plan est prêt.",
    ],
)
def test_function_words_of_other_languages_begin_no_name(body: str) -> None:
    assert len(entities(body)) == 1


def test_the_lines_of_a_list_are_not_joined_but_wrapped_lines_are() -> None:
    assert entities("Winners:\nAmy Tolliver\nOlga Petrenko\n") == ["Amy Tolliver", "Olga Petrenko"]
    wrapped = "The committee heard from the director of the agency, Margaret\nHoldsworth, on Monday."
    assert entities(wrapped) == ["Margaret Holdsworth"]
