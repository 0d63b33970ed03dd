"""Files of columns that processes share: memory-mapped, read-only, verified before use.

Files are immutable: they are written under another name, then renamed. Layout: a magic number, the length and
checksum of the header, the header as JSON, then the arrays, each aligned to 64 bytes.
"""

import contextlib
import json
import os
import struct
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np

from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import Segment, arrays_of, from_arrays
from newsarchive.atomic import atomic_write

FORMAT = 7
_MAGIC = b"NEWSCOLS"
_START = struct.Struct("<8sII")
_ALIGNMENT = 64
_SUFFIX = ".columns"
_FOREIGN_KEPT = 7 * 24 * 3600  # seconds before files of other databases are deleted


class DamagedError(Exception):
    """The file is incomplete, corrupt or of another format."""


@dataclass(frozen=True)
class ColumnFile:
    """A file of columns: the database it was read from, and its position."""

    path: Path
    token: UUID
    identity: str
    position: Position


def write(folder: Path, segment: Segment, identity: str, position: Position) -> ColumnFile:
    """Write a new file in ``folder``. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    token = uuid4()
    path = folder / f"{token}{_SUFFIX}"
    with atomic_write(path) as part, part.open("wb") as stream:
        stream.write(_header(segment, token, identity, position))
        for _, array in arrays_of(segment):
            stream.write(b"\0" * (-stream.tell() % _ALIGNMENT))
            stream.write(array.data)
        stream.flush()
        os.fsync(stream.fileno())
    return ColumnFile(path, token, identity, position)


def _header(segment: Segment, token: UUID, identity: str, position: Position) -> bytes:
    described = []
    at = checksum = 0
    for name, array in arrays_of(segment):
        at += -at % _ALIGNMENT
        described.append([name, array.dtype.str, len(array), at])
        checksum = zlib.crc32(array.data, checksum)
        at += array.nbytes
    values = {
        "format": FORMAT,
        "token": str(token),
        "identity": identity,
        "position": str(position),
        "arrays": described,
        "bytes": at,
        "checksum": checksum,
    }
    header = json.dumps(values).encode()
    header += b" " * (-(_START.size + len(header)) % _ALIGNMENT)
    return _START.pack(_MAGIC, len(header), zlib.crc32(header)) + header


def find(folder: Path, identity: str) -> list[ColumnFile]:
    """Return the files of this database, newest first."""
    found = []
    for path in _paths(folder):
        with contextlib.suppress(DamagedError):
            file = _found(path, _read_header(path)[0])
            if file.identity == identity:
                found.append(file)
    return sorted(found, key=lambda file: file.position.next, reverse=True)


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{_SUFFIX}"))


def _found(path: Path, header: dict[str, Any]) -> ColumnFile:
    return ColumnFile(path, UUID(header["token"]), header["identity"], Position.read(header["position"]))


def _read_header(path: Path) -> tuple[dict[str, Any], int]:
    """Return the header and the offset of the arrays."""
    try:
        with path.open("rb") as stream:
            magic, length, checksum = _START.unpack(stream.read(_START.size))
            header = stream.read(min(length, 1_000_000))
        if magic != _MAGIC or zlib.crc32(header) != checksum:
            raise DamagedError
        values = json.loads(header)
        if values["format"] != FORMAT:
            raise DamagedError
    except (OSError, ValueError, struct.error) as error:
        raise DamagedError from error
    return values, _START.size + length


def read(file: ColumnFile) -> Segment:
    """Map the columns in a file, sharing memory with other readers. Raises DamagedError."""
    header, begin = _read_header(file.path)
    try:
        data = np.memmap(file.path, np.uint8, "r", begin, header["bytes"])
    except (OSError, ValueError) as error:
        raise DamagedError from error
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    checksum = 0
    for name, kind, count, at in header["arrays"]:
        dtype = np.dtype(kind)
        raw = data[at : at + count * dtype.itemsize]
        checksum = zlib.crc32(raw.data, checksum)
        arrays[name] = raw.view(np.ndarray).view(dtype)
    if checksum != header["checksum"]:
        raise DamagedError
    try:
        return from_arrays(arrays)
    except KeyError as error:  # written by a version with other facets
        raise DamagedError from error


def tidy(folder: Path, identity: str, kept: UUID | None) -> None:
    """Delete this database's files except ``kept``, damaged or partial ones, and old ones of other databases.

    Call it only with the writers' lock. Processes that have a file open can still read it.
    """
    for path in _paths(folder):
        try:
            file = _found(path, _read_header(path)[0])
            if file.token == kept:
                continue
            young = time.time() - path.stat().st_mtime < _FOREIGN_KEPT
            if file.identity != identity and young:
                continue
        except (DamagedError, OSError):
            pass
        path.unlink(missing_ok=True)
    for path in folder.glob("*.part"):
        path.unlink(missing_ok=True)
