"""Splits an XML file, however large or damaged, into the elements that are its records."""

import re
from collections.abc import Collection, Iterator
from io import BufferedReader, BytesIO
from typing import NamedTuple

from articles.importers.cleaning.encodings import decode
from articles.importers.inputs import Origin
from articles.importers.record import MAX_RECORD_BYTES, RawRecord, RecordError, Unreadable

_TOKEN = re.compile(rb"<!--|<!\[CDATA\[|<\?|<(/?)([A-Za-z_][\w.:-]*)[^<>]*>")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_DECLARATION = re.compile(rb"<\?xml\s[^>]*\?>")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
#: Parsing takes many times the memory of the text.
MAX_ITEM_BYTES = 5_000_000
TOO_LARGE = f"it is larger than {MAX_ITEM_BYTES // 1_000_000} MB"
_PIECE = 1 << 20  # bytes
_HEAD = 100_000  # bytes before the first record that are kept as its context
_DEPTH = 250


def split_elements(
    stream: BufferedReader, origin: Origin, format_name: str, names: Collection[str]
) -> Iterator[RawRecord | Unreadable]:
    """Yield a record for each element with one of the names (in lower case), or the whole file if it is one.

    A record that was cut out has its context in ``fields``: "start" and "end", the tags around it, and
    "head", what the file says before its first record. What is wrong around the records comes last.
    """
    splitter = _Splitter(_in_utf_8(stream), names)
    number, uri = 0, origin.uri
    for number, raw in enumerate(splitter.elements(), 1):
        where = f"{origin.name}, item {number}"
        if raw is None:
            yield Unreadable(where, TOO_LARGE)
        elif splitter.is_alone:
            yield RawRecord(format_name, raw, origin.name, uri, origin.stem, {})
        else:
            reference = f"{uri}#{number}"
            yield RawRecord(format_name, raw, where, reference, origin.stem, splitter.context)
    if splitter.problem:
        yield Unreadable(origin.name, f"{splitter.problem}; items read: {number}")
    elif not number:
        yield Unreadable(origin.name, "it contains no articles")


def _in_utf_8(stream: BufferedReader) -> BufferedReader | BytesIO:
    start = stream.peek(_PIECE)[:4096]
    if not decode(start)[1].startswith(("utf-16", "utf-32")):
        return stream
    raw = stream.read(MAX_RECORD_BYTES + 1)
    if len(raw) > MAX_RECORD_BYTES:
        raise RecordError(f"the file is larger than {MAX_RECORD_BYTES // 1_000_000} MB")
    return BytesIO(decode(raw)[0].encode("utf-8", "replace"))


class _Tag(NamedTuple):
    """A tag, with its place in the file."""

    name: bytes
    is_end: bool
    raw: bytes
    start: int
    end: int

    @property
    def is_empty(self) -> bool:
        return self.raw.endswith(b"/>")


