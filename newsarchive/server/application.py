"""The ASGI application: it reads bodies and sends responses, which threads make with WSGI."""

import asyncio
import contextlib
import json
import re
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor
from http import HTTPStatus
from typing import IO, Any

from newsarchive.server.answering import WSGI, Answer, Headers
from newsarchive.server.environ import environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = dict[str, Any]

BODY_SECONDS = 20  # for a body of any size to arrive …
BODY_RATE = 4096  # … plus a second for this many bytes
BODY_BYTES = 1_000_000  # for readers' forms
ADMIN_BYTES = 20_000_000  # for the admin, where whole articles are pasted
UPLOAD = "/admin/articles/importrun/add/"
UPLOAD_BYTES = 100_000_000  # for files to import
HEALTH_SECONDS = 3  # a health check that takes longer has failed
MOST_WAITING = 256  # requests in a lane; more are refused
MOST_CHECKS = 1000
WAIT_SECONDS = 30  # for a thread
LINGER_SECONDS = 2  # for a refused client to stop sending and read why
BUSY = "The archive is very busy."
FILES = re.compile(r"/captures/|/(?!api/|robots).*\.(?:bib|csv|gexf|graphml|json|jsonl|ris|txt)$")
HEALTH = ("/healthz", "/readyz")


class Refused(Exception):  # noqa: N818  (an outcome, not an error)
    """A request refused before it reaches Django."""

    def __init__(self, status: HTTPStatus, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.status, self.text, self.wait = status, text, wait


class Lane:
    """A pool of threads with a limit of ``most`` requests in progress or waiting."""

    def __init__(self, threads: int, name: str, most: int) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._most, self._waiting = most, 0

    async def start(
        self, answer: Answer, wsgi: WSGI, asked: dict[str, Any], leaving: asyncio.Future[None]
    ) -> None:
        """Wait until a thread has started a response or the client leaves. Raises Refused if none is free."""
        if self._waiting >= self._most:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, wait=10)
        self._waiting += 1
        work = self._threads.submit(answer.make, wsgi, asked)
        try:
            for patience in (WAIT_SECONDS, None):
                await asyncio.wait({answer.started, leaving}, timeout=patience, return_when=FIRST_COMPLETED)
                if answer.started.done() or leaving.done():
                    return
                if work.cancel():
                    raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, wait=30)
        finally:
            work.cancel()
            self._waiting -= 1

    def close(self) -> None:
        """Drop waiting requests; those in progress continue."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Application:
    """Serves a WSGI application from ``threads`` threads.

    A quarter of them are for originals and other files, which take longer than pages. Health checks have
    their own threads.
    """

    def __init__(self, wsgi: WSGI, threads: int, security_headers: Headers) -> None:
        self._wsgi = wsgi
        self._security_headers = security_headers
        files = max(1, threads // 4)
        self._pages = Lane(max(1, threads - files), "page", MOST_WAITING)
        self._files = Lane(files, "file", MOST_WAITING)
        self._health = {path: Lane(1, path[1:], MOST_CHECKS) for path in HEALTH}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        path = scope["path"]
        try:
            if path in HEALTH:
                async with asyncio.timeout(HEALTH_SECONDS):
                    await self._answer(scope, receive, send, self._health[path])
            else:
                await self._answer(scope, receive, send, self._files if FILES.match(path) else self._pages)
        except TimeoutError:
            text = "The database is not responding."  # nothing else takes this long
            await self._refuse(Refused(HTTPStatus.SERVICE_UNAVAILABLE, text, wait=5), scope, receive, send)
        except Refused as refused:
            await self._refuse(refused, scope, receive, send)

    def close(self) -> None:
        """Drop waiting requests."""
        for lane in (self._pages, self._files, *self._health.values()):
            lane.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send, lane: Lane) -> None:
        with tempfile.SpooledTemporaryFile(max_size=65_536) as body:
            length = await _read_body(scope, receive, body)
            body.seek(0)
            answer = Answer(asyncio.get_running_loop())
            leaving = asyncio.ensure_future(_until_gone(receive))
            try:
                await lane.start(answer, self._wsgi, environ(scope, body, length), leaving)
                if answer.started.done():
                    await self._send(answer, send, leaving)
            finally:
                leaving.cancel()
                answer.abandon()

    async def _send(self, answer: Answer, send: Send, leaving: asyncio.Future[None]) -> None:
        if answer.started.exception():
            raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here.")
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.spool is not None:
            async with contextlib.aclosing(answer.spool.pieces()) as pieces:
                async for piece in pieces:
                    if leaving.done():
                        return
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": answer.body})

    async def _refuse(self, refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        status = refused.status
        text, media_type = f"{status.value} {status.phrase}\n{refused.text}\n", b"text/plain; charset=utf-8"
        if scope["path"].startswith(("/api/", "/reconcile")):
            text, media_type = json.dumps({"detail": refused.text}), b"application/json"
        elif scope["path"] in HEALTH:
            text, media_type = (
                json.dumps({"status": "not ready", "reason": refused.text}),
                b"application/json",
            )
        headers = [*self._security_headers, (b"content-type", media_type), (b"cache-control", b"no-store")]
        headers.append((b"content-length", str(len(text)).encode()))
        headers.append(
            (b"connection", b"close")
        )  # the rest of an unread body must not be parsed as a request
        if refused.wait:
            headers.append((b"retry-after", str(refused.wait).encode()))
        await send({"type": "http.response.start", "status": status.value, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            await _drop_rest(receive)
        await send({"type": "http.response.body", "body": b""})


async def _read_body(scope: Scope, receive: Receive, body: IO[bytes]) -> int:
    """Read the whole body within its limits and return its length. Raises Refused."""
    path = scope["path"]
    usual = ADMIN_BYTES if path.startswith("/admin/") else BODY_BYTES
    most = UPLOAD_BYTES if path == UPLOAD else usual
    if _declared_length(scope) > most:
        raise _too_large(most)
    begun, length, more = asyncio.get_running_loop().time(), 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS) as deadline:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(HTTPStatus.BAD_REQUEST, "The request ended too early.")
                length += body.write(message.get("body", b""))
                more = message.get("more_body", False)
                if length > most:
                    raise _too_large(most)
                deadline.reschedule(begun + BODY_SECONDS + length / BODY_RATE)
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.") from None
    return length


async def _drop_rest(receive: Receive) -> None:
    """Read on for a moment: closing with bytes unread resets the connection, and the answer is lost."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                pass


def _declared_length(scope: Scope) -> int:
    """Return Content-Length, or 0. The parser has refused anything but digits."""
    return max((int(value) for name, value in scope["headers"] if name == b"content-length"), default=0)


def _too_large(most: int) -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit is {most:,} bytes.")


async def _until_gone(receive: Receive) -> None:
    """Return when the client has disconnected. Call this after reading the body."""
    while (await receive())["type"] != "http.disconnect":
        pass
