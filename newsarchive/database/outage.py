"""A circuit breaker: a flag for all threads of a process that says whether the database is down."""

import contextlib
import logging
import os
import socket
import threading
from weakref import WeakSet

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

log = logging.getLogger(__name__)


class Outage:
    """Active while the database does not answer. Only processes with a DatabaseWatch ever begin an outage."""

    def __init__(self) -> None:
        self.is_active = False
        self._connections: WeakSet[psycopg.Connection] = WeakSet()
        self._lock = threading.Lock()

    def guard(self, connection: psycopg.Connection) -> None:
        """Register a connection, to cut it off when an outage begins."""
        with self._lock:
            self._connections.add(connection)

    def begin(self) -> None:
        """Release all threads that wait for the database, and let none wait from now on.

        A server process that is stopped keeps its sockets open, so a query sent to it would never return.
        """
        if self.is_active:
            return
        self.is_active = True
        log.error("The database has stopped responding. Pages that need it will say so until it is back.")
        with self._lock:
            guarded = list(self._connections)
        for connection in guarded:
            shut_down(connection)
        # A new pool starts fresh; this one would retry with growing delays after the database is back.
        connections[DEFAULT_DB_ALIAS].close_pool()  # type: ignore[attr-defined]

    def end(self) -> None:
        if self.is_active:
            self.is_active = False
            log.warning("The database is responding again.")


def shut_down(connection: psycopg.Connection | psycopg.AsyncConnection) -> None:
    """Shut down a connection's socket. A thread waiting for it gets an OperationalError."""
    with (
        contextlib.suppress(psycopg.Error, OSError),
        socket.socket(fileno=os.dup(connection.fileno())) as held,
    ):
        held.shutdown(socket.SHUT_RDWR)


outage = Outage()
