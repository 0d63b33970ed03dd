"""Keeps another process running beside the web server."""

import subprocess
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

PAUSE = 5.0  # seconds before a process that ended is started again
STOP = 10.0  # seconds in which it must stop


class Companion:
    """A process that is started again whenever it ends, until the ``with`` block ends.

    It has a session of its own, so Ctrl-C at the terminal does not reach it before the server.
    """

    def __init__(self, command: Sequence[str], name: str, say: Callable[[str], None]) -> None:
        self._command, self._name, self._say = command, name, say
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, name=name, daemon=True)

    def start(self) -> None:
        """Start the process."""
        self._thread.start()

    def __enter__(self) -> "Companion":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if not self._thread.ident:
            return
        if self._process:
            self._process.terminate()
        self._thread.join(STOP)
        while self._thread.is_alive():  # it does not stop, or was just being started
            if self._process:
                self._process.kill()
            self._thread.join(0.1)

    def _keep_running(self) -> None:
        while not self._ended.is_set():
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
            code = self._process.wait()
            if not self._ended.is_set():
                self._say(f"The {self._name} has ended with exit code {code}; starting it again.")
                self._ended.wait(PAUSE)
