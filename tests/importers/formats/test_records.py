"""JSONL and CSV: fields, identity, and rejected records."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from articles.importers.formats import parse
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, Found, RawRecord, ReadOptions, RecordError, Unreadable
from articles.importers.tasks import records
from tests.importers.support import raw_record


def read(fields: object, source: str = "") -> ArticleRecord:
    return parse(raw_record("jsonl", json.dumps(fields).encode(), "wire.jsonl"), ReadOptions(source=source))


def rows(path: Path) -> list[Found]:
    return list(records(Origin(path, path.name), None, lambda _: None))


def test_every_field() -> None:
    record = read(
        {
            "id": "a1", "headline": "Rain  at last ", "standfirst": "At last.", "body": "It rained.",
            "date": "2012-02-02T10:52:00-05:00", "author": "By Jane Doe", "dateline": "SALVADOR, Feb 26 -",
            "caption": "Hills", "url": "https://example.com/a", "source": "Reuters", "language": "en_GB",
            "section": "World", "bias": "none",
        }
    )  # fmt: skip
    assert record.headline == "Rain at last"
    assert (record.standfirst, record.body, record.byline) == ("At last.", "It rained.", "Jane Doe")
    assert (record.dateline, record.caption, record.section) == ("Salvador", "Hills", "World")
    assert record.published_on == date(2012, 2, 2)
    assert record.published_at == datetime(2012, 2, 2, 15, 52, tzinfo=UTC)
    assert (record.url, record.source, record.language) == ("https://example.com/a", "Reuters", "en-GB")
    assert record.reference == "id:reuters:a1"
    assert b'"bias": "none"' in record.raw


@pytest.mark.parametrize(
    ("fields", "source", "reference"),
    [
        ({"id": 7, "source": "The Paper"}, "Wire", "id:the-paper:7"),
        ({"id": 7}, "Wire", "id:wire:7"),
        ({"id": 7}, "", "id:wire:7"),
        ({"url": "https://example.com/a"}, "Wire", "https://example.com/a"),
        ({"id": "", "url": "javascript:alert(1)"}, "", "file:///nowhere/wire.jsonl"),
        ({"capture_reference": "id:x:1", "id": 9}, "", "id:x:1"),
        ({"capture_reference": "see page 3", "id": 9}, "", "id:wire:9"),
    ],
)
def test_identity(fields: dict[str, object], source: str, reference: str) -> None:
    assert read({"headline": "h", **fields}, source).reference == reference


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([], "not an object"),
        ("text", "not an object"),
        ({"body": "b"}, "no headline"),
        ({"headline": " \u200b\x00"}, "no headline"),
        ({"headline": 5}, "its headline is a number"),
        ({"headline": "h", "body": 5}, "its body is a number"),
        ({"headline": "h", "id": "x" * 3000}, "longer than 2000 bytes"),
        ({"headline": "h", "id": True}, "its id is true or false"),
    ],
)
def test_refused(fields: object, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        read(fields)


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"headline": ' + b"9" * 5000 + b"}"]
)
def test_refused_bytes(raw: bytes) -> None:
    with pytest.raises(RecordError):
        parse(raw_record("jsonl", raw), ReadOptions())


def test_fields_too_long_are_shortened_and_said_so() -> None:
    record = read(
        {"headline": "word " * 400, "section": "s" * 200, "url": "https://e.com/" + "x" * 2100, "id": 1}
    )
    assert len(record.headline) <= 500
    assert len(record.section) == 100
    assert record.url == ""
    assert set(record.cleaning) == {"headline shortened", "section shortened", "url too long"}


def test_lists_of_authors_and_paragraphs() -> None:
    record = read({"title": "h", "authors": ["A", "B"], "text": ["One.", "Two."]})
    assert (record.byline, record.body) == ("A, B", "One.\n\nTwo.")


def test_jsonl_lines_keep_their_bytes_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"headline": "a"}\r\n\n  \n{"headline": "b"}')
    first, second = rows(path)
    assert isinstance(first, RawRecord)
    assert isinstance(second, RawRecord)
    assert (first.raw, first.where) == (b'\xef\xbb\xbf{"headline": "a"}', "a.jsonl, line 1")
    assert (second.raw, second.reference) == (b'{"headline": "b"}', f"{path.as_uri()}#4")
    assert parse(first, ReadOptions()).headline == "a"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'id,Headline,body\n1,"Rain, at last","It rained.\n\nA lot."\n'),
        ("a.tsv", 'id\theadline\tbody\n1\tRain, at last\t"It rained.\n\nA lot."\n'),
        ("a.csv", 'id;headline;body\r\n1;"Rain, at last";"It rained.\r\n\r\nA lot."\r\n'),
    ],
)
def test_csv(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode())
    (raw,) = rows(path)
    assert isinstance(raw, RawRecord)
    record = parse(raw, ReadOptions())
    assert (record.headline, record.body) == ("Rain, at last", "It rained.\n\nA lot.")
    assert record.reference == "id:a:1"
    assert record.raw == text.encode().split(b"\n", 1)[1].rstrip(b"\r\n")


def test_csv_in_two_encodings_and_with_a_lost_quote(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'headline\ncaf\xe9\ncaf\xc3\xa9\n"never closed\nafter it\none,two many\n')
    got = rows(path)
    heads = [parse(raw, ReadOptions()).headline for raw in got if isinstance(raw, RawRecord)]
    assert heads == ["café", "café", "after it"]
    assert [raw.where for raw in got if isinstance(raw, Unreadable)] == ["a.csv, line 4", "a.csv, line 6"]


def test_a_timestamp_is_a_date() -> None:
    assert read({"headline": "h", "date": 1395014400}).published_on == date(2014, 3, 17)


def test_a_date_that_cannot_be_read_keeps_its_words() -> None:
    record = read({"headline": "h", "date": "2014-13-45"})
    assert (record.published_on, record.date_text) == (None, "2014-13-45")
    assert "date" in record.date_problem


@pytest.mark.parametrize(
    ("text", "reason"), [("", "first line"), ("one,two\n1,2\n", "columns are “one”, “two”")]
)
def test_csv_must_name_a_headline(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    (found,) = rows(path)
    assert isinstance(found, Unreadable)
    assert reason in found.reason
