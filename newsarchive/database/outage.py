"""Whether the database is down, as one flag for all threads of a process (a circuit breaker)."""

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
    """On while the database does not answer. Only a process that watches its database ever turns it on."""

    def __init__(self) -> None:
        self.is_on = False
        self._connections: WeakSet[psycopg.Connection] = WeakSet()
        self._lock = threading.Lock()

    def guard(self, connection: psycopg.Connection) -> None:
        """Remember a connection, to cut it off when an outage begins."""
        with self._lock:
            self._connections.add(connection)

    def begin(self) -> None:
        """Release every thread that waits for the database, and let none wait from now on.

        A stopped server process keeps its sockets open, so a query sent to it would never return.
        """
        if self.is_on:
            return
        self.is_on = True
        log.error("The database has stopped responding. Pages that need it will say so until it is back.")
        with self._lock:
            guarded = list(self._connections)
        for connection in guarded:
            shut_down(connection)
        # A new pool starts fresh; this one would retry with growing delays after the database is back.
        connections[DEFAULT_DB_ALIAS].close_pool()  # type: ignore[attr-defined]

    def end(self) -> None:
        """The database answers again."""
        if self.is_on:
            self.is_on = False
            log.warning("The database is responding again.")


def shut_down(connection: psycopg.Connection | psycopg.AsyncConnection) -> None:
    """Shut down a connection's socket. A thread that waits for it gets an OperationalError."""
    with (
        contextlib.suppress(psycopg.Error, OSError),
        socket.socket(fileno=os.dup(connection.fileno())) as held,
    ):
        held.shutdown(socket.SHUT_RDWR)


outage = Outage()
