"""Sets up a data folder for this process only, not shared with other runs or workers.

pytest loads this first (``-p`` in pyproject.toml), since the settings read DATA_DIR when they are imported.
"""

import atexit
import os
import shutil
import signal
import tempfile

import psutil
import pytest

_FOLDER = tempfile.mkdtemp(prefix="newsarchive-suite-")
os.environ["DATA_DIR"] = _FOLDER
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_configs: list[pytest.Config] = []


def pytest_configure(config: pytest.Config) -> None:
    """Keep the configuration, which knows whether other processes run the tests."""
    _configs.append(config)


def _end(number: int, _frame: object) -> None:
    """End the run as Ctrl-C does, so that servers are stopped and folders deleted."""
    signal.signal(number, lambda *_: None)  # a second signal must not interrupt that
    for config in _configs:
        if session := config.pluginmanager.getplugin("dsession"):
            for worker in psutil.Process().children():
                worker.send_signal(number)
            if session.sched is not None:  # the run ends when they have
                session.shouldstop = "told to end"
                return
    raise KeyboardInterrupt


for each in (signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(each) == signal.SIG_DFL:
        signal.signal(each, _end)
