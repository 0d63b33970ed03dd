"""Articles from PostgreSQL into columns, in bulk and without a Python object for each."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection

from articles.search.arrays import Ints, ids_of
from articles.search.columns.storage.segment import ID_BITS, LAST_DAY, MOST_ID, Part
from articles.search.request import FACETS

_AT_ONCE = 50_000  # articles read by one statement
_ARRAYS = [name for name in FACETS if name != "source"]
# Date 1 is the first of January of the year 1, as in Python; PostgreSQL counts from 2000-01-01, day 730,120.
_FIRST_DAY = 730_120
# least() and greatest() would make a date of none.
_DAY = (
    "CASE WHEN published_on IS NULL THEN 0"
    f" ELSE least(greatest(published_on - date '2000-01-01' + {_FIRST_DAY}, 1), {LAST_DAY}) END"
)
_EXPRESSIONS = [
    "int8send(id)",
    f"int4send({_DAY})",
    "int4send(coalesce(source_id, -1)::int)",
    *(
        expression
        for name in _ARRAYS
        for expression in (f"int4send(cardinality({name}_ids))", f"array_send({name}_ids)")
    ),
]
_COLUMNS = ", ".join(["count(*)", *(f"string_agg({each}, '')" for each in _EXPRESSIONS)])
_READ = f"SELECT {_COLUMNS} FROM (SELECT * FROM articles_article WHERE status = 'published' AND "  # noqa: S608  (nobody's text)


class IdsOutOfRangeError(Exception):
    """An article's id does not fit into a key; the archive is counted by SQL."""


def read_ids(ids: Sequence[int]) -> Part:
    """Those of ``ids`` that are published."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ} id = ANY(%s)) article", [list(ids)])
        return _part(cursor.fetchone())


def read_small(most: int) -> tuple[Part, str] | None:
    """All published articles and the snapshot they were read in, None where they are more than ``most``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_current_snapshot()::text, {_READ.removeprefix('SELECT ')} true LIMIT %s) article",
            [most + 1],
        )
        row = cursor.fetchone()
    assert row is not None
    return None if row[1] > most else (_part(row[1:]), row[0])


def read_all() -> Iterator[Part]:
    """All published articles, in pieces. Run it within one snapshot. Raises IdsOutOfRangeError."""
    last = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{_READ} id > %s ORDER BY id LIMIT {_AT_ONCE}) article", [last])
            part = _part(cursor.fetchone())
        if not len(part.keys):
            return
        last = int((part.keys & MOST_ID).max())
        yield part


def _part(row: Sequence[Any] | None) -> Part:
    assert row is not None
    count, ids, days, sources, *arrays = row
    keys = ids_of(ids)
    if len(keys) and (keys.min() < 0 or keys.max() > MOST_ID):
        raise IdsOutOfRangeError
    keys |= _integers(days).astype(np.int64) << ID_BITS
    source = _integers(sources)
    has_one = source >= 0
    values: dict[str, tuple[Ints, Ints]] = {"source": (source[has_one], has_one.astype(np.int64))}
    for name, lengths, data in zip(_ARRAYS, arrays[::2], arrays[1::2], strict=True):
        each = _integers(lengths).astype(np.int64)
        values[name] = _elements(_integers(data), each), each
    assert len(keys) == count
    return Part(keys, values)


def _integers(data: bytes | None) -> Ints:
    return np.frombuffer(data or b"", ">i4").astype(np.int32)


def _elements(words: Ints, lengths: Ints) -> Ints:
    """The elements of integer arrays as array_send writes them.

    An array is three words (dimensions, whether there are nulls, type) and, unless it is empty, two more
    (length, lower bound), then two for each element: its size in bytes and its value.
    """
    heads = np.where(lengths > 0, 5, 3)
    ends = np.cumsum(heads + 2 * lengths)
    begins = ends - 2 * lengths
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return words[np.repeat(begins, lengths) + 2 * within + 1]
