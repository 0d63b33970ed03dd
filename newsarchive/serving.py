"""The web server: granian with a bounded number of workers, threads and bytes."""

import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import wait
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from newsarchive.embedded.tuning import MEGABYTE, machine_memory

TARGET = "newsarchive.wsgi:application"
MOST_WORKERS = 4
ORPHANS_LEAVE = 10  # seconds that a worker has to finish its requests when its parent has died


def address_problem(host: str, port: int) -> str | None:
    """Why nobody can listen on this address now, as a sentence to act upon; None if one can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} is taken, perhaps by an archive that already runs. "
                f"Stop that program, or choose another port: PORT={min(port + 1, 65535)} script/server"
            )
        if error.errno == errno.EACCES:
            return f"Port {port} is reserved to the administrator. Choose one from 1024 up with PORT."
        return f"Nobody can listen on {host}, port {port}: {error.strerror}. Check --host and PORT."
    return None


def serve(
    host: str, port: int, *, threads: int, grace: int, log: dict[str, Any] | None, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM. Calls ``ready`` once, as soon as the first request is answered.

    ``threads`` bounds the requests that one worker's Python handles at a time. ``grace``: seconds that
    open connections get when the server is told to stop. ``log`` is a logging configuration; without
    one, only errors are shown. Raises SystemExit where workers keep failing.
    """
    # Workers start from nothing rather than as copies of a process with threads and connections.
    multiprocessing.set_start_method("spawn", force=True)
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    server = Granian(
        TARGET,
        address=str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]),
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        backpressure=512,
        respawn_failed_workers=True,
        workers_max_rss=max(512, min(4096, machine_memory() // MEGABYTE // (2 * workers))),
        workers_kill_timeout=grace,
        log_level=LogLevels.info if log else LogLevels.error,
        log_dictconfig=log,
    )

    @server.on_startup
    def _begin() -> None:
        if sys.stdin is not None and sys.stdin.isatty():
            # Closing the terminal window ends the archive; elsewhere SIGHUP renews the workers.
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        threading.Thread(target=_announce, args=(host, port, ready), daemon=True).start()

    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Any:
    """The WSGI application, in a worker that does not outlive its parent."""
    os.setpgrp()  # Ctrl-C in the terminal is for the parent, which tells its workers
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    from newsarchive.wsgi import application  # noqa: PLC0415  (in the worker alone)

    return application


def _leave_with_parent() -> None:
    """A server killed with -9 cannot stop its workers; they would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHANS_LEAVE)
    os._exit(1)


def _announce(host: str, port: int, ready: Callable[[], None]) -> None:
    """Ask for /healthz until it is answered, then say so."""
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
