"""Runs the WSGI application for one request in a thread, and hands the response to the event loop."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Any

from newsarchive.server.spool import ClientGoneError, Spool

Headers = list[tuple[bytes, bytes]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SHORT_BYTES = 262_144  # longer responses go through a file, since a slow client would keep them in memory

log = logging.getLogger(__name__)


class Answer:
    """A response, made in a thread by ``make``. ``started`` resolves in the event loop with the headers.

    Then ``body`` holds the whole response or, if it is long or streamed, ``spool`` yields it in pieces.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.started: asyncio.Future[None] = loop.create_future()
        self.status = 500
        self.headers: Headers = []
        self.body = b""
        self.spool: Spool | None = None
        self._abandoned = False

    def make(self, application: WSGI, environ: dict[str, Any]) -> None:
        """Call the application, in the thread whose database connection the whole response uses."""
        if self._abandoned:
            return
        try:
            response = application(environ, self._start)
            try:
                self._take(response, is_head=environ["REQUEST_METHOD"] == "HEAD")
            finally:
                response.close()  # type: ignore[attr-defined]  # Django returns its connection here
        except ClientGoneError:
            pass
        except Exception as error:  # the client must get a response in any case
            log.exception("A response could not be produced")
            self._resolve(error)

    def abandon(self) -> None:
        """Stop, because the client is gone or has the response. Called in the event loop."""
        self._abandoned = True
        if self.spool is not None:
            self.spool.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def _take(self, response: Iterable[bytes], *, is_head: bool) -> None:
        pieces = response
        if is_head or not getattr(response, "streaming", True):
            self.body = b"" if is_head else b"".join(response)
            self._say_length()
            if len(self.body) <= SHORT_BYTES:
                self._resolve()
                return
            pieces, self.body = (self.body,), b""
        self.spool = spool = Spool(self._loop)
        if self._abandoned:  # abandon() ran before the spool existed
            spool.close()
        self._resolve()
        complete = False
        try:
            for piece in pieces:
                spool.write(piece)
            complete = True
        finally:
            spool.end(failed=not complete)

    def _say_length(self) -> None:
        """Add Content-Length; without it, the response would be chunked."""
        if self.body and not any(name == b"content-length" for name, _ in self.headers):
            self.headers.append((b"content-length", str(len(self.body)).encode()))

    def _resolve(self, error: Exception | None = None) -> None:
        def resolve() -> None:
            if self.started.done():
                return
            if error is None:
                self.started.set_result(None)
            else:
                self.started.set_exception(error)

        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(resolve)
