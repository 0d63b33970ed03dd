"""Where records come from: files and folders, packed or not, found, opened and recognised."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

from articles.importers.unpacking import Unpacked, damage, unpacker

PACKED = {".gz", ".xz"}
_LINK = "a symbolic link"
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # a named pipe must not make the import wait
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFLNK: _LINK,
}


class InputError(Exception):
    """The input as a whole cannot be imported; the message is a sentence for the archivist."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One input file. name: as the archivist gave it; folder: the folder, if any, that it was found in.

    No link is followed within a folder. A file that the archivist named may be a link.
    """

    path: Path
    name: str
    folder: Path | None = None

    @property
    def uri(self) -> str:
        """The file's ``file://`` address, folders and links resolved."""
        return self.path.resolve().as_uri()

    @property
    def stem(self) -> str:
        """The file's name without its endings: "news-30k" of "news-30k.jsonl.xz"."""
        path = Path(self.path.name)
        return Path(path.stem).stem if path.suffix.lower() in PACKED else path.stem

    @property
    def ending(self) -> str:
        """The ending that tells the format, in lower case: ".jsonl" of "news.jsonl.xz"."""
        path = Path(self.path.name.lower())
        return Path(path.stem).suffix if path.suffix in PACKED else path.suffix


@dataclass(slots=True)
class Found:
    """The files to read; and what was skipped or cannot be read, as (path, reason)."""

    origins: list[Origin] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


def find(paths: Sequence[str]) -> Found:
    """Every file named or inside a folder named, folders in sorted order.

    Raises InputError for a path that is not there or holds no file. Hidden files in folders are left out.
    """
    found = Found()
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


def _walk(top: Path, found: Found) -> None:
    waiting = [top]  # a list: folders may be nested deeper than Python can recurse
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
    """The file, opened for reading. Raises OSError if it is not a regular file.

    It is checked after opening: between a check and opening, it could be replaced by a link.
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
    """Open a file in a folder step by step, so that no link on the way leads out of it."""
    here = os.open(folder, _READ | os.O_DIRECTORY)
    for part in parts:
        try:
            further = os.open(part, _READ | os.O_NOFOLLOW, dir_fd=here)
        finally:
            os.close(here)
        here = further
    return here


class Opened:
    """An input file being read. ``stream`` gives its bytes, unpacked; ``position``, how far it is read.

    ``damage`` says what is wrong inside a packed file, "" if nothing is.
    """

    def __init__(self, origin: Origin) -> None:
        self._file = _open(origin)
        self.size = os.fstat(self._file.fileno()).st_size
        self._buffered = BufferedReader(self._file, 1 << 18)
        # By content, not by name: a browser may have unpacked "page.html.gz" while saving it.
        unpack = unpacker(self._buffered.peek(6))
        self.stream: BufferedReader[Any] = self._buffered
        self.damage = damage(self._buffered, unpack) if unpack else ""
        if unpack:
            self.stream = BufferedReader(Unpacked(self._buffered, unpack), 1 << 18)

    @property
    def position(self) -> int:
        """Bytes read of the file as it lies on disk."""
        return self._file.tell() if not self._file.closed and self._file.seekable() else 0

    def peek(self) -> bytes:
        """The first unpacked bytes, up to some thousands, without taking them."""
        return self.stream.peek(4096)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
        self._buffered.close()
