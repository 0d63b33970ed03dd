"""HTTP/1.1 with deadlines, so that a slow client occupies a socket but never a thread."""

from asyncio import AbstractEventLoop, BaseTransport, TimerHandle
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_SECONDS = 15  # for the request line and the headers, from their first byte
STALL_SECONDS = 30  # for the client to read what fills the socket's buffers
LAST_SECONDS = 0.5  # for a last request on an idle connection when the worker stops
LINGER_SECONDS = 2  # for a refused client to stop sending and read why
HEAD_BYTES = 65_536  # the request line and the headers


class Deadline:
    """Calls ``late`` after ``seconds``, unless stopped first."""

    def __init__(self, loop: AbstractEventLoop, seconds: float, late: Callable[[], None]) -> None:
        self._loop, self._seconds, self._late = loop, seconds, late
        self._timer: TimerHandle | None = None

    def start(self) -> None:
        """Start the timer, unless it is running."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._late)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which also closes connections whose client sends or reads too slowly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head = Deadline(self.loop, HEAD_SECONDS, self._head_is_late)
        self._reading = Deadline(self.loop, STALL_SECONDS, self._reading_is_late)
        self._in_head = True
        self._is_leaving = False
        self._head_bytes = 0
        self._refusal = HTTPStatus.BAD_REQUEST
        self._is_refused = False

    def connection_made(self, transport: BaseTransport) -> None:
        """Start the deadline for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._head.start()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._head.stop()
        self._reading.stop()

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        if self._in_head:
            self._head.start()
        super().data_received(data)

    def on_url(self, url: bytes) -> None:
        self._count_head(len(url), HTTPStatus.REQUEST_URI_TOO_LONG)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_head(len(name) + len(value), HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the deadline for headers. The body has its own, in application.py."""
        self._in_head = False
        self._head_bytes = 0
        self._head.stop()
        self._reading.stop()  # a client that sends another request has read the last response
        super().on_headers_complete()
        if self._is_leaving:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Expect another request next."""
        self._in_head = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Start the deadline for reading: the client may not have read the whole response yet."""
        super().on_response_complete()
        self._expect_reading()

    def pause_writing(self) -> None:
        """Start the deadline for reading: the client reads more slowly than we write."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """Stop the deadline for reading, or restart it if the response is complete."""
        super().resume_writing()
        self._reading.stop()
        if self.cycle is None or self.cycle.response_complete:
            self._expect_reading()

    def shutdown(self) -> None:
        """Stop. A request that arrives right now is still answered, as the last one."""
        self._is_leaving = True
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(LAST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Refuse an invalid or oversized request, with the security headers of every response."""
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()  # the refusal would end up inside another response
            return
        status = self._refusal
        text = f"{status.value} {status.phrase}\n{msg if status == 400 else ''}\n".encode()
        headers = [*self.server_state.default_headers, *self.app_state.get("security_headers", [])]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        headers += [(b"content-length", str(len(text)).encode()), (b"cache-control", b"no-store")]
        head = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[status] + head + b"\r\n" + text)
        self._linger()

    def _linger(self) -> None:
        """Close after reading on for a moment: with bytes unread, the client would lose the answer."""
        self._is_refused = True
        self._head.stop()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _head_is_late(self) -> None:
        if self._head_bytes:
            self._refusal = HTTPStatus.REQUEST_TIMEOUT
            self.send_400_response("")
        else:
            self.transport.close()

    def _reading_is_late(self) -> None:
        self.transport.abort()

    def _count_head(self, size: int, refusal: HTTPStatus) -> None:
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES:
            self._refusal = refusal
            raise ValueError(refusal.phrase)  # the parser turns it into an error, which ends the connection

    def _expect_reading(self) -> None:
        if self.transport.get_write_buffer_size():
            self._reading.start()
