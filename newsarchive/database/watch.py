"""Checks once a second whether the database answers."""

import asyncio
import time
from typing import Any

import psycopg

from newsarchive.database.outage import Outage, shut_down

INTERVAL = 1.0  # seconds between two checks
PATIENCE = 2.0  # seconds to wait for the result of SELECT 1
# Options that only synchronous connections accept.
_DJANGO_ONLY = {"cursor_factory", "context", "prepare_threshold"}


class DatabaseWatch:
    """Begins and ends an outage. ``parameters`` are those of Django's connections."""

    def __init__(self, outage: Outage, parameters: dict[str, Any]) -> None:
        self._outage = outage
        ours = {name: value for name, value in parameters.items() if name not in _DJANGO_ONLY}
        self._parameters = {**ours, "autocommit": True}
        self._connection: psycopg.AsyncConnection | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            while True:
                # The second check uses a new connection: the server may have been restarted.
                if await self._answers() or await self._answers():
                    self._outage.end()
                    await asyncio.sleep(INTERVAL)
                else:
                    await asyncio.to_thread(self._outage.begin)
                    await asyncio.sleep(INTERVAL / 4)
        finally:
            self._forget()

    async def _answers(self) -> bool:
        begun = time.monotonic()
        asking = asyncio.create_task(self._ask())
        await asyncio.wait({asking}, timeout=PATIENCE)
        if asking.done() and asking.result():
            return True
        self._forget()
        asking.cancel()
        # If this process itself was delayed, the failure says nothing about the database.
        return time.monotonic() - begun > 2 * PATIENCE

    async def _ask(self) -> bool:
        try:
            if self._connection is None:
                self._connection = await psycopg.AsyncConnection.connect(**self._parameters)
            await self._connection.execute("SELECT 1")
        except (psycopg.Error, OSError):
            return False
        return True

    def _forget(self) -> None:
        if self._connection is not None:
            # Cancelling the query would wait for the server; without a socket it fails at once.
            shut_down(self._connection)
            self._connection.pgconn.finish()
            self._connection = None
