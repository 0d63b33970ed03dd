"""Background work that no search waits for, one job at a time."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

from newsarchive.memory import release_memory

_AGAIN_AFTER = 10.0  # seconds after work failed

logger = logging.getLogger(__name__)


class Background:
    """Runs a job in a thread with its own database connection."""

    def __init__(self) -> None:
        self._worker: threading.Thread | None = None
        self._not_before = 0.0

    def start(self, work: Callable[[], None]) -> None:
        """Start the job, unless one is running or has just failed."""
        if self._worker is not None and self._worker.is_alive():
            return
        if time.monotonic() < self._not_before:
            return
        self._worker = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._worker.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # searches go on without the result
            self._not_before = time.monotonic() + _AGAIN_AFTER
            logger.exception("The columns for counting could not be built")
        finally:
            connection.close()
            del work  # and with it the columns it refers to
            release_memory()

    def wait(self, seconds: float = 600) -> None:
        """Wait until no job is running."""
        if self._worker is not None:
            self._worker.join(seconds)
