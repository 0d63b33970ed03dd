"""Errors of the embedded server."""


class EmbeddedPostgresError(Exception):
    """The server cannot be used; the message says why and what to do."""


class NoRoomError(EmbeddedPostgresError):
    """The server cannot start because its disk is full. It can once there is space again."""
