"""Text files that may be compressed."""

import gzip
import lzma
from pathlib import Path
from typing import TextIO


def open_text(path: Path) -> TextIO:
    """Open a text file, decompressed if its name ends in .xz or .gz. Raises OSError as open does."""
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
