"""Input files: find them in folders, open them, and decompress them."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

from articles.importers.unpacking import UnpackedStream, damage, unpacker

PACKED = {".gz", ".xz"}
_LINK = "a symbolic link"
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # opening a named pipe must not block
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFLNK: _LINK,
}


class InputError(Exception):
    """The input as a whole cannot be imported; the message is shown to the archivist."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One input file. name: for messages; folder: the folder being imported, if the file was found in one.

    Links inside a folder are not followed. A file named explicitly may be a link.
    """

    path: Path
    name: str
    folder: Path | None = None

    @property
    def uri(self) -> str:
        """The file's absolute ``file://`` URI, with links resolved."""
        return self.path.resolve().as_uri()

    @property
    def stem(self) -> str:
        """The file's name without extensions: "news-30k" of "news-30k.jsonl.xz"."""
        path = Path(self.path.name)
        return Path(path.stem).stem if path.suffix.lower() in PACKED else path.stem

    @property
    def ending(self) -> str:
        """The extension of the format, in lower case: ".jsonl" of "news.jsonl.xz"."""
        path = Path(self.path.name.lower())
        return Path(path.stem).suffix if path.suffix in PACKED else path.suffix


@dataclass(slots=True)
class FoundInputs:
    """The files to read; skipped and unreadable ones as (path, reason)."""

    origins: list[Origin] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def find(paths: Sequence[str]) -> FoundInputs:
    """Find the files given and those in the folders given, in sorted order.

    Raises InputError for a path that does not exist or a folder without files. Hidden files are skipped.
    """
    found = FoundInputs()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            before = len(found.origins) + len(found.skipped) + len(found.unreadable)
            _walk(path, found)
            if len(found.origins) + len(found.skipped) + len(found.unreadable) == before:
                raise InputError(f"The folder {name} contains no files.")
        elif path.exists():
            found.origins.append(Origin(path, name))
        else:
            raise InputError(f"There is no file or folder called {name}.")
    return found


def _walk(top: Path, found: FoundInputs) -> None:
    waiting = [top]  # not recursive: folders may be nested more deeply than Python's recursion limit
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            found.unreadable.append((str(folder), f"the folder cannot be read: {error.strerror}"))
            continue
        inside = []
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                inside.append(path)
            elif entry.is_file(follow_symlinks=False):
                found.origins.append(Origin(path, str(path), top))
            else:
                found.skipped.append((str(path), f"it is {_kind(entry.stat(follow_symlinks=False))}"))
        waiting += reversed(inside)


def _kind(status: os.stat_result) -> str:
    return _KINDS.get(stat.S_IFMT(status.st_mode), "not a regular file")


def _open(origin: Origin) -> FileIO:
    """Open the file for reading. Raises OSError if it is not a regular file.

    The check comes after opening, since the file could be replaced by a link in between.
    """
    if origin.folder is None:
        number = os.open(origin.path, _READ)
    else:
        number = _open_inside(origin.folder, origin.path.relative_to(origin.folder).parts)
    file = FileIO(number)
    status = os.fstat(number)
    if not stat.S_ISREG(status.st_mode):
        file.close()
        raise OSError(0, f"it is {_kind(status)}")
    return file


def _open_inside(folder: Path, parts: Sequence[str]) -> int:
    """Open a file below a folder, one path component at a time, without following links."""
    here = os.open(folder, _READ | os.O_DIRECTORY)
    for part in parts:
        try:
            further = os.open(part, _READ | os.O_NOFOLLOW, dir_fd=here)
        finally:
            os.close(here)
        here = further
    return here


class OpenedFile:
    """An open input file. ``stream``: its decompressed bytes; ``position``: bytes read from disk.

    ``damage``: what is wrong with a compressed file, or "".
    """

    def __init__(self, origin: Origin) -> None:
        self._file = _open(origin)
        self.size = os.fstat(self._file.fileno()).st_size
        self._buffered = BufferedReader(self._file, 1 << 18)
        # By content, not by name: a browser may have decompressed "page.html.gz" while saving it.
        unpack = unpacker(self._buffered.peek(6))
        self.stream: BufferedReader[Any] = self._buffered
        self.damage = damage(self._buffered, unpack) if unpack else ""
        if unpack:
            self.stream = BufferedReader(UnpackedStream(self._buffered, unpack), 1 << 18)

    @property
    def position(self) -> int:
        """Bytes read from disk, before decompression."""
        return self._file.tell() if not self._file.closed and self._file.seekable() else 0

    def peek(self) -> bytes:
        """Return the first decompressed bytes, about 4 kB, without consuming them."""
        return self.stream.peek(4096)

    def close(self) -> None:
        self.stream.close()
        self._buffered.close()
