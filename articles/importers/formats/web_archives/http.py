"""The bodies of HTTP answers, without chunks and compression."""

import zlib
from collections.abc import Callable
from io import BytesIO

import brotli  # type: ignore[import-untyped]
import zstandard
from warcio.bufferedreaders import ChunkedDataReader

from articles.importers.record import MAX_RECORD_BYTES, RecordError

_PIECE = 1024  # compressed bytes, which make 32 MB at most
_LIMIT = MAX_RECORD_BYTES + 1
_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError, EOFError)


def body(raw: bytes, transfer_encoding: str, content_encoding: str) -> bytes:
    """Return what the server meant to send, at most a byte more than a record can have.

    Servers and crawlers often name an encoding that was not used, or was undone. Raises RecordError if the
    data is damaged.
    """
    if "chunked" in transfer_encoding.lower():
        raw = ChunkedDataReader(BytesIO(raw)).read()
    for name in reversed(content_encoding.lower().split(",")):
        decoder = _DECODERS.get(name.strip())
        if decoder is not None:
            raw = _decoded(raw, decoder, name.strip())
    return raw


def _decoded(raw: bytes, decoder: Callable[[bytes], bytes], name: str) -> bytes:
    try:
        return decoder(raw)
    except _ERRORS as error:
        if raw.lstrip()[:1] == b"<" or not raw:
            return raw
        raise RecordError(f"its compressed page ({name}) is damaged or incomplete") from error


def _inflate(raw: bytes, wbits: int) -> bytes:
    machine = zlib.decompressobj(wbits)
    found = machine.decompress(raw, _LIMIT)
    if not machine.eof and len(found) < _LIMIT:
        raise EOFError
    return found


def _gunzip(raw: bytes) -> bytes:
    return _inflate(raw, zlib.MAX_WBITS | 16)


def _undeflate(raw: bytes) -> bytes:
    try:
        return _inflate(raw, zlib.MAX_WBITS)
    except zlib.error:
        return _inflate(raw, -zlib.MAX_WBITS)  # as many servers understood it


def _unbrotli(raw: bytes) -> bytes:
    machine = brotli.Decompressor()
    found = machine.process(raw, output_buffer_limit=_LIMIT)
    if not machine.is_finished() and len(found) < _LIMIT:
        raise EOFError
    return bytes(found)


def _unzstd(raw: bytes) -> bytes:
    machine = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    found = bytearray()
    for start in range(0, len(raw), _PIECE):
        found += machine.decompress(raw[start : start + _PIECE])
        if machine.eof or len(found) >= _LIMIT:
            return bytes(found[:_LIMIT])
    raise EOFError


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("gzip", "x-gzip"), _gunzip),
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
