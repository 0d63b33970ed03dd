"""Packed files as streams that give everything before a damage, and only then the error."""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

#: What a damaged or cut file raises.
DAMAGE = (EOFError, lzma.LZMAError, zlib.error)
_PIECE = 1024  # packed bytes at a time; a bomb in so few of them is small enough


class _Decompressor(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


def unpacker(start: bytes) -> Callable[[], Any] | None:
    """What unpacks a file that begins like this; None if it is not packed."""
    if start.startswith(b"\x1f\x8b"):
        return lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMADecompressor
    return None


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a file. Reads fail with an error of DAMAGE once all before it has been read."""

    def __init__(self, file: io.BufferedReader[Any], new: Callable[[], _Decompressor]) -> None:
        super().__init__()
        self._pieces = _until_damage(file, new)
        self._ready = bytearray()
        self._damage: Exception | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there are bytes."""
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
        # The call that failed kept what it had unpacked. Unpack again, its input byte by byte.
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
            if machine.eof:  # files may be packed one after the other, with zeros between them
                data = data.lstrip(b"\0")
                if not data:
                    break
                machine = new()
            yield machine.decompress(data)
            data = machine.unused_data if machine.eof else b""
    if not machine.eof:
        raise EOFError("it ends too early")
