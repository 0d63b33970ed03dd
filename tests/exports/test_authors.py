"""Bylines as in newspapers, and the authors they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exports.citations.authors import read_authors


def names(byline: str) -> list[str]:
    return [author.inverted for author in read_authors(byline)]


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
        # Organisations.
        ("Reuters", ["Reuters"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("Agence France-Presse", ["Agence France-Presse"]),
        ("Press Trust of India", ["Press Trust of India"]),
        ("Staff reporters", ["Staff reporters"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("Ria Novak", ["Novak, Ria"]),  # RIA is an agency
        ("Ani Petrosyan", ["Petrosyan, Ani"]),
        # Single names, and scripts in which names are not inverted.
        ("Madonna", ["Madonna"]),
        ("村上 春樹", ["村上 春樹"]),
    ],
)
def test_authors_of_a_byline(byline: str, authors: list[str]) -> None:
    assert names(byline) == authors


@given(st.text(max_size=200))
def test_no_byline_is_an_error_and_no_author_is_empty(byline: str) -> None:
    assert all(author.straight.strip() and author.inverted.strip() for author in read_authors(byline))
