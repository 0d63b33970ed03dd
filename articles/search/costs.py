"""How long a reader's search may hold the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled


class SearchTooCostly(Exception):  # noqa: N818  (the views name it)
    """A search took longer than it may and was stopped."""


@contextmanager
def limited(milliseconds: int | None = None) -> Iterator[None]:
    """Stop statements that run longer than this, or than SEARCH_TIMEOUT_MS. The limit ends with the open
    transaction."""
    most = milliseconds or settings.SEARCH_TIMEOUT_MS
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(most)])
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooCostly from error
        raise
