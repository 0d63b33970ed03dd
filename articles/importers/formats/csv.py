"""Tables: comma- or tab-separated values, whose first line names the columns."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import BufferedReader

from articles.importers.formats.jsonl import parse_values
from articles.importers.formats.line_encoding import LineEncoding, as_bytes_of_lines, decode_as
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

PARSER = "csv 2"
_DELIMITERS = ",\t;|"
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)  # Excel's first line
_LINES = 5000  # a record with more lines must have lost its closing quote
_LOST = 100  # give up after this many records with unclosed quotes


class _Lines:
    """The decoded lines of a stream. Those of the current record are buffered and can be put back.

    head: the bytes of the line that names the columns.
    """

    def __init__(self, stream: BufferedReader, encoding: str) -> None:
        stream = as_bytes_of_lines(stream)
        self._encoding = LineEncoding(stream, encoding)
        self._readline = line_reader(stream)
        self._again: deque[bytes] = deque()
        self._size = 0
        self.taken: list[bytes] = []
        self.number = 0
        self.head = b""

    def __iter__(self) -> Iterator[str]:
        while line := self._again.popleft() if self._again else self._readline(MAX_RECORD_BYTES):
            self.taken.append(line)
            self._size += len(line)
            if len(self.taken) > _LINES or self._size > MAX_RECORD_BYTES:
                raise csv.Error("a quotation mark is not closed, or the record is far too long")
            yield decode_as(line, self._encoding.of(line))

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


def split(stream: BufferedReader, origin: Origin, options: ReadOptions) -> Iterator[RawRecord | Unreadable]:
    """Yield one record per row. After an unclosed quote, report the line and go on with the next one."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    lines = _Lines(stream, options.encoding)
    try:
        header, delimiter = _read_header(lines)
    except csv.Error as error:
        raise RecordError(f"its first line, which must name the columns, cannot be read: {error}") from error
    if not header:
        yield Unreadable(origin.name, "its first line must name the columns, with “headline” among them")
        return
    lost, row, uri = 0, 0, origin.uri
    while lost < _LOST:
        try:
            for cells in csv.reader(lines, delimiter=delimiter, strict=True):
                row += 1
                if any(cells):
                    yield _record(cells, header, lines, origin, f"{uri}#{row}")
                lines.next_record()
            return
        except csv.Error as error:
            lost, row, where = lost + 1, row + 1, f"{origin.name}, line {lines.number + 1}"
            reason = f"the line cannot be read: {error}"
            yield Unreadable(where, reason, lines.put_back(), "csv", lines.head)
    yield Unreadable(
        f"{origin.name}, from line {lines.number + 1}", f"{_LOST} lines could not be read; giving up"
    )


def _read_header(lines: _Lines) -> tuple[list[str], str]:
    first = _next(lines)
    stated = _SEPARATOR.match(first)
    if stated:
        separator, first = lines.head, _next(lines)
        lines.head = separator + lines.head
    delimiter = stated[1] if stated else max(_DELIMITERS, key=first.count)
    names = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    return [name or f"column {number}" for number, name in enumerate(names, 1)] if any(
        names
    ) else [], delimiter


def _next(lines: _Lines) -> str:
    line = next(iter(lines), "")
    lines.head = b"".join(lines.taken)
    lines.next_record()
    return line


def _record(
    cells: list[str], header: list[str], lines: _Lines, origin: Origin, reference: str
) -> RawRecord | Unreadable:
    where, raw = f"{origin.name}, line {lines.number + 1}", b"".join(lines.taken).rstrip(b"\r\n")
    if any(cells[len(header) :]):
        reason = f"it has {len(cells)} cells, but there are {len(header)} columns"
        return Unreadable(where, reason, raw, "csv", lines.head)
    fields = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    return RawRecord("csv", raw, where, reference, origin.stem, fields, head=lines.head)


def values(record: RawRecord) -> dict[str, object]:
    """Return the cells of a row by column. Raises RecordError if there are none."""
    if record.fields is None:
        raise RecordError("it was not read as a table")
    return dict(record.fields)


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse one row. Raises RecordError if it has no headline."""
    return parse_values(values(record), record, options, PARSER, "text/csv")
