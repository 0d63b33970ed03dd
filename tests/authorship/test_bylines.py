"""Bylines as in newspapers, and the authors they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.authorship.bylines import read_byline
from articles.authorship.parsed import ParsedAuthor


def names(byline: str) -> list[str]:
    return [author.inverted for author in read_byline(byline)]


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("", []),
        ("John Kerry", ["Kerry, John"]),
        ("By John Kerry", ["Kerry, John"]),
        ("BY: John F. Kerry.", ["Kerry, John F."]),
        ("By Alex Lawler and Ada Byron", ["Lawler, Alex", "Byron, Ada"]),
        ("Paritosh Bansal  and  Lilla Zuill", ["Bansal, Paritosh", "Zuill, Lilla"]),
        (
            "Paul Demko, Elana Schor, and Seung Min Kim",
            ["Demko, Paul", "Schor, Elana", "Kim, Seung Min"],
        ),
        ("Ann Saphir & Doris Frankel; Steve Slater", ["Saphir, Ann", "Frankel, Doris", "Slater, Steve"]),
        ("Kyle Peterson - Analysis", ["Peterson, Kyle"]),
        ("By Patti Domm, Reuter", ["Domm, Patti"]),
        ("Peter Hamby, Cnn Political Reporter", ["Hamby, Peter"]),
        ("Jane Doe (Washington) and John Roe [AP]", ["Doe, Jane", "Roe, John"]),
        ("Jane Doe jane@paper.example", ["Doe, Jane"]),
        ('Matt Vespa, "Cortney OBrien"', ["Vespa, Matt", "OBrien, Cortney"]),
        ("Jane Doe, Jane Doe", ["Doe, Jane"]),
        # One name, already inverted.
        ("Kerry, John", ["Kerry, John"]),
        ("Kerry, John F.", ["Kerry, John F."]),
        # Particles and suffixes.
        ("Pedro Nicolaci da Costa", ["da Costa, Pedro Nicolaci"]),
        ("Ursula von der Leyen", ["von der Leyen, Ursula"]),
        ("Martin Luther King Jr.", ["King, Martin Luther, Jr."]),
        ("Martin Luther King, Jr.", ["King, Martin Luther, Jr."]),
        ("John Smith III and Ada Byron", ["Smith, John, III", "Byron, Ada"]),
        # Several names, each of them inverted, or only the first.
        ("Berg, Ann; Roe, Mark", ["Berg, Ann", "Roe, Mark"]),
        ("Berg, Ann and Roe, Mark", ["Berg, Ann", "Roe, Mark"]),
        ("Berg, Ann and Mark Roe", ["Berg, Ann", "Roe, Mark"]),
        ("Berg, A.; Roe, M.; de la Cruz, M.", ["Berg, A.", "Roe, M.", "de la Cruz, M."]),
        ("Berg, A., Roe, M., & de la Cruz, M.", ["Berg, A.", "Roe, M.", "de la Cruz, M."]),
        ("García Márquez, Gabriel; Roe, Mark", ["García Márquez, Gabriel", "Roe, Mark"]),
        ("Berg, Ann Maria", ["Berg, Ann Maria"]),
        ("Doe, Jane, Jr.", ["Doe, Jane, Jr."]),
        ("Doe, Jane, Jr.; Roe, Mark", ["Doe, Jane, Jr.", "Roe, Mark"]),
        ("Doe, Jane, Reuters", ["Doe, Jane"]),
        # Places, publications, titles, addresses, labels.
        ("Ann Berg in Norby and Mark Roe in Oslo", ["Berg, Ann", "Roe, Mark"]),
        ("Ann Berg, Norby", ["Berg, Ann"]),
        ("Ann Berg, The Norby Record", ["Berg, Ann"]),
        ("Ann Berg, Staff Writer", ["Berg, Ann"]),
        ("ANN BERG Staff Writer", ["Berg, Ann"]),
        ("Ann Berg, Special to The Norby Times", ["Berg, Ann"]),
        ("Special to The Norby Times", []),
        ("Ann Berg of the Norby Times", ["Berg, Ann"]),
        ("Ann Berg/Reuters", ["Berg, Ann"]),
        ("Reuters - Ann Berg", ["Berg, Ann"]),
        ("Ann Berg @annberg ann@norby.example", ["Berg, Ann"]),
        ("Opinion Ed Morales", ["Morales, Ed"]),
        ("Dr. Ann Berg and Prof. Mark Roe", ["Berg, Ann", "Roe, Mark"]),
        ("Mj Lee, Cnn Politics, Finance Reporter", ["Lee, Mj"]),
        # Editors and photographers are no authors.
        ("Reporting by Ann Berg and Mark Roe; Editing by Bo Li", ["Berg, Ann", "Roe, Mark"]),
        ("Reporting by Ann Berg; Writing by Mark Roe. Editing by Bo Li", ["Berg, Ann", "Roe, Mark"]),
        ("Photo by Ann Berg", []),
        # Other languages.
        ("Von Anna Müller und Eva Klein", ["Müller, Anna", "Klein, Eva"]),
        ("Par Jean Dupont et Marie Curie", ["Dupont, Jean", "Curie, Marie"]),
        ("Por Juan Pérez y Ana Ruiz", ["Pérez, Juan", "Ruiz, Ana"]),
        ("王小明、李四", ["王小明", "李四"]),
        # Capitals.
        ("ANN BERG and MARK O'BRIEN", ["Berg, Ann", "O'Brien, Mark"]),
        ("ANN BERG IN NORBY", ["Berg, Ann"]),
        ("LUDWIG VAN DER BERG", ["van der Berg, Ludwig"]),
        ("BERG, ANN; ROE, MARK", ["Berg, Ann", "Roe, Mark"]),
        ("ROE, MARK and BERG, ANN", ["Roe, Mark", "Berg, Ann"]),
        ("DEPARTMENT FOR CULTURE AND SPORT", ["Department for Culture and Sport"]),
        ("ANN BERG, AP", ["Berg, Ann"]),
        ("Ann BERG", ["Berg, Ann"]),
        ("JOHN MCCORMACK", ["McCormack, John"]),
        ("ann berg", ["Berg, Ann"]),
        # Organisations.
        ("Reuters", ["Reuters"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("Agence France-Presse", ["Agence France-Presse"]),
        ("Press Trust of India", ["Press Trust of India"]),
        ("Staff reporters", ["Staff reporters"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("Ria Novak", ["Novak, Ria"]),  # RIA is an agency
        ("Ani Petrosyan", ["Petrosyan, Ani"]),
        ("Department for Education", ["Department for Education"]),
        ("Ministry of Foreign Affairs and Trade", ["Ministry of Foreign Affairs and Trade"]),
        ("Department for Culture, Media and Sport", ["Department for Culture, Media and Sport"]),
        ("Food and Agriculture Organization", ["Food and Agriculture Organization"]),
        ("World Health Organization", ["World Health Organization"]),
        ("Port of Norby", ["Port of Norby"]),
        ("Save the Ports", ["Save the Ports"]),
        ("Ports & Sons Ltd", ["Ports & Sons Ltd"]),
        ("The Editors", ["The Editors"]),
        ("Ann Berg; World Health Organization", ["Berg, Ann", "World Health Organization"]),
        ("Ann Berg and Associated Press", ["Berg, Ann"]),
        # Single names, and scripts in which names are not inverted.
        ("Madonna", ["Madonna"]),
        ("村上 春樹", ["村上 春樹"]),
    ],
)
def test_authors_of_a_byline(byline: str, authors: list[str]) -> None:
    assert names(byline) == authors


@pytest.mark.parametrize(
    ("byline", "kinds"),
    [
        ("Ann Berg", ["person"]),
        ("Madonna", ["person"]),
        ("Reuters", ["organisation"]),
        ("Staff reporters", ["organisation"]),
        ("Human Rights Watch; Ann Berg", ["organisation", "person"]),
    ],
)
def test_kinds_of_authors(byline: str, kinds: list[str]) -> None:
    assert [author.kind for author in read_byline(byline)] == kinds


def test_the_publication_is_an_author_only_alone() -> None:
    assert [each.straight for each in read_byline("Ann Berg and Norby Today", "Norby today")] == ["Ann Berg"]
    (alone,) = read_byline("Norby Today", "Norby Today")
    assert (alone.straight, alone.kind) == ("Norby Today", "organisation")


@pytest.mark.parametrize("byline", ["Berg, Ann; Roe, Mark", "King, Martin Luther, Jr.", "Madonna", "Reuters"])
def test_an_author_is_the_same_after_it_was_stored(byline: str) -> None:
    for author in read_byline(byline):
        assert ParsedAuthor.of_names(author.straight, author.inverted, author.kind) == author


@given(st.text(max_size=200))
def test_no_byline_is_an_error_and_no_author_is_empty(byline: str) -> None:
    assert all(author.straight.strip() and author.inverted.strip() for author in read_byline(byline))
