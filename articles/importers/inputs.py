"""Where records come from: files and folders, packed or not, found, opened and recognised."""

import gzip
import lzma
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

PACKED = {".gz", ".xz"}


class InputError(Exception):
    """The input as a whole cannot be imported; the message is a sentence for the archivist."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One input file. name: as the archivist knows it; stem: without folders and endings."""

    path: Path
    name: str

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


def find(paths: Sequence[str]) -> list[Origin]:
    """Every file named or inside a folder named, folders in sorted order.

    Raises InputError for a path that is not there or holds no file. Hidden files in folders are left out.
    """
    origins: list[Origin] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = [Origin(file, str(file)) for file in _walk(path)]
            if not inside:
                raise InputError(f"The folder {name} holds no files.")
            origins += inside
        elif path.exists():
            origins.append(Origin(path, name))
        else:
            raise InputError(f"There is no file or folder {name}.")
    return origins


def _walk(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise InputError(f"The folder {error.filename} cannot be read: {error.strerror}.") from error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(here) / name


class Opened:
    """An input file being read. ``stream`` gives its bytes, unpacked; ``position``, how far it is read."""

    def __init__(self, origin: Origin) -> None:
        self._file = FileIO(os.fspath(origin.path))
        self.size = os.fstat(self._file.fileno()).st_size
        self._buffered = BufferedReader(self._file, 1 << 18)
        start = self._buffered.peek(6)
        self.stream: BufferedReader[Any]
        # By content, not by name: a browser may have unpacked "page.html.gz" while saving it.
        if start.startswith(b"\x1f\x8b"):
            self.stream = BufferedReader(gzip.GzipFile(fileobj=self._buffered), 1 << 18)
        elif start.startswith(b"\xfd7zXZ\x00"):
            self.stream = BufferedReader(lzma.LZMAFile(self._buffered), 1 << 18)  # noqa: SIM115  (close() does)
        else:
            self.stream = self._buffered

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
