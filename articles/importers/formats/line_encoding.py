"""The encoding of files with a record on each line: decided for the file, but each line may be UTF-8."""

import codecs
import io
from io import BufferedReader, RawIOBase
from typing import Any

from articles.importers.cleaning.encodings import codec, decode, is_utf_8, unicode_by_mark

_CHUNK = 1 << 16
_WIDE = ("utf-16", "utf-32")


class LineEncoding:
    """Decides how the lines of a stream are encoded. given: the encoding that the archivist named, or ""."""

    def __init__(self, stream: BufferedReader, given: str) -> None:
        self._stream = stream
        self._given = codec(given) if given else ""
        self._found = ""

    def of(self, line: bytes) -> str:
        """Return the line's encoding, or "" for UTF-8."""
        if self._given:
            return self._given
        if line.isascii() or is_utf_8(line):
            return ""
        if not self._found:
            others = [each for each in self._stream.peek().splitlines() if not is_utf_8(each)]
            self._found = codec(decode(b"\n".join([line, *others[:-1]]))[1])
        return self._found


def decode_as(raw: bytes, encoding: str) -> str:
    """Return the text without a byte order mark. encoding: as LineEncoding says."""
    text = raw.decode(encoding, errors="replace") if encoding else decode(raw)[0]
    return text.removeprefix("\ufeff")


class _Recoded(RawIOBase):
    """A stream of UTF-16 or UTF-32 read as UTF-8, so that its lines can be told apart."""

    def __init__(self, stream: BufferedReader, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting:
            read = self._stream.read(_CHUNK)
            self._waiting = self._decoder.decode(read, final=not read).encode("utf-8", errors="replace")
            if not read:
                break
        size = min(len(buffer), len(self._waiting))
        buffer[:size], self._waiting = self._waiting[:size], self._waiting[size:]
        return size


def as_bytes_of_lines(stream: BufferedReader) -> BufferedReader:
    """Return the stream, as UTF-8 if it is UTF-16 or UTF-32."""
    encoding = unicode_by_mark(stream.peek(io.DEFAULT_BUFFER_SIZE))
    return BufferedReader(_Recoded(stream, encoding), _CHUNK) if encoding.startswith(_WIDE) else stream
