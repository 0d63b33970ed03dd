"""Organisations that no list has: the words around them show what they are, and where their names end."""

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document


def linked(body: str, kind: str = "organisation") -> set[str | None]:
    """Return the entities of a kind that the text is linked to."""
    return {m.entity for m in extract(Document(body=body)).mentions if m.kind == kind and m.entity}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("He gave figures from web tracker DataKest, which were low.", "DataKest"),
        ("They were sold to retailers Kelbrook and others.", "Kelbrook"),
        ("It went to Johannesburg-based Global Lender last year.", "Global Lender"),
        ("The price fell, said Tom Hill, an analyst with Marlow Adams in Boston.", "Marlow Adams"),
        ('"It is cheap," Brookvale Harmon analyst Dave Sullivan said.', "Brookvale Harmon"),
        ("The rise helped Kestrel Varnish ( KVY.N ) on Tuesday.", "Kestrel Varnish"),
        ("He is a strategist at Penrose's Investment Research in Ohio.", "Penrose's Investment Research"),
        ("The buyer is investment firm 7G Capital of Ohio.", "7G Capital"),
        ("The firms are Gibbon, Dunn & Crutchfield and others.", "Gibbon, Dunn & Crutchfield"),
        ("Members of the Senate Committee on Rural Roads met.", "Senate Committee on Rural Roads"),
        (
            "The National Food and Wildlife Federation told the court.",
            "National Food and Wildlife Federation",
        ),
        ("He sued American Lanterns Inc over a lamp.", "American Lanterns"),
        ("A vote in the Republican-led Congress failed.", "Congress"),
        ("They heard it on Kabul Radio at night.", "Kabul Radio"),
    ],
)
def test_sign(body: str, expected: str) -> None:
    assert expected in linked(body)


@pytest.mark.parametrize(
    "body",
    [
        "The Obama Administration agreed.",
        "The KBX Bank Index fell 3 percent.",
        "Sovereign Wealth Funds bought most of them, and Investment Management said so.",
        "The vote on Loretta Lynch AG nomination is on Monday.",
        "The IPO helped. The IPO was large, and the IPO raised money.",
        "He is vice president of Season Cards at the company.",
        "Finance Ministers and Central Bank Governors met in Lima.",
    ],
)
def test_no_sign(body: str) -> None:
    assert not linked(body)


def test_a_name_shown_once_is_found_throughout() -> None:
    body = (
        "The data came from web tracker DataKest. In May, DataKest raised its forecast. Then DataKest fell."
    )
    found = [m for m in extract(Document(body=body)).mentions if m.entity == "DataKest"]
    assert len(found) == 3


def test_a_surname_of_the_text_is_no_organisation() -> None:
    body = (
        "Speaker Philippe Seguin spoke. A Seguin spokeswoman confirmed it, and Seguin's spokesman denied it."
    )
    assert not linked(body)
    assert linked(body, "person") == {"Philippe Seguin"}


def test_a_listed_name_may_open_a_longer_one() -> None:
    assert linked("Planned Parenthood Rescue Fund, a group, agreed.") == {"Planned Parenthood Rescue Fund"}
    assert linked("Shares of Bank of America and Citigroup fell.") == {"Bank of America", "Citigroup"}
    assert linked("It was taken over by Bank of America Corp. September was bad.") == {"Bank of America"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "The National Oak Federation came. The NOF said it would pay, the NOF said.",
            "National Oak Federation",
        ),
        ("He heads the Kelbrook Rural Command, or KRC. Later KRC agreed.", "Kelbrook Rural Command"),
        ("The U.S. Financial Accounting Standards Board (FASB) met.", "Financial Accounting Standards Board"),
        ("CBN reported it from Virginia and Texas in the U.S.", "Christian Broadcasting Network"),
    ],
)
def test_names_of_one_organisation_are_one(body: str, expected: str) -> None:
    assert linked(body) == {expected}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("In Ohio, Prescott Bush Jr., a brother, quit.", "Prescott Bush Jr."),
        ("Ambassador Samantha Power said so.", "Samantha Power"),
        ("JONAH GOLDBERG: Liberals are aggressors\n\nThe rest follows here.", "Jonah Goldberg"),
        ("The order found Aaron and Melissa Klein had paid. The Kleins said no.", "Aaron Klein"),
    ],
)
def test_person(body: str, expected: str) -> None:
    assert expected in linked(body, "person")


def test_credits_name_nobody() -> None:
    assert (
        linked("The yuan fell.\n\n— With assistance by Qizi Sun, Enda Curran, and Claire Che", "person")
        == set()
    )


def test_an_address_of_a_person_hides_no_name() -> None:
    body = "It is with regret. — Kamala Harris (@KamalaHarris) December 3, 2019. Harris said so."
    assert linked(body, "person") == {"Kamala Harris"}
    assert not linked(body)
