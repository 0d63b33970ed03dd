"""A data folder of this process's own: no other run, and no other worker of this run, ever sees it.

pytest loads this first (``-p`` in pyproject.toml), since the settings read DATA_DIR when they are imported.
"""

import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="newsarchive-suite-")
os.environ["DATA_DIR"] = _FOLDER


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
