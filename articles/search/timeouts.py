"""Limits on the database time of a search."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled


class SearchTooCostly(Exception):  # noqa: N818  (the views name it)
    """A search exceeded its time limit and was stopped."""


@contextmanager
def limited(milliseconds: int | None = None) -> Iterator[None]:
    """Stop statements that take longer than this, by default SEARCH_TIMEOUT_MS.

    The limit ends with the current transaction. Raises SearchTooCostly.
    """
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
    """Make PostgreSQL use its full-text index, without parallel workers, until the block ends.

    For a word in half of the articles, the planner prefers a sequential scan. It does not know that this
    decompresses every search column: 3 s instead of 0.13 s for a million articles. Parallel workers for an
    index scan cost more than they save: 112 ms instead of 66 ms for a word in one sixth of the articles.

    ``sample``: return only about this many random matches of a more frequent word, in a seventh of the time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX, [str(sample)])
        row = cursor.fetchone()
        before = row[:3] if row else ()
    yield
    # Not after an error: the rollback to the savepoint or of the whole transaction restores the settings.
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
