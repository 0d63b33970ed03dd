"""Serves on an address, with a bounded number of workers and bounded memory."""

import contextlib
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any

from uvicorn import Config

from newsarchive.embedded.tuning import MEGABYTE, machine_memory
from newsarchive.server.supervisor import Supervisor

APPLICATION = "newsarchive.server.worker:application"
PROTOCOL = "newsarchive.server.protocol:DeadlineProtocol"
MOST_WORKERS = 4
KEEP_ALIVE = 150  # seconds that an idle connection stays open: longer than proxies keep theirs (Caddy: 120)
WORKER_PATIENCE = 30  # seconds after which an unresponsive worker is replaced
BACKLOG = 2048  # connections that the kernel holds until a worker takes them


def address_problem(host: str, port: int) -> str | None:
    """Return a sentence that says why the address cannot be used and what to do; None if it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} is in use, perhaps by an archive that is already running. "
                f"Stop that program, or choose another port: PORT={min(port + 1, 65535)} script/server"
            )
        if error.errno == errno.EACCES:
            return f"Port {port} is reserved for the administrator. Set PORT to 1024 or higher."
        return f"Cannot listen on {host}, port {port}: {error.strerror}. Check --host and PORT."
    return None


def serve(host: str, port: int, *, grace: int, log: dict[str, Any] | None, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. Calls ``ready`` once, when the first health check succeeds.

    ``grace``: seconds for open connections when the server stops. ``log``: a logging configuration; without
    one, only errors are shown. Raises SystemExit if the workers cannot be kept alive.
    """
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    config = configuration(APPLICATION, workers=workers, grace=grace, log=log)
    most_memory = max(512 * MEGABYTE, min(1024 * MEGABYTE, machine_memory() // (2 * workers)))
    threading.Thread(target=_announce, args=(host, port, ready), daemon=True).start()
    with contextlib.ExitStack() as listening:
        # This process keeps them open, so clients that connect while a worker is replaced are not lost.
        sockets = [listening.enter_context(each) for each in listeners(host, port, workers)]
        supervisor = Supervisor(config, sockets, most_memory)
        supervisor.run()
    if supervisor.failed:
        raise SystemExit(1)


def configuration(application: Any, *, workers: int, grace: int, log: dict[str, Any] | None) -> Config:
    """Return uvicorn's configuration. ``application``: a dotted name, or for one worker the ASGI callable."""
    return Config(
        application,
        http=PROTOCOL,
        ws="none",
        loop="asyncio",
        lifespan="on",
        workers=workers,
        proxy_headers=False,  # Django reads them, and knows which ones to trust
        server_header=False,
        access_log=False,
        log_config=log,
        log_level=None if log else "error",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=grace,
        timeout_worker_healthcheck=WORKER_PATIENCE,
    )


def listeners(host: str, port: int, workers: int) -> Iterator[socket.socket]:
    """Yield a listening socket for each worker on Linux, or one shared socket elsewhere.

    Linux distributes clients evenly over sockets of the same address. With a shared socket, the worker that
    wakes first would accept all waiting clients.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    apart = sys.platform == "linux" and workers > 1
    for _ in range(workers if apart else 1):
        listener = socket.socket(family, kind, protocol)  # with IPPROTO_TCP, asyncio sets TCP_NODELAY
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if apart:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        yield listener


def _announce(host: str, port: int, ready: Callable[[], None]) -> None:
    """Request /healthz until it is answered, then call ``ready``."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)
    while True:
        connection = HTTPConnection(own, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, HTTPException):
            time.sleep(0.05)
            continue
        finally:
            connection.close()
        ready()
        return
