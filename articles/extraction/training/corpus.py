"""Errors in training corpora."""

import csv
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path


class CorpusError(ValueError):
    """A corpus file is invalid; the message names it and says why."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Raise CorpusError if the file read in the block is damaged, wrongly encoded or in the wrong format."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 text.") from error
    except (csv.Error, EOFError, LZMAError, zlib.error) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
