"""Identifiers in public registers: real ones, in all the ways they are written, and damaged ones."""

import re
from contextlib import suppress
from random import Random

import pytest

from articles.identifiers import SCHEMES, IdentifierError, address_of, normalise, read_list, write_list

REAL = {
    "wikidata": ["Q42", "Q183"],
    "viaf": ["113230702", "24602065", "9744159474220227560007"],
    "gnd": ["118540238", "4005728-8", "4127793-4", "4011882-4", "377-3", "1037340264"],
    "isni": ["0000000121032683", "000000012281955X"],
    "lei": ["HWUPKR0MPOU8FGXBT394", "7LTWFZYICNSX8D621K86", "INR2EJN1ERAN0W5ZP974"],
    "company": ["GB-00445790", "FR-383474814", "NO-923609016", "DE-HRB12345"],
}
EVERY = [(scheme, value) for scheme, values in REAL.items() for value in values]
CHECKED = [pair for pair in EVERY if pair[0] in {"gnd", "isni", "lei"}]


@pytest.mark.parametrize(("scheme", "value"), EVERY)
def test_an_identifier_is_read_however_it_is_written(scheme: str, value: str) -> None:
    register = SCHEMES[scheme].register
    spaced = " ".join(re.findall(".{1,4}", value)) if scheme in {"isni", "lei"} else value
    written = {value, f"  {value}\n", value.lower(), spaced, f"\u200b{value}", value.replace("-", "–")}
    if scheme != "company":
        written |= {f"{register}: {value}", f"{register} {spaced}"}
    if address := address_of(scheme, value):
        written |= {address, f"{address}/", address.replace("https://", "http://")}
    assert {normalise(scheme, each) for each in written} == {value}


@pytest.mark.parametrize(
    ("scheme", "address", "value"),
    [
        ("wikidata", "https://www.wikidata.org/wiki/Q42#P31", "Q42"),
        ("wikidata", "m.wikidata.org/wiki/Q42?uselang=de", "Q42"),
        ("wikidata", "https://www.wikidata.org/wiki/Special:EntityData/Q42.json", "Q42"),
        ("gnd", "https://lobid.org/gnd/118540238", "118540238"),
        ("gnd", "(DE-588)118540238", "118540238"),
        ("gnd", "40057288", "4005728-8"),
        ("lei", "https://search.gleif.org/#/record/INR2EJN1ERAN0W5ZP974/record", "INR2EJN1ERAN0W5ZP974"),
        ("company", "https://opencorporates.com/companies/gb/00445790", "GB-00445790"),
        ("company", "https://annuaire-entreprises.data.gouv.fr/entreprise/airbus-383474814", "FR-383474814"),
        ("company", "uk 00 445 790", "GB-00445790"),
    ],
)
def test_addresses_and_other_forms_are_read(scheme: str, address: str, value: str) -> None:
    assert normalise(scheme, address) == value


@pytest.mark.parametrize(("scheme", "value"), CHECKED)
def test_every_mistyped_digit_and_every_swap_of_neighbours_is_noticed(scheme: str, value: str) -> None:
    places = [place for place, char in enumerate(value[:-1]) if char.isdigit()]
    damaged = [
        value[:place] + digit + value[place + 1 :]
        for place in places
        for digit in "0123456789"
        if digit != value[place] and not (place == 0 and digit == "0")
    ]
    for place in places:
        one, other = value[place], value[place + 1]
        if one != other and other.isdigit() and not (place == 0 and other == "0"):
            damaged.append(f"{value[:place]}{other}{one}{value[place + 2 :]}")
    for each in damaged:
        # A GND number may become a valid one of the other kind, which has another check digit.
        with suppress(IdentifierError):
            found = normalise(scheme, each)
            assert (scheme, "-" in found, "-" in value) == ("gnd", True, False), each


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("wikidata", "Q0"),
        ("wikidata", "P31"),
        ("wikidata", "https://viaf.org/viaf/113230702"),
        ("viaf", "1"),
        ("viaf", "12345678901"),
        ("isni", "0000 0001 2103 268"),
        ("lei", "HWUPKR0MPOU8FGXBT39O"),
        ("company", "00445790"),
        ("company", "ZZ 00445790"),
        ("company", "GB limited"),
        ("gnd", "٤٠٠٥٧٢٨-٨"),
        ("orcid", "0000-0001"),
        *((scheme, text) for scheme in SCHEMES for text in ("", "\0", "x" * 100_000, "<script>", "-" * 499)),
    ],
)
def test_anything_else_is_refused_in_a_sentence(scheme: str, text: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        normalise(scheme, text)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 300


def test_noise_is_read_or_refused() -> None:
    chance = Random(1)
    for _ in range(2000):
        text = "".join(chance.choices("Q0123456789X-/: .GBhttps#?é\u200b", k=chance.randrange(30)))
        for scheme in SCHEMES:
            try:
                value = normalise(scheme, text)
            except IdentifierError:
                continue
            assert normalise(scheme, value) == value


def test_a_list_is_read_as_it_is_written() -> None:
    assert read_list(write_list(EVERY)) == EVERY
    mixed = "Wikidata: Q42;; https://d-nb.info/gnd/118540238\nhttps://viaf.org/viaf/113230702/; wikidata:Q42"
    assert read_list(mixed) == [("wikidata", "Q42"), ("gnd", "118540238"), ("viaf", "113230702")]
    assert read_list("") == []
    with pytest.raises(IdentifierError, match="does not say what kind"):
        read_list("wikidata:Q42; 118540238")
