"""Checkpoint of a run over all articles or originals, so that an interrupted run can be resumed."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from newsarchive.atomic import atomic_write


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The id of the last row processed, kept in a file. extractor: what processes them, with its version."""

    path: Path
    extractor: str

    def put(self, last: int) -> None:
        """Record that the rows up to this id are done."""
        text = json.dumps({"extractor": self.extractor, "last": last})
        # A full disk is reported elsewhere; the articles are stored.
        with contextlib.suppress(OSError), atomic_write(self.path) as part:
            part.write_text(text, encoding="utf-8")

    def last(self) -> int:
        """Return the last id of an interrupted run of the same extractor, or 0 if there was none."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return int(kept["last"]) if kept["extractor"] == self.extractor else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def remove(self) -> None:
        """Delete the file, once everything is done."""
        self.path.unlink(missing_ok=True)
