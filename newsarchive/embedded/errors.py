"""What can go wrong with the embedded server."""


class EmbeddedPostgresError(Exception):
    """The server cannot be had; the message says why and what to do."""


class NoRoomError(EmbeddedPostgresError):
    """The server cannot start because its disk is full. It can once there is room again."""
