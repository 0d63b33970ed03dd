"""Ctrl-C that lets the current batch finish."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """While active, the first Ctrl-C only sets ``requested``; a second one interrupts as usual."""

    def __init__(self) -> None:
        self.requested = False
        self._former: Any = None

    def __enter__(self) -> "Interruption":
        # Only the main thread may handle signals.
        if threading.current_thread() is threading.main_thread():
            self._former = signal.signal(signal.SIGINT, self._request)
        return self

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._former is not None:
            signal.signal(signal.SIGINT, self._former)
