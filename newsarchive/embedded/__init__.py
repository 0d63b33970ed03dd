"""An embedded PostgreSQL server, for users without one of their own."""

from newsarchive.embedded.commands import command_of, needs_database
from newsarchive.embedded.errors import EmbeddedPostgresError
from newsarchive.embedded.launcher import EmbeddedPostgres
from newsarchive.embedded.watcher import Watcher

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "Watcher", "command_of", "needs_database"]
