"""The list of originals that goes with them."""

import csv
import io
import tempfile
from collections.abc import Iterator

from articles.exports.originals.rows import ExportedOriginal
from articles.exports.originals.zip_stream import HashedFile, ZipStream

NAME = "manifest.csv"
COLUMNS = ("id", "article", "address", "file", "sha256", "media_type", "bytes", "captured_at")
_IN_MEMORY = 1_000_000  # bytes; more are kept in a temporary file


class Manifest:
    """Collects a row for each original while they are sent, and then becomes a file of the ZIP."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (close() closes it)
        self._text = io.TextIOWrapper(self._file, "utf-8", newline="", write_through=True)
        self._rows = csv.writer(self._text)
        self._rows.writerow(COLUMNS)

    def add(self, original: ExportedOriginal, file: str) -> None:
        """Add a row. file: where the original is in the ZIP."""
        self._rows.writerow(
            [
                *(original.pk, original.article, original.address, file, original.sha256),
                *(original.media_type, len(original.raw), original.captured_at.isoformat()),
            ]
        )

    def write(self, stream: ZipStream, target: HashedFile) -> Iterator[bytes]:
        """Write the rows to a file of the ZIP; yield the ZIP meanwhile."""
        self._file.seek(0)
        while piece := self._file.read(_IN_MEMORY):
            target.write(piece)
            yield from stream.taken()

    def close(self) -> None:
        """Delete the temporary file."""
        self._text.close()
