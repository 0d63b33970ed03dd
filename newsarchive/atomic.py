"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def atomic_write(path: Path, *, overwrite: bool = True) -> Iterator[Path]:
    """Another path to write to; the file there becomes ``path`` if the block succeeds, and is deleted if not.

    Without ``overwrite``, a file that is already at ``path`` stays. Nothing is forced to the disk: a block
    whose file must survive a power cut calls os.fsync itself.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        if overwrite:
            part.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
