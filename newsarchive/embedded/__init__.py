"""An embedded PostgreSQL for people who have none: found, started, shared and stopped."""

from newsarchive.embedded.commands import needs_database
from newsarchive.embedded.errors import EmbeddedPostgresError
from newsarchive.embedded.launcher import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "needs_database"]
