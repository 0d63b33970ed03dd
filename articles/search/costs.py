"""How long a reader's search may hold the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled


class SearchTooCostly(Exception):  # noqa: N818  (the views name it)
    """A search took longer than SEARCH_TIMEOUT_MS and was stopped."""


@contextmanager
def limited() -> Iterator[None]:
    """Stop statements that run longer than SEARCH_TIMEOUT_MS; the limit ends with the open transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(settings.SEARCH_TIMEOUT_MS)])
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooCostly from error
        raise
