"""The database engine of the archive: Django's own, which fails at once during an outage."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from newsarchive.database.outage import outage


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses new connections during an outage, and lets the watch cut off those that hang."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection from the pool, or a new one.

        Raises psycopg.OperationalError at once while the database is known to be down: waiting for the
        pool would keep a thread from answering requests that need no database.
        """
        if outage.is_on:
            raise psycopg.OperationalError("it has stopped responding; this process keeps trying")
        return super().get_new_connection(conn_params)

    def _configure_connection(self, connection: psycopg.Connection) -> bool:
        # The pool calls this for each connection that it opens, and then tests the connection before it
        # hands it out. It must be guarded before anyone can wait for it.
        outage.guard(connection)
        return bool(super()._configure_connection(connection))  # type: ignore[misc]
