"""The design's reference article: all its entities, and no others."""

from pathlib import Path

import pytest

from articles.extraction import extract
from articles.extraction.annotations import Document, Extraction

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def reference(corpora: Path) -> Extraction:
    parts = (corpora / "us-rejects-crimea-vote.txt").read_text(encoding="utf-8").split("\n\n")
    body = "\n\n".join(parts[4:]).removeprefix("Washington: ")
    return extract(Document(headline=parts[1], dateline="Washington", caption=parts[3], body=body))


def test_people(reference: Extraction) -> None:
    people = [m for m in reference.mentions if m.kind == "person"]
    assert {m.entity for m in people} == {"John Kerry", "Sergei Lavrov", "Jay Carney"}
    later = {(m.text, m.entity) for m in people if m.evidence == "surname"}
    assert later == {("Kerry", "John Kerry"), ("Lavrov", "Sergei Lavrov"), ("Carney", "Jay Carney")}


def test_countries(reference: Extraction) -> None:
    assert set(reference.countries) == {"US", "UA", "RU"}
    named = {m.entity for m in reference.mentions if m.kind == "country"}
    assert named == {"United States", "Ukraine", "Russia"}


def test_places_and_organisations(reference: Extraction) -> None:
    places = {(m.entity, m.code) for m in reference.mentions if m.kind == "place"}
    assert places == {
        ("Crimea", "UA"),
        ("Simferopol", "UA"),
        ("Moscow", "RU"),
        ("Kherson Oblast", "UA"),
        ("Washington", "US"),
    }
    organisations = {m.entity for m in reference.mentions if m.kind == "organisation"}
    assert organisations == {"White House", "State Department"}
