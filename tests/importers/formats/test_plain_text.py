"""Plain text files."""

from datetime import date
from pathlib import Path

import pytest

from articles.importers.formats import parse
from articles.importers.record import ArticleRecord, ReadOptions, RecordError
from tests.importers.support import SCRAPED, paragraphs_of, raw_record


def read(text: str) -> ArticleRecord:
    return parse(raw_record("text", text.encode()), ReadOptions())


def test_a_scraped_page_gives_one_clean_article() -> None:
    record = read(SCRAPED)
    assert record.headline == "Harbour strike ends after nine days"
    assert record.published_on == date(2011, 5, 4)
    assert record.caption == "Dockers leave the harbour on May 3, 2011 in Rotterdam"
    assert record.dateline == "Rotterdam"
    assert paragraphs_of(record) == [
        "Dockers in the Netherlands went back to work on Wednesday & cranes moved again.",
        '"We have what we came for," said Anna de Vries, who led the strike. Germany had lent a hand.',
    ]
    assert record.raw == SCRAPED.encode()
    assert record.cleaning == ("HTML entities", "archive banner", "doubled headline", "caption", "dateline")


@pytest.mark.corpora
def test_the_reference_article(corpora: Path) -> None:
    raw = (corpora / "us-rejects-crimea-vote.txt").read_bytes()
    record = parse(raw_record("text", raw), ReadOptions())
    assert record.headline == "US rejects Crimea vote, says Russian actions 'dangerous'"
    assert record.published_on == date(2014, 3, 17)
    assert record.caption == "People cast their vote at a polling station on March 16, 2014 in Simferopol"
    assert record.dateline == "Washington"
    assert record.body.startswith("The United States on Sunday strongly rejected")
    assert len(paragraphs_of(record)) == 12
    assert record.raw == raw
    assert record.cleaning == ("archive banner", "doubled headline", "caption", "dateline")


def test_byline_and_date_under_the_headline() -> None:
    record = read("Rain at last\n\nBy Jane Doe\n\nPublished: 3 June 1999\n\nIt rained on the hills.")
    assert (record.byline, record.published_on) == ("Jane Doe", date(1999, 6, 3))
    assert record.body == "It rained on the hills."


def test_a_sentence_with_a_date_is_no_banner() -> None:
    record = read(
        "A year on\n\nUpdated on May 4, 2011 the map showed a lake that is not there any more, as I said."
    )
    assert record.body.startswith("Updated on May 4, 2011 the map")


def test_a_summary_above_the_dateline_is_the_standfirst() -> None:
    record = read("Rain at last\n\nThe drought of the century is over.\n\nMADRID (Reuters) - It rained.")
    assert (record.standfirst, record.caption) == ("The drought of the century is over.", "")
    assert (record.body, record.source) == ("It rained.", "Reuters")


def test_a_correction_above_the_dateline_stays_in_the_text() -> None:
    record = read("Rain at last\n\n(Corrects name of the river)\n\nMADRID (Reuters) - It rained.")
    assert paragraphs_of(record)[0] == "(Corrects name of the river)"


def test_text_without_a_headline_keeps_all_of_its_words() -> None:
    text = "It rained on the hills. " + "The rivers rose and the mills began to turn again. " * 20
    record = read(text)
    assert record.headline == "It rained on the hills."
    assert record.body == text.strip()


@pytest.mark.parametrize("text", ["", " \n\n ", "\x00\x01"])
def test_no_text(text: str) -> None:
    with pytest.raises(RecordError):
        read(text)


def test_a_source_given_counts_more_than_the_agency() -> None:
    raw = raw_record("text", b"Rain\n\nMADRID (Reuters) - It rained.")
    assert parse(raw, ReadOptions(source="The Daily Record")).source == "The Daily Record"
