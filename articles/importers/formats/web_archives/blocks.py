"""The bytes of a web archive, unpacked record by record, so that damage to one does not lose the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from io import BufferedReader
from typing import Any

import zstandard

from articles.importers.unpacking import (
    DAMAGE,
    ZSTD_DICTIONARY,
    BombError,
    Unpacker,
    Zstd,
    gzip_unpacker,
)

_GZIP, _ZSTD = b"\x1f\x8b\x08", b"(\xb5/\xfd"
_CHUNK = 1 << 14  # bytes
_AGAIN = 1 << 22  # bytes of a damaged member that are searched for the next one
_STEP = 16  # compressed bytes at a time, to get close to a damage
_CHECKS = ("check", "checksum")  # in errors about the sum of data that could be decompressed
_LARGEST_DICTIONARY = 8_000_000  # bytes
_RATIO, _FREE = 200, 300_000_000  # of all bytes so far

#: Stands for bytes that are lost.
GAP = None


def blocks(stream: BufferedReader[Any]) -> Iterator[bytes | None]:
    """Yield the unpacked bytes of a web archive in pieces, with GAP where some are lost."""
    start = stream.peek(16)
    if start.startswith(_GZIP):
        yield from _members(stream, gzip_unpacker, _GZIP)
    elif start.startswith(ZSTD_DICTIONARY):
        yield from _members(stream, partial(Zstd, _dictionary(stream)), _ZSTD)
    elif start.startswith(_ZSTD):
        yield from _members(stream, Zstd, _ZSTD)
    else:
        while piece := stream.read(_CHUNK):
            yield piece


def _dictionary(stream: BufferedReader[Any]) -> zstandard.ZstdCompressionDict | None:
    """Read the dictionary at the start of a file, which may itself be compressed."""
    size = int.from_bytes(stream.read(8)[4:], "little")
    if not 0 < size <= _LARGEST_DICTIONARY:
        return None
    raw = stream.read(size)
    try:
        if raw.startswith(_ZSTD):
            raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
        return zstandard.ZstdCompressionDict(raw)
    except DAMAGE:
        return None


class _Packed:
    """The compressed bytes, of which those of the current member can be looked at again."""

    def __init__(self, stream: BufferedReader[Any], mark: bytes) -> None:
        self._stream, self._mark = stream, mark
        self._ready = b""
        self._member = bytearray()
        self._is_whole = True

    def find_member(self) -> tuple[bool, bool]:
        """Go to the next mark. Return whether there is one, and whether bytes before it were passed over."""
        is_lost = False
        while True:
            while len(self._ready) < len(self._mark) and (more := self._stream.read(_CHUNK)):
                self._ready += more
            if self._ready.startswith(self._mark):
                self._member.clear()
                self._is_whole = True
                return True, is_lost
            place = self._ready.find(self._mark)
            keep = place if place >= 0 else max(len(self._ready) - len(self._mark) + 1, 0)
            at_end = place < 0 and len(self._ready) < _CHUNK and not self._stream.peek(1)
            passed = self._ready if at_end else self._ready[:keep]
            is_lost |= bool(passed.strip(b"\0\r\n"))
            if at_end:
                return False, is_lost
            self._ready = self._ready[keep:]
            if place < 0:
                self._ready += self._stream.read(_CHUNK)

    def take(self) -> bytes:
        """Return the next bytes of the member."""
        taken, self._ready = self._ready or self._stream.read(_CHUNK), b""
        if len(self._member) < _AGAIN:
            self._member += taken
        else:
            self._member[:] = taken
            self._is_whole = False
        return taken

    def put_back(self, unused: bytes) -> None:
        """Put back what follows the member."""
        self._ready = unused

    def member(self) -> bytes:
        """Return the bytes of the member so far, or nothing if it is too long to start again."""
        return bytes(self._member) if self._is_whole else b""

    def search_member(self) -> None:
        """Search the rest of a damaged member for the next one."""
        self._ready = bytes(self._member[1:])


def _members(stream: BufferedReader[Any], new: Callable[[], Unpacker], mark: bytes) -> Iterator[bytes | None]:
    packed = _Packed(stream, mark)
    read = total = 0
    while True:
        is_found, is_lost = packed.find_member()
        if is_lost:
            yield GAP
        if not is_found:
            return
        machine = new()
        given, held = 0, b""  # the last piece is held back: if the checksum is wrong, its record is, too
        try:
            while not machine.eof and (taken := packed.take()):
                read += len(taken)
                for piece in filter(None, machine.feed(taken)):
                    total += len(piece)
                    if total > max(_FREE, read * _RATIO):
                        raise BombError("it expands far beyond its size; it may be a decompression bomb")
                    yield held
                    given, held = given + len(held), piece
        except DAMAGE as error:
            if not any(word in str(error) for word in _CHECKS):
                yield from _rescued(new(), packed.member(), given)
            packed.search_member()
            yield GAP
            continue
        yield held
        if not machine.eof:
            yield GAP
            return
        packed.put_back(machine.unused_data)


def _rescued(machine: Unpacker, member: bytes, given: int) -> Iterator[bytes]:
    """Yield what comes out of a damaged member before the damage, without what has been given already."""
    found = 0
    with suppress(*DAMAGE):
        for start in range(0, len(member), _STEP):
            for piece in machine.feed(member[start : start + _STEP]):
                fresh = piece[max(0, given - found) :]
                found += len(piece)
                yield fresh
