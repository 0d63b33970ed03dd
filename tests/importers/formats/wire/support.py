"""Helpers for the tests of feeds and wire formats."""

from io import BufferedReader, BytesIO
from pathlib import Path

from articles.importers.formats import FORMATS, parse
from articles.importers.inputs import Origin
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, Unreadable


def split(format_name: str, raw: bytes) -> tuple[list[RawRecord], list[str]]:
    """The records of a file, and the reasons for what could not be read."""
    origin = Origin(Path("/in/file.xml"), "file")
    found = list(FORMATS[format_name].split(BufferedReader(BytesIO(raw)), origin, ReadOptions()))
    return (
        [each for each in found if isinstance(each, RawRecord)],
        [each.reason for each in found if isinstance(each, Unreadable)],
    )


def read(format_name: str, text: str | bytes, source: str = "") -> list[ArticleRecord]:
    """The articles of a file."""
    raw = text if isinstance(text, bytes) else text.encode()
    records, _ = split(format_name, raw)
    return [parse(record, ReadOptions(source=source)) for record in records]
