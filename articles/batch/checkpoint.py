"""How far a reading of all articles came, kept for whoever goes on after it was killed."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from newsarchive.atomic import atomic_write


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The id of the last article that is read, in a file; extractor: name and version of what reads."""

    path: Path
    extractor: str

    def put(self, last: int) -> None:
        """Keep that the articles up to this id are read."""
        text = json.dumps({"extractor": self.extractor, "last": last})
        # A full disk shows itself elsewhere; the articles are stored.
        with contextlib.suppress(OSError), atomic_write(self.path) as part:
            part.write_text(text, encoding="utf-8")

    def last(self) -> int:
        """Where a run of the same extractor ended before its time; 0 where none did."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return int(kept["last"]) if kept["extractor"] == self.extractor else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def remove(self) -> None:
        """All is read."""
        self.path.unlink(missing_ok=True)
