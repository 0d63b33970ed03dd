"""Input files: find them in folders, and open them."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path, PurePosixPath
from urllib.parse import quote

PACKED = {".gz", ".xz", ".bz2", ".zst"}
STDIN = "-"  # as the path of the standard input
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

    members: the paths of a file inside an archive, and of that archive if it is inside another.
    Links inside a folder are not followed. A file named explicitly may be a link.
    """

    path: Path
    name: str
    folder: Path | None = None
    members: tuple[str, ...] = ()

    @property
    def is_stdin(self) -> bool:
        """Whether it is the standard input, or inside it."""
        return self.path == Path(STDIN)

    @property
    def uri(self) -> str:
        """The file's absolute ``file://`` URI, with links resolved, and ``#path`` inside each archive."""
        file = "file:///dev/stdin" if self.is_stdin else self.path.resolve().as_uri()
        return "#".join([file, *(quote(member, errors="replace") for member in self.members)])

    @property
    def is_hidden(self) -> bool:
        """Whether a file in an archive is hidden, or one that only the Mac needs."""
        parts = self.members[-1].strip("/").split("/") if self.members else []
        has_dot = any(part.startswith(".") and part not in {".", ".."} for part in parts)
        return has_dot or parts[:1] == ["__MACOSX"]

    @property
    def _file(self) -> PurePosixPath:
        inner = self.members[-1] if self.members else self.path.name
        return PurePosixPath("stdin" if inner == STDIN else inner)

    @property
    def stem(self) -> str:
        """The file's name without extensions: "news-30k" of "news-30k.jsonl.xz"."""
        file = self._file
        return PurePosixPath(file.stem).stem if file.suffix.lower() in PACKED else file.stem

    @property
    def ending(self) -> str:
        """The extension of the format, in lower case: ".jsonl" of "news.jsonl.xz"."""
        file = PurePosixPath(self._file.name.lower())
        return PurePosixPath(file.stem).suffix if file.suffix in PACKED else file.suffix

    def member(self, path: str) -> "Origin":
        """Return the origin of a file inside this one, which is an archive."""
        return Origin(self.path, f"{self.name}, {path}", self.folder, (*self.members, path))


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
        if name == STDIN:
            found.origins.append(Origin(path, "standard input"))
        elif path.is_dir():
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


def open_file(origin: Origin) -> FileIO:
    """Open the file for reading, without looking inside. Raises OSError if it is not a regular file.

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
