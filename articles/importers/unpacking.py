"""Decompressed streams that return everything before any damage and only then raise an error."""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

#: Raised for a damaged or truncated file.
DAMAGE = (EOFError, lzma.LZMAError, zlib.error)
_PIECE = 1024  # compressed bytes at a time, to limit the effect of a decompression bomb


class _Decompressor(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


def unpacker(start: bytes) -> Callable[[], Any] | None:
    """Return a decompressor factory for a file with these first bytes, or None if it is not compressed."""
    if start.startswith(b"\x1f\x8b"):
        return lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMADecompressor
    return None


def damage(file: io.BufferedReader[Any], new: Callable[[], _Decompressor]) -> str:
    """Return what is wrong inside a compressed file, or "". A truncated file counts as intact.

    A corrupt byte often shows only in a checksum at the end, after garbled data. So the file is decompressed
    once to check it, then rewound.
    """
    try:
        for _ in _pieces(file, new):
            pass
    except EOFError:
        return ""
    except (lzma.LZMAError, zlib.error) as error:
        return str(error)
    finally:
        file.seek(0)
    return ""


class UnpackedStream(io.RawIOBase):
    """The decompressed bytes of a file. Raises one of DAMAGE after everything before it has been read."""

    def __init__(self, file: io.BufferedReader[Any], new: Callable[[], _Decompressor]) -> None:
        super().__init__()
        self._pieces = _until_damage(file, new)
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
            self._ready += piece
        if self._damage and not self._ready:
            raise self._damage
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        del self._ready[:count]
        return count


def _until_damage(file: io.BufferedReader[Any], new: Callable[[], _Decompressor]) -> Iterator[bytes]:
    given = 0
    try:
        for piece in _pieces(file, new):
            given += len(piece)
            yield piece
    except (lzma.LZMAError, zlib.error):
        # The failed call did not return what it had decompressed. Repeat it, feeding its input byte by byte.
        failed = (file.tell() - 1) // _PIECE * _PIECE
        file.seek(0)
        for piece in _pieces(file, new, slow_from=failed):
            fresh = piece[given:]
            given -= len(piece) - len(fresh)
            yield fresh


def _pieces(
    file: io.BufferedReader[Any], new: Callable[[], _Decompressor], slow_from: float = float("inf")
) -> Iterator[bytes]:
    machine = new()
    position = 0
    while data := file.read(_PIECE if position < slow_from else 1):
        position += len(data)
        while data:
            if machine.eof:  # compressed files may be concatenated, with zero padding between them
                data = data.lstrip(b"\0")
                if not data:
                    break
                machine = new()
            yield machine.decompress(data)
            data = machine.unused_data if machine.eof else b""
    if not machine.eof:
        raise EOFError("it ends too early")
