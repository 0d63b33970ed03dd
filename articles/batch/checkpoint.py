"""How far a reading of all articles came, kept for whoever goes on after it was killed."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The id of the last article that is read, in a file; extractor: name and version of what reads."""

    path: Path
    extractor: str

    def put(self, last: int) -> None:
        """Keep that the articles up to this id are read."""
        fresh = self.path.with_suffix(".new")
        with contextlib.suppress(OSError):  # a full disk shows itself elsewhere; the articles are stored
            fresh.write_text(json.dumps({"extractor": self.extractor, "last": last}), encoding="utf-8")
            fresh.replace(self.path)

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
