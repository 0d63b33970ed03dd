"""The records of a WARC or ARC file. After damage, reading goes on with the next record that can be found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from articles.importers.formats.web_archives.blocks import GAP
from articles.importers.record import MAX_RECORD_BYTES

_LONGEST_HEAD = 1 << 16  # bytes
_MOST = MAX_RECORD_BYTES + _LONGEST_HEAD  # bytes of a record that are kept
_LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ARC = rb"[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,4000} \d{8,14} [^ \r\n]{1,200}(?: [^\r\n]{1,500})? (\d{1,12})\r?\n"
_ARC_HEAD = re.compile(_ARC, re.IGNORECASE)
_NEXT = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]{1,40}:|(?<=\n)" + _ARC, re.IGNORECASE)
_PAGE_END = b"</html>"
_SEARCHED = 6000  # bytes that the beginning of a record may need to be recognised


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record. head: up to the empty line, or the line in an ARC file; is_cut: only the start is kept."""

    head: bytes
    block: bytes
    is_arc: bool = False
    is_cut: bool = False


class _Segment:
    """Bytes without a gap. ``data``: those that have been read ahead."""

    def __init__(self, pieces: Iterator[bytes | None]) -> None:
        self._pieces = pieces
        self.data = bytearray()
        self.is_ended = self.has_gap = False

    def need(self, count: int) -> bool:
        """Read ahead. Return whether there are so many bytes."""
        while len(self.data) < count and not self.is_ended:
            piece = next(self._pieces, b"")
            self.has_gap = piece is GAP
            if piece:
                self.data += piece
            else:
                self.is_ended = True
        return len(self.data) >= count

    def drop(self, count: int) -> None:
        """Go on behind so many bytes, which may be more than have been read."""
        while count > len(self.data) and not self.is_ended:
            count -= len(self.data)
            self.data.clear()
            self.need(1)
        del self.data[:count]


def split_records(pieces: Iterator[bytes | None]) -> Iterator[FoundRecord | None]:
    """Yield the records; None for each place where something is lost."""
    pieces = (piece for piece in pieces if piece != b"")
    is_lost, has_more = False, True
    while has_more:
        segment = _Segment(pieces)
        for record in chain(_records(segment), _gap_after(segment)):
            if record is not None or not is_lost:
                yield record
            is_lost = record is None
        has_more = segment.has_gap


def _gap_after(segment: _Segment) -> Iterator[None]:
    if segment.has_gap:
        yield None


def _records(segment: _Segment) -> Iterator[FoundRecord | None]:
    while True:
        segment.need(_SEARCHED)
        blank = len(segment.data) - len(segment.data.lstrip(b"\r\n"))
        if blank:
            segment.drop(blank)
            continue
        if not segment.data:
            return
        found = _record(segment)
        yield found
        if found is None and not _find_next(segment):
            return


def _record(segment: _Segment) -> FoundRecord | None:
    """Read the record at the beginning, or return None if there is none or its end is missing."""
    data = segment.data
    is_arc = not data.startswith(b"WARC/")
    if is_arc:
        end = _ARC_HEAD.match(data)
        length = end and end[1]
    else:
        segment.need(_LONGEST_HEAD)
        end = _HEAD_END.search(data, 0, _LONGEST_HEAD)
        named = _LENGTH.search(data, 0, end.end()) if end else None
        length = named and named[1]
    if end is None or length is None:
        return None
    head, size = bytes(data[: end.end()]), int(length)
    if size > _MOST:
        segment.need(end.end() + _MOST)
        block = bytes(data[end.end() : end.end() + _MOST])
        segment.drop(end.end() + size)
        return FoundRecord(head, block, is_arc, is_cut=True)
    return _with_block(segment, head, size, is_arc=is_arc)


def _with_block(segment: _Segment, head: bytes, size: int, *, is_arc: bool) -> FoundRecord | None:
    """Read the block of a record. If the length is wrong, it ends where the next record begins."""
    data, start = segment.data, len(head)
    segment.need(start + size + _SEARCHED)
    stop = start + size
    after = bytes(data[stop : stop + _SEARCHED]).lstrip(b"\r\n")
    if len(data) >= stop and (not after or after.startswith(b"WARC/") or _ARC_HEAD.match(after)):
        block = bytes(data[start:stop])
        segment.drop(stop)
        return FoundRecord(head, block, is_arc)
    segment.need(start + _MOST)
    following = _NEXT.search(data, start)
    if following:
        stop = following.start()
    elif len(data) < stop and not segment.has_gap and data.rstrip().lower().endswith(_PAGE_END):
        stop = len(data)
    else:
        return None
    block = bytes(data[start:stop]).rstrip(b"\r\n")
    segment.drop(stop)
    return FoundRecord(head, block, is_arc)


def _find_next(segment: _Segment) -> bool:
    """Go to the beginning of the next record, behind the one that cannot be read."""
    segment.drop(1)
    while True:
        if following := _NEXT.search(segment.data):
            segment.drop(following.start())
            return True
        if segment.is_ended:
            return False
        segment.drop(max(len(segment.data) - _SEARCHED, 0))
        segment.need(len(segment.data) + _LONGEST_HEAD)
