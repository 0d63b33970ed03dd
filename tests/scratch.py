"""Separate databases for single tests, on the suite's server."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg import sql

ALIAS = "scratch"
ScratchMaker = Callable[..., AbstractContextManager[str]]


def server_parameters() -> dict[str, Any]:
    """Return psycopg's connection parameters of the suite's server and database."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return parameters


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database even if there are connections to it."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        server.execute(drop + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        # Autovacuum is running there, as a superuser. Without FORCE, PostgreSQL itself stops it.
        server.execute(drop)


@contextmanager
def scratch_database(options: str = "") -> Iterator[str]:
    """Create an empty database, available as ``connections[ALIAS]``. Yields the alias, then drops it.

    ``options`` are those of CREATE DATABASE.
    """
    name = f"test_newsarchive_scratch_{os.getpid()}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(
        sql.Identifier(name),
        sql.SQL(options),
    )
    with psycopg.connect(**server_parameters(), autocommit=True) as server:
        _drop(server, name)
        server.execute(create)
        own = {**connection.settings_dict, "NAME": name, "OPTIONS": {}}
        connections.settings[ALIAS] = own
        try:
            yield ALIAS
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]
            _drop(server, name)
