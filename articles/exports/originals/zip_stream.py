"""A ZIP file that is sent while it is being written."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any


class _Pipe(io.RawIOBase):
    """Takes what is written and gives it away. It cannot seek, so zipfile writes sizes after the data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


class HashedFile(io.RawIOBase):
    """A file in the ZIP, with the size and checksum of what was written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._target.write(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def close(self) -> None:
        """End the file; the next may begin."""
        if not self.closed:
            self._target.close()
        super().close()


class ZipStream:
    """Writes a ZIP file to ``target``, or to ``taken``, which returns the next part of it.

    Only the list of its files is kept.
    """

    def __init__(self, moment: datetime, target: IO[bytes] | None = None) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(target or self._pipe, "w")
        self._date = (*moment.timetuple()[:5], moment.second)

    def open(self, name: str, *, packed: bool = True) -> HashedFile:
        """Begin a file. packed: compressed, which files that are compressed already need not be."""
        entry = zipfile.ZipInfo(name, self._date)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        return HashedFile(self._zip.open(entry, "w", force_zip64=True))

    def taken(self) -> Iterator[bytes]:
        """Yield what was written since the last call, if anything."""
        if data := self._pipe.taken():
            yield data

    def close(self) -> None:
        """Write the end of the file. Without it, the file cannot be read."""
        self._zip.close()

    def finish(self) -> Iterator[bytes]:
        """Write the end of the file; yield what was written since the last call."""
        self.close()
        yield from self.taken()
