"""Helpers for tests that start processes and wait for what they do."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def wait_until(condition: Callable[[], object], seconds: float) -> None:
    """Wait as long as a busy machine might need."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


@contextmanager
def running_worker(process: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """A worker, once it says that it is running. It is killed at the end."""
    try:
        assert process.stdout
        assert process.stdout.readline() == "The worker is running.\n"
        yield process
    finally:
        process.kill()
        process.communicate()
