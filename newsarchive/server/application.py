"""The ASGI application that uvicorn runs: bodies are read and answers sent here, and made in threads."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor, ThreadPoolExecutor
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
MOST_WAITING = 256  # requests that wait for a thread; more are told to come back
HEALTH = ("/healthz", "/readyz")


class Refused(Exception):  # noqa: N818  (it says what became of the request)
    """A request that Django never sees."""

    def __init__(self, status: HTTPStatus, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.status, self.text, self.wait = status, text, wait


class Application:
    """Serves a WSGI application from ``threads`` threads; health checks have their own."""

    def __init__(self, wsgi: WSGI, threads: int, security_headers: Headers) -> None:
        self._wsgi = wsgi
        self._security_headers = security_headers
        self._threads = ThreadPoolExecutor(threads, "answer")
        self._health = {path: ThreadPoolExecutor(1, path[1:]) for path in HEALTH}
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            if scope["path"] in HEALTH:
                async with asyncio.timeout(HEALTH_SECONDS):
                    await self._answer(scope, receive, send, self._health[scope["path"]])
            else:
                await self._answer(scope, receive, send, self._threads)
        except TimeoutError:
            text = "The database does not answer."  # nothing else takes this long
            await self._refuse(Refused(HTTPStatus.SERVICE_UNAVAILABLE, text, wait=5), scope, send)
        except Refused as refused:
            await self._refuse(refused, scope, send)

    def close(self) -> None:
        """Drop what has not begun; threads that are answering go on."""
        for threads in (self._threads, *self._health.values()):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, threads: Executor) -> None:
        with tempfile.SpooledTemporaryFile(max_size=65_536) as body:
            length = await _read_body(scope, receive, body)
            body.seek(0)
            answer = Answer(asyncio.get_running_loop())
            leaving = asyncio.ensure_future(_until_gone(receive))
            try:
                if await self._make(answer, environ(scope, body, length), threads, leaving):
                    await self._send(answer, send, leaving)
            finally:
                leaving.cancel()
                answer.abandon()

    async def _make(
        self, answer: Answer, asked: dict[str, Any], threads: Executor, leaving: asyncio.Future[None]
    ) -> bool:
        """Have a thread answer; False if the client left before the answer began."""
        if self._waiting >= MOST_WAITING and threads is self._threads:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "The archive is very busy.", wait=10)
        self._waiting += 1
        try:
            work = asyncio.get_running_loop().run_in_executor(threads, answer.make, self._wsgi, asked)
            await asyncio.wait({answer.started, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.started.done():
                work.cancel()
                return False
        finally:
            self._waiting -= 1
        if answer.started.exception():
            raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke here.")
        return True

    async def _send(self, answer: Answer, send: Send, leaving: asyncio.Future[None]) -> None:
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
    begun, length, more = asyncio.get_running_loop().time(), 0, True
    try:
        async with asyncio.timeout(BODY_SECONDS) as deadline:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(HTTPStatus.BAD_REQUEST, "The request broke off.")
                length += body.write(message.get("body", b""))
                more = message.get("more_body", False)
                if length > most:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit is {most:,} bytes.")
                deadline.reschedule(begun + BODY_SECONDS + length / BODY_RATE)
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive.") from None
    return length


async def _until_gone(receive: Receive) -> None:
    """Return when the client has left; the body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