class _Splitter:
    """Finds elements by their tags. It reads a piece at a time and keeps only what may be needed.

    is_alone: whether the file has only one element, which stands for the whole file; context: the tags around
    the elements; problem: what is wrong around them, or "".
    """

    def __init__(self, stream: BufferedReader | BytesIO, names: Collection[str]) -> None:
        self._stream = stream
        self._names = {name.encode() for name in names}
        self._buffer = bytearray()
        self._before = 0  # bytes of the file that are no longer in the buffer
        self._needed = 0  # the place in the file from which on bytes are needed
        self._start: int | None = None  # the place where the current element begins
        self._count = 0
        self._around: list[_Tag] = []  # the open elements around the records
        self.is_alone = False
        self.context: dict[str, object] = {}
        self.problem = ""

    def elements(self) -> Iterator[bytes | None]:
        """Yield the elements, with None for one that is too large."""
        first: bytes | None = None  # held back, since it may be the only one
        count = 0
        for count, raw in enumerate(self._elements(), 1):
            if count == 1 and raw is not None:
                first = raw
                continue
            if first is not None:
                yield first
                first = None
            yield raw
        if first is not None:
            self.is_alone = count == 1 and not self._before
            yield bytes(self._buffer) if self.is_alone else first

    def _elements(self) -> Iterator[bytes | None]:
        for tag in self._tags():
            if tag is None:
                if self._start is not None and self._end - self._start > MAX_ITEM_BYTES:
                    self._start = None
                    yield None
            elif tag.name.rpartition(b":")[2].lower() in self._names:
                yield from self._elements_at(tag)
            elif self._start is None:
                self._track(tag)
            self._needed = self._needed_from()
        if self._start is not None:
            self.problem = "its XML ends in the middle of an item"
            yield self._cut(self._start, self._end)
        elif self._around and not self.problem:
            self.problem = f"its XML ends before </{self._around[-1].name.decode('ascii', 'replace')}>"

    def _elements_at(self, tag: _Tag) -> Iterator[bytes | None]:
        """Yield the element that ends at a tag. Without an end tag, it ends where the next one begins."""
        if self._start is not None:
            yield self._cut(self._start, tag.end if tag.is_end else tag.start)
        self._start = None if tag.is_end or tag.is_empty else tag.start
        self._count += not tag.is_end
        if not self.context:
            self._set_context(tag.start)
        if tag.is_empty:
            yield self._cut(tag.start, tag.end)

    @property
    def _end(self) -> int:
        return self._before + len(self._buffer)

    def _needed_from(self) -> int:
        if self._count < 2 and self._end <= MAX_ITEM_BYTES:
            return 0
        return self._end if self._start is None else self._start

    def _cut(self, start: int, end: int) -> bytes | None:
        return self._between(start, end) if end - start <= MAX_ITEM_BYTES else None

    def _between(self, start: int, end: int) -> bytes:
        return bytes(self._buffer[start - self._before : end - self._before])

    def _tags(self) -> Iterator[_Tag | None]:
        """Yield the tags outside comments and CDATA, and None whenever more of the file was read."""
        place = 0
        missing: set[bytes] = set()  # ends that do not occur any more
        more = True
        while True:
            found = _TOKEN.search(self._buffer, place - self._before)
            if found and (end := _ENDS.get(found.group())):
                closed = -1 if end in missing else self._buffer.find(end, found.end())
                if closed >= 0 or not more:
                    missing |= {end} if closed < 0 else set()
                    place = self._before + (closed + len(end) if closed >= 0 else found.end())
                    continue
                place = self._before + found.start()
            elif found:
                start, place = self._before + found.start(), self._before + found.end()
                yield _Tag(found[2], bool(found[1]), found.group(), start, place)
                continue
            elif not more:
                return
            else:
                last = self._buffer.rfind(b"<", place - self._before)
                place = self._before + last if last >= 0 else self._end
            more = self._read(min(self._needed, place))
            yield None

    def _read(self, needed: int) -> bool:
        del self._buffer[: needed - self._before]
        self._before = needed
        piece = self._stream.read(_PIECE)
        self._buffer += piece
        return bool(piece)

    def _track(self, tag: _Tag) -> None:
        """Keep track of the elements that are open around the records."""
        if not tag.is_end:
            if not tag.is_empty:
                self._around.append(tag)
            if len(self._around) > _DEPTH:
                raise RecordError("its XML is nested too deeply")
            return
        names = [each.name for each in self._around]
        if not names or names[-1] != tag.name:
            self.problem = self.problem or f"its XML has a wrong </{tag.name.decode('ascii', 'replace')}>"
        if tag.name in names:
            del self._around[len(names) - 1 - names[::-1].index(tag.name) :]

    def _set_context(self, start: int) -> None:
        head = self._between(0, start) if not self._before else b""
        preamble = b"".join(
            found.group() for each in (_DECLARATION, _DOCTYPE) if (found := each.search(head))
        )
        before, items, after = head.partition(b"<items")  # in RSS 1.0, the addresses of all items
        head = before + after.partition(b"</items>")[2] if items else head
        self.context = {
            "start": preamble + b"".join(tag.raw for tag in self._around),
            "end": b"".join(b"</%b>" % tag.name for tag in reversed(self._around)),
            "head": head if len(head) <= _HEAD else b"",
        }
