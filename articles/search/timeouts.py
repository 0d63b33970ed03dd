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


@contextmanager
def by_index(*, sample: int = 0) -> Iterator[None]:
    """Let PostgreSQL look words up in its index and nowhere else, in one process, until this ends.

    Of a word in half of the articles it expects that reading them all is cheaper; it does not know that this
    unpacks every search column: 3 s instead of 0.13 s for a million. And the processes that it would start
    to share an index look-up cost more than they save: 112 ms instead of 66 ms for a word in a sixth.
    ``sample``: of a word that is more frequent, the index gives about so many articles, chosen by chance,
    in a seventh of the time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX, [str(sample)])
        row = cursor.fetchone()
        before = row[:3] if row else ()
    yield
    # Not after an error: then the transaction, or the part of it that failed, ends and takes this along.
    with connection.cursor() as cursor:
        cursor.execute(_AS_BEFORE, before)


_AS_BEFORE = """
    SELECT set_config('enable_seqscan', %s, true), set_config('max_parallel_workers_per_gather', %s, true),
        set_config('gin_fuzzy_search_limit', %s, true)
"""
_BY_INDEX = """
    SELECT seqscan, workers, sample, set_config('enable_seqscan', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true),
        set_config('gin_fuzzy_search_limit', %s, true)
    FROM (SELECT current_setting('enable_seqscan') AS seqscan,
        current_setting('max_parallel_workers_per_gather') AS workers,
        current_setting('gin_fuzzy_search_limit') AS sample OFFSET 0) before
"""
