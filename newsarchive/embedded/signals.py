"""Signal handling in processes that use the server."""

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def ending_politely() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack as Ctrl-C does, unless they already have handlers."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    polite = []
    for number in (signal.SIGTERM, signal.SIGHUP):
        with contextlib.suppress(ValueError):  # only the main thread can set handlers
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, leave)
                polite.append(number)
    try:
        yield
    finally:
        for number in polite:
            if signal.getsignal(number) == leave:
                signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Block signals, so that a second Ctrl-C does not interrupt stopping the server."""
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
