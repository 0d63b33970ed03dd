"""Comma- or tab-separated values: the first line names the fields, which are those of JSONL."""

import csv
from collections import deque
from collections.abc import Iterator
from io import BufferedReader

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft
from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.fields import NAMES, read_date, read_empty, read_fields
from articles.importers.formats.line_reader import line_reader
from articles.importers.inputs import Origin
from articles.importers.record import (
    MAX_RECORD_BYTES,
    ArticleRecord,
    RawRecord,
    ReadOptions,
    RecordError,
    Unreadable,
)

PARSER = "csv 1"
_DELIMITERS = ",\t;|"
_LINES = 5000  # a record with more lines must have lost its closing quote
_LOST = 100  # give up after this many records with unclosed quotes


class _Lines:
    """The decoded lines of a stream. Those of the current record are buffered and can be put back."""

    def __init__(self, stream: BufferedReader) -> None:
        self._readline = line_reader(stream)
        self._again: deque[bytes] = deque()
        self._size = 0
        self.taken: list[bytes] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._again.popleft() if self._again else self._readline(MAX_RECORD_BYTES):
            self.taken.append(line)
            self._size += len(line)
            if len(self.taken) > _LINES or self._size > MAX_RECORD_BYTES:
                raise csv.Error("a quotation mark is not closed, or the record is far too long")
            yield decode(line)[0]

    def next_record(self) -> None:
        """Drop the buffered lines, which have been read."""
        self.number += len(self.taken)
        self.taken, self._size = [], 0

    def put_back(self) -> bytes:
        """Put back all buffered lines except the first, which is lost and returned."""
        lost = self.taken[0] if self.taken else b""
        self._again.extendleft(reversed(self.taken[1:]))
        self.number += 1
        self.taken, self._size = [], 0
        return lost


def split(stream: BufferedReader, origin: Origin) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per row. After an unclosed quote, report the line and go on with the next one."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    lines = _Lines(stream)
    try:
        header, delimiter = _read_header(lines)
    except csv.Error as error:
        raise RecordError(f"its first line, which must name the columns, cannot be read: {error}") from error
    if not {name.lower() for name in header} & set(NAMES["headline"]):
        yield Unreadable(origin.name, "its first line must name the columns, with “headline” among them")
        return
    lost = row = 0
    while lost < _LOST:
        try:
            for cells in csv.reader(lines, delimiter=delimiter, strict=True):
                row += 1
                if any(cells):
                    yield _record(cells, header, lines, origin, row)
                lines.next_record()
            return
        except csv.Error as error:
            lost, row, where = lost + 1, row + 1, f"{origin.name}, line {lines.number + 1}"
            yield Unreadable(where, f"the line cannot be read: {error}", lines.put_back())
    yield Unreadable(
        f"{origin.name}, from line {lines.number + 1}", f"{_LOST} lines could not be read; giving up"
    )


def _read_header(lines: _Lines) -> tuple[list[str], str]:
    first = next(iter(lines), "").lstrip("\ufeff")
    lines.next_record()
    delimiter = max(_DELIMITERS, key=first.count)
    cells = next(csv.reader([first], delimiter=delimiter), [])
    return [cell.strip().lower() for cell in cells], delimiter


def _record(
    cells: list[str], header: list[str], lines: _Lines, origin: Origin, row: int
) -> RawRecord | Unreadable:
    where, raw = f"{origin.name}, line {lines.number + 1}", b"".join(lines.taken).rstrip(b"\r\n")
    if len(cells) > len(header):
        return Unreadable(where, f"it has {len(cells)} cells, but there are {len(header)} columns", raw)
    fields = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    return RawRecord("csv", raw, where, f"{origin.uri}#{row}", origin.stem, fields)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse one row. Raises RecordError if it has no headline or an invalid date."""
    fields = record.fields
    if fields is None:
        raise RecordError("it was not read as a table")
    published = read_date(fields)
    empty = read_empty(fields)
    return build(Draft(read_fields(fields)), record, options, PARSER, "text/csv", published, empty)
