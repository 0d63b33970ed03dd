"""Opened inputs: files and members of archives as streams of decompressed bytes, which can be read twice."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader, BytesIO
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from articles.importers.inputs import Origin, open_file
from articles.importers.unpacking import (
    ZSTD_DICTIONARY,
    Allowance,
    BombError,
    UnpackedStream,
    Unpacker,
    beginning,
    damage,
    unpacker,
)

_BUFFER = 1 << 18
_HEAD = 4096  # bytes
_WEB_ARCHIVE = (b"WARC/", b"filedesc://")
_BY_RECORD = (b"\x1f\x8b", b"(\xb5/\xfd", ZSTD_DICTIONARY)
_IN_MEMORY = 16_000_000  # bytes; more than that is kept in a file without a name
_MOST = 8_000_000_000  # bytes of a file that has to be kept


class Opened:
    """An input as a stream of bytes that can be read from the beginning again.

    packed: its bytes as they are; stream: decompressed; damage: what is wrong with compressed data, or "".
    """

    def __init__(
        self,
        packed: BufferedReader,
        allowance: Allowance,
        unpack: Callable[[], Unpacker] | None = None,
        crc: int | None = None,
    ) -> None:
        self.packed, self.allowance = packed, allowance
        # By content, not by name: a browser may have decompressed "page.html.gz" while saving it.
        self._unpack, self._crc = unpack or unpacker(packed.peek(_HEAD)), crc
        self.stream: BufferedReader[Any] = packed
        self.damage = ""
        self._rewound()

    @property
    def is_packed(self) -> bool:
        """Whether the bytes are compressed."""
        return self._unpack is not None

    @property
    def is_web_archive(self) -> bool:
        """Whether it is a WARC or ARC file."""
        return self.start().startswith(_WEB_ARCHIVE) or self.packed.peek(4).startswith(ZSTD_DICTIONARY)

    @property
    def by_record(self) -> BufferedReader:
        """The bytes of a web archive as they are, if each of its records may be compressed on its own."""
        return self.packed if self.packed.peek(4).startswith(_BY_RECORD) else self.stream

    def start(self) -> bytes:
        """Return the first decompressed bytes, without a check of the rest."""
        head = self.packed.peek(_HEAD)
        return beginning(head, self._unpack) if self._unpack else head

    def peek(self) -> bytes:
        """Return the next decompressed bytes, about 4 kB, without consuming them."""
        return self.stream.peek(_HEAD)

    def check(self) -> None:
        """Find out about damage inside compressed data. Raises BombError."""
        if self._unpack:
            self.damage = damage(self.packed, self._unpack, self.allowance.copy(), self._crc)
            self._rewound()

    def rewind(self) -> None:
        """Go back to the beginning."""
        self.packed.seek(0)
        self._rewound()

    def _rewound(self) -> None:
        if self._unpack:
            unpacked: Any = UnpackedStream(self.packed, self._unpack, self.allowance)
            self.stream = BufferedReader(unpacked, _BUFFER)

    def close(self) -> None:
        """Close the streams."""
        self.stream.close()
        self.packed.close()


class Member(NamedTuple):
    """A file in an archive."""

    origin: Origin
    opened: Opened


class OpenedFile(Opened):
    """An input file of its own, or the standard input. ``position``: bytes read from disk."""

    def __init__(self, origin: Origin) -> None:
        self._file: IO[bytes] | Any = kept(sys.stdin.buffer) if origin.is_stdin else open_file(origin)
        self.size = _size(self._file)
        super().__init__(BufferedReader(self._file, _BUFFER), Allowance(self.size))

    @property
    def position(self) -> int:
        """Bytes read from disk, before decompression."""
        return self._file.tell() if not self._file.closed else 0


def _size(file: IO[bytes]) -> int:
    with suppress(OSError):
        return os.fstat(file.fileno()).st_size
    return len(file.getbuffer()) if isinstance(file, BytesIO) else 0


def kept(stream: Any) -> BytesIO | Any:
    """Copy a stream that can be read only once into memory, or else into a temporary file without a name.

    Raises BombError if it is far too long, and one of DAMAGE.
    """
    copy: BytesIO | IO[bytes] = BytesIO()
    size = 0
    while piece := stream.read(1 << 20):
        size += len(piece)
        if size > _MOST:
            raise BombError(f"it is larger than {_MOST // 1_000_000_000} GB")
        if size > _IN_MEMORY and isinstance(copy, BytesIO):
            memory, copy = copy, TemporaryFile(buffering=0)  # noqa: SIM115  (the caller closes it)
            copy.write(memory.getbuffer())
        copy.write(piece)
    copy.seek(0)
    return copy


def reopened(stream: Any, allowance: Allowance) -> Opened:
    """Return a stream that can be read only once as an input that can be read again."""
    return Opened(BufferedReader(kept(stream), _BUFFER), allowance)
