"""A worker process: Django, the ASGI application in front of it, and their background tasks."""

import asyncio
import ctypes
import io
import multiprocessing
import os
import resource
import signal
import tempfile
import threading
import time
from collections.abc import MutableMapping
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any

from newsarchive.server.answering import WSGI, Headers
from newsarchive.server.application import Application, Receive, Scope, Send
from newsarchive.server.environ import environ

ORPHANS_LEAVE = 10  # seconds for a worker to finish its requests when its parent has died
TRIM_INTERVAL = 10  # seconds
LOCK_SECONDS = 30  # that a page waits for a database lock, such as a migration's
_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
SECURITY_HEADERS = {
    b"content-security-policy",
    b"cross-origin-opener-policy",
    b"referrer-policy",
    b"strict-transport-security",
    b"x-content-type-options",
    b"x-frame-options",
}


class Worker:
    """The ASGI application of a worker: the lifespan protocol here, everything else in Application."""

    def __init__(self) -> None:
        self._application: Application | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the lifespan events or a request."""
        if scope["type"] == "http":
            assert self._application is not None
            await self._application(scope, receive, send)
            return
        await receive()
        try:
            self._start(scope["state"])
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self, state: MutableMapping[str, Any]) -> None:
        _settle_in()
        from django.conf import settings  # noqa: PLC0415  (in the worker alone)
        from django.db import connection  # noqa: PLC0415

        from newsarchive.database.outage import outage  # noqa: PLC0415
        from newsarchive.database.watch import DatabaseWatch  # noqa: PLC0415
        from newsarchive.wsgi import application  # noqa: PLC0415

        # Long responses are spooled here. In a container, /tmp is often memory.
        spool = settings.DATA_DIR / "spool"
        spool.mkdir(mode=0o700, exist_ok=True)
        tempfile.tempdir = str(spool)
        state["security_headers"] = headers = security_headers(application)
        self._application = Application(application, settings.POOL_SIZE, headers)
        watch = DatabaseWatch(outage, connection.get_connection_params())
        self._tasks = [asyncio.create_task(watch.run()), asyncio.create_task(_trim_memory())]

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._application is not None:
            self._application.close()


def security_headers(application: WSGI) -> Headers:
    """Return the security headers of Django's responses, for responses that the server makes itself."""
    scope = {"method": "GET", "raw_path": b"/healthz", "query_string": b"", "http_version": "1.1"}
    scope |= {"scheme": "http", "headers": [(b"host", b"localhost"), (b"x-forwarded-proto", b"https")]}
    found: Headers = []

    def start(_status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> None:
        found.extend((name.lower().encode(), value.encode("latin-1")) for name, value in headers)

    application(environ(scope, io.BytesIO(), 0), start)
    return [header for header in found if header[0] in SECURITY_HEADERS]


def _settle_in() -> None:
    """Set up the process before it serves requests."""
    os.setpgrp()  # Ctrl-C in the terminal is for the parent, which stops its workers
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    os.environ.setdefault("PGOPTIONS", f"-c lock_timeout={LOCK_SECONDS}s")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # many slow clients need many sockets
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)), hard))
    with suppress(OSError, AttributeError):  # otherwise glibc keeps a heap for each thread
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def _leave_with_parent() -> None:
    """Stop with the parent: a server killed with -9 cannot stop its workers, which would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHANS_LEAVE)
    os._exit(1)


async def _trim_memory() -> None:
    """Return freed memory to the system. Otherwise, one large response would keep the process large."""
    from newsarchive.memory import release_memory  # noqa: PLC0415  (Django is set up by now)

    while True:
        await asyncio.sleep(TRIM_INTERVAL)
        await asyncio.to_thread(release_memory)


application = Worker()
