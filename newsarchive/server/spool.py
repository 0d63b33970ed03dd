"""Buffers a long response between the thread that makes it and a client that may read slowly."""

import asyncio
import contextlib
import os
import tempfile
import threading
from collections.abc import AsyncGenerator

AHEAD_BYTES = 64 * 2**20  # how far the thread may be ahead of the client before it waits
PIECE_BYTES = 65_536


class ClientGoneError(Exception):
    """The client has disconnected, so the rest of the response is not needed."""


class Spool:
    """A temporary file that one thread writes while the event loop reads it.

    The thread is free once it has written everything, however slowly the client reads.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (closed in close)
        self._written = self._read = 0
        self._ended = self._failed = self._closed = False
        self._news = asyncio.Event()
        self._room = threading.Condition()

    def write(self, data: bytes) -> None:
        """Append bytes; called by the thread. Raises ClientGoneError if nobody will read them."""
        with self._room:
            self._room.wait_for(lambda: self._closed or self._written - self._read < AHEAD_BYTES)
            if self._closed:
                raise ClientGoneError
            view = memoryview(data)
            while view:
                done = os.pwrite(self._file.fileno(), view, self._written)
                self._written += done
                view = view[done:]
        self._tell()

    def end(self, *, failed: bool = False) -> None:
        """End the response; called by the thread. ``failed``: it is incomplete."""
        self._failed = failed
        self._ended = True
        self._tell()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Yield what is written, 64 KiB at a time, until the end. Raises OSError if it is incomplete."""
        while True:
            self._news.clear()
            ended = self._ended
            while size := min(PIECE_BYTES, self._written - self._read):
                piece = os.pread(self._file.fileno(), size, self._read)
                yield piece
                with self._room:
                    self._read += len(piece)
                    self._room.notify()
            if self._failed:
                raise OSError("the response was cut off")
            if ended:
                return
            await self._news.wait()

    def close(self) -> None:
        """Delete the file; a thread that is still writing gets ClientGoneError."""
        with self._room:
            self._closed = True
            self._file.close()
            self._room.notify()

    def _tell(self) -> None:
        # Waking the loop is costly; if the event is set, the loop has not looked yet.
        if not self._news.is_set():
            with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits
                self._loop.call_soon_threadsafe(self._news.set)
