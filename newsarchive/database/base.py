"""The archive's database engine: Django's own, but it fails at once during an outage."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from newsarchive.database.outage import outage


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses new connections during an outage, and registers connections to be cut off when one begins."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection from the pool, or a new one.

        Raises psycopg.OperationalError at once while the database is known to be down: waiting for the
        pool would keep a thread from answering requests that need no database.
        """
        if outage.is_active:
            raise psycopg.OperationalError("it has stopped responding; this process keeps trying")
        return super().get_new_connection(conn_params)

    def _configure_connection(self, connection: psycopg.Connection) -> bool:
        # The pool calls this for each new connection, before it tests the connection and hands it out. From
        # then on a thread may wait for it, so it must be guarded first.
        outage.guard(connection)
        return bool(super()._configure_connection(connection))  # type: ignore[misc]
