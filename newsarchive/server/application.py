"""The ASGI application that uvicorn runs: bodies are read and answers sent here, and made in threads."""

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

BODY_SECONDS = 20  # in which a body of any size may arrive …
BODY_RATE = 4096  # … and the bytes a second at which it must arrive after that
BODY_BYTES = 1_000_000  # for readers' forms
DESK_BYTES = 20_000_000  # for the admin site, where whole articles are pasted
HEALTH_SECONDS = 3  # a health check that takes longer has failed
MOST_WAITING = 256  # requests in a lane; more are told to come back
MOST_CHECKS = 1000
WAIT_SECONDS = 30  # for a thread
BUSY = "The archive is very busy."
FILES = re.compile(r"/captures/|/(?!api/|robots).*\.(?:bib|csv|gexf|graphml|json|jsonl|ris|txt)$")
HEALTH = ("/healthz", "/readyz")


class Refused(Exception):  # noqa: N818  (it says what became of the request)
    """A request that Django never sees."""

    def __init__(self, status: HTTPStatus, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.status, self.text, self.wait = status, text, wait


class Lane:
    """Threads, and the requests, ``most`` of them, that they answer or that wait for them."""

    def __init__(self, threads: int, name: str, most: int) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._most, self._waiting = most, 0

    async def start(
        self, answer: Answer, wsgi: WSGI, asked: dict[str, Any], leaving: asyncio.Future[None]
    ) -> None:
        """Have a thread begin an answer, unless the client leaves first. Raises Refused if all are busy."""
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
        """Drop what has not begun; threads that are answering go on."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Application:
    """Serves a WSGI application from ``threads`` threads.

    A quarter of them are for originals and other files, which take longer and are read more slowly than
    pages. Health checks have threads of their own.
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
            await self._refuse(Refused(HTTPStatus.SERVICE_UNAVAILABLE, text, wait=5), scope, send)
        except Refused as refused:
            await self._refuse(refused, scope, send)

    def close(self) -> None:
        """Drop what has not begun."""
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

    async def _refuse(self, refused: Refused, scope: Scope, send: Send) -> None:
        status = refused.status
        text, media_type = f"{status.value} {status.phrase}\n{refused.text}\n", b"text/plain; charset=utf-8"
        if scope["path"].startswith("/api/"):
            text, media_type = json.dumps({"detail": refused.text}), b"application/json"
        elif scope["path"] in HEALTH:
            text, media_type = (
                json.dumps({"status": "not ready", "reason": refused.text}),
                b"application/json",
            )
        headers = [*self._security_headers, (b"content-type", media_type), (b"cache-control", b"no-store")]
        headers.append((b"content-length", str(len(text)).encode()))
        headers.append((b"connection", b"close"))  # the rest of an unread body is not a request
        if refused.wait:
            headers.append((b"retry-after", str(refused.wait).encode()))
        await send({"type": "http.response.start", "status": status.value, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


async def _read_body(scope: Scope, receive: Receive, body: IO[bytes]) -> int:
    """Read the whole body within its limits. Returns its length; raises Refused."""
    most = DESK_BYTES if scope["path"].startswith("/admin/") else BODY_BYTES
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


def _declared_length(scope: Scope) -> int:
    """What the client says that it will send; the parser has refused everything but digits."""
    return max((int(value) for name, value in scope["headers"] if name == b"content-length"), default=0)


def _too_large(most: int) -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit is {most:,} bytes.")


async def _until_gone(receive: Receive) -> None:
    """Return when the client has left; the body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
