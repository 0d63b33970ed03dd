"""Files that training reads, and what may be wrong with them."""

import csv
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path


class CorpusError(ValueError):
    """The file is not what it should be; the message names it and says what is wrong."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Raise CorpusError where what is read turns out to be damaged, in another encoding or no such format."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not text in UTF-8.") from error
    except (csv.Error, EOFError, LZMAError, zlib.error) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
