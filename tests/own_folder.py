"""Sets up a data folder for this process only, not shared with other runs or workers.

pytest loads this first (``-p`` in pyproject.toml), since the settings read DATA_DIR when they are imported.
"""

import os
import shutil
import tempfile

_FOLDER = tempfile.mkdtemp(prefix="newsarchive-suite-")
os.environ["DATA_DIR"] = _FOLDER


def pytest_unconfigure() -> None:
    """Delete the folder."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
