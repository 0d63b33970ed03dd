"""Decompressed streams that return everything before any damage and only then raise an error."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any, Protocol

import zstandard

ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"  # at the start of web archives whose records need a dictionary
#: Raised for a damaged or truncated file.
DAMAGE = (EOFError, lzma.LZMAError, zlib.error, zstandard.ZstdError)
_PIECE = 1024  # compressed bytes at a time, to limit the effect of a decompression bomb
_MOST = 1 << 20  # decompressed bytes at a time
_MEMORY = 1 << 28  # bytes that a decompressor may use
_WINDOW = 1 << 27  # bytes that zstd may look back, as its command does by default
_RATIO = 200  # real texts rarely exceed 50
_FREE = 300_000_000  # bytes that may come out of any file, whatever the ratio

_MANY = 50_000  # files that any archive may have
_BYTES_EACH = 200  # of the archive, for each file beyond these


class BombError(Exception):
    """A file expands beyond all reason; the message is shown to the archivist."""


class Allowance:
    """How many bytes may come out of an input file of a given size, from all its layers together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._left = max(_FREE, size * _RATIO)

    def copy(self) -> Allowance:
        """Return an allowance of what is left, for a first look."""
        return copy(self)

    def check_count(self, count: int) -> None:
        """Check the number of files in an archive. Raises BombError."""
        most = max(_MANY, self.size // _BYTES_EACH)
        if count > most:
            raise BombError(f"it has more than {most:,} files for its size")

    def take(self, count: int) -> None:
        """Use some of it up. Raises BombError if there is not enough."""
        self._left -= count
        if self._left < 0:
            raise BombError(f"it expands more than {_RATIO} times; it may be a decompression bomb")


class Unpacker(Protocol):
    """Decompresses one compressed stream. ``eof``: it is complete; ``unused_data``: what follows it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the data decompresses to, in pieces of a limited size."""


class _OfMachine:
    """What all machines of the standard library say in the same way."""

    _machine: Any

    @property
    def eof(self) -> bool:
        return bool(self._machine.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._machine.unused_data)


class _Zlib(_OfMachine):
    def __init__(self, wbits: int) -> None:
        self._machine = zlib.decompressobj(wbits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        piece = self._machine.decompress(data, _MOST)
        yield piece
        while len(piece) == _MOST and not self._machine.eof:
            piece = self._machine.decompress(self._machine.unconsumed_tail, _MOST)
            yield piece


class _Bounded(_OfMachine):
    """For bz2 and lzma, which have the same interface."""

    def __init__(self, machine: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._machine = machine

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            yield self._machine.decompress(data, _MOST)
            while not self._machine.eof and not self._machine.needs_input:
                yield self._machine.decompress(b"", _MOST)
        except (OSError, ValueError) as error:  # as bz2 reports damage
            raise lzma.LZMAError(str(error)) from error


class Zstd:
    """A frame of Zstandard. dictionary: as some web archives have it."""

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None = None) -> None:
        self._machine = zstandard.ZstdDecompressor(dictionary, max_window_size=_WINDOW).decompressobj()

        self.eof = False
        self.unused_data = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _PIECE):  # a kilobyte makes 32 MB at most
            yield self._machine.decompress(data[start : start + _PIECE])
            if self._machine.eof:
                self.eof, self.unused_data = True, self._machine.unused_data + data[start + _PIECE :]
                return


class _Stored:
    """Data that is not compressed, as some members of ZIP archives."""

    eof = True
    unused_data = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


def gzip_unpacker() -> Unpacker:
    """Return a decompressor for gzip."""
    return _Zlib(zlib.MAX_WBITS | 16)


#: Decompressors by the first bytes of a file.
_BY_MARK: dict[bytes, Callable[[], Unpacker]] = {
    b"\x1f\x8b": gzip_unpacker,
    b"\xfd7zXZ\x00": lambda: _Bounded(lzma.LZMADecompressor(memlimit=_MEMORY)),
    **{b"BZh%d1AY&SY" % level: lambda: _Bounded(bz2.BZ2Decompressor()) for level in range(1, 10)},
    b"(\xb5/\xfd": Zstd,
}
#: Decompressors by the number of a method in ZIP archives.
ZIP_METHODS: dict[int, Callable[[], Unpacker]] = {
    0: _Stored,
    8: lambda: _Zlib(-zlib.MAX_WBITS),
    12: lambda: _Bounded(bz2.BZ2Decompressor()),
    93: Zstd,
    95: lambda: _Bounded(lzma.LZMADecompressor(memlimit=_MEMORY)),
}


def unpacker(start: bytes) -> Callable[[], Unpacker] | None:
    """Return a decompressor factory for a file with these first bytes, or None if it is not compressed."""
    return next((new for mark, new in _BY_MARK.items() if start.startswith(mark)), None)


def beginning(start: bytes, new: Callable[[], Unpacker]) -> bytes:
    """Return what the first bytes of a compressed file decompress to, as far as they are intact."""
    found = bytearray()
    try:
        for piece in new().feed(start):
            found += piece
            if len(found) >= _MOST:
                break
    except DAMAGE:
        pass
    return bytes(found[:_MOST])


def damage(
    file: io.BufferedReader[Any], new: Callable[[], Unpacker], allowance: Allowance, crc: int | None = None
) -> str:
    """Return what is wrong inside a compressed file, or "". A truncated file counts as intact.

    A corrupt byte often shows only in a checksum at the end, after garbled data. So the file is decompressed
    once to check it, then rewound. crc: the CRC-32 that the data should have, if it is not in the stream.
    """
    found = 0
    try:
        for piece in _pieces(file, new):
            allowance.take(len(piece))
            if crc is not None:
                found = zlib.crc32(piece, found)
    except EOFError:
        return ""
    except DAMAGE as error:
        return str(error)
    finally:
        file.seek(0)
    return "" if crc in {None, found} else "its checksum is wrong"


class UnpackedStream(io.RawIOBase):
    """The decompressed bytes of a file. Raises one of DAMAGE after everything before it has been read."""

    def __init__(
        self, file: io.BufferedReader[Any], new: Callable[[], Unpacker], allowance: Allowance
    ) -> None:
        super().__init__()
        self._pieces = _until_damage(file, new)
        self._allowance = allowance
        self._ready = bytearray()
        self._damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill as much of the buffer as possible; return the number of bytes."""
        while len(self._ready) < len(buffer) and self._damage is None:
            try:
                piece = next(self._pieces, None)
            except DAMAGE as error:
                self._damage = error
                break
            if piece is None:
                break
            self._allowance.take(len(piece))
            self._ready += piece
        if self._damage and not self._ready:
            raise self._damage
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        del self._ready[:count]
        return count


def _until_damage(file: io.BufferedReader[Any], new: Callable[[], Unpacker]) -> Iterator[bytes]:
    given = 0
    try:
        for piece in _pieces(file, new):
            given += len(piece)
            yield piece
    except EOFError:
        raise
    except DAMAGE:
        # The failed call did not return what it had decompressed. Repeat it, feeding its input byte by byte.
        failed = (file.tell() - 1) // _PIECE * _PIECE
        file.seek(0)
        for piece in _pieces(file, new, slow_from=failed):
            fresh = piece[given:]
            given -= len(piece) - len(fresh)
            yield fresh


def _pieces(
    file: io.BufferedReader[Any], new: Callable[[], Unpacker], slow_from: float = float("inf")
) -> Iterator[bytes]:
    machine = new()
    position = 0
    while data := file.read(_PIECE if position < slow_from else 1):
        position += len(data)
        while data:
            if machine.eof and not isinstance(machine, _Stored):
                # Compressed files may be concatenated, with zero padding between them.
                data = data.lstrip(b"\0")
                if not data:
                    break
                machine = new()
            yield from machine.feed(data)
            data = machine.unused_data if machine.eof else b""
    if not machine.eof:
        raise EOFError("it ends too early")
