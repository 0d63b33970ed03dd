"""Work that no search waits for, one piece at a time."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

from articles.search.columns.sync.memory import give_memory_back

_AGAIN_AFTER = 10.0  # seconds after work failed

logger = logging.getLogger(__name__)


class Background:
    """A thread for as long as there is work, with a database connection of its own."""

    def __init__(self) -> None:
        self._worker: threading.Thread | None = None
        self._not_before = 0.0

    def start(self, work: Callable[[], None]) -> None:
        """Do this, unless something is being done, or has just failed."""
        if self._worker is not None and self._worker.is_alive():
            return
        if time.monotonic() < self._not_before:
            return
        self._worker = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._worker.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # whatever it is, searches go on without
            self._not_before = time.monotonic() + _AGAIN_AFTER
            logger.exception("What searches are counted with could not be made")
        finally:
            connection.close()
            del work  # and with it the columns that it was made for
            give_memory_back()

    def wait(self, seconds: float = 600) -> None:
        """Wait until no work is under way."""
        if self._worker is not None:
            self._worker.join(seconds)
