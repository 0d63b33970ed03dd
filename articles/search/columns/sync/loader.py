"""Load articles from PostgreSQL into columns, in bulk, without a Python object for each."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.search.arrays import Ints, ids_of
from articles.search.columns.storage.segment import ID_BITS, LAST_DAY, MOST_ID, STORY, ArticleBatch
from articles.search.facet_types import FACET_TYPES, FACETS, MULTIPLE

_AT_ONCE = 50_000  # articles read by one statement
_SINGLE = [name for name in FACETS if name not in MULTIPLE]
# Day 1 is January 1 of the year 1, as in Python; PostgreSQL counts from 2000-01-01, day 730,120.
_FIRST_DAY = 730_120
# least() and greatest() ignore NULL and would return a date.
DAY = (
    "CASE WHEN {0} IS NULL THEN 0"
    f" ELSE least(greatest({{0}} - date '2000-01-01' + {_FIRST_DAY}, 1), {LAST_DAY}) END"
)
_EXPRESSIONS = [
    "int8send(id)",
    f"int4send({DAY.format('published_on')})",
    f"int4send({DAY.format('published_until')})",
    "int8send(coalesce(story_id, -1))",
    *(f"int4send(coalesce({FACET_TYPES[name].column}, -1)::int)" for name in _SINGLE),
    *(
        f"{function}({FACET_TYPES[name].column}{end}"
        for name in MULTIPLE
        for function, end in (("int4send(cardinality", "))"), ("array_send", ")"))
    ),
]
_COLUMNS = ", ".join(["count(*)", *(f"string_agg({each}, '')" for each in _EXPRESSIONS)])
_READ = f"SELECT {_COLUMNS} FROM (SELECT * FROM articles_article WHERE status = 'published' AND "  # noqa: S608  (made of constants)


class IdsOutOfRangeError(Exception):
    """An article's id does not fit in a key, so that SQL has to count."""


def read_ids(ids: Sequence[int]) -> ArticleBatch:
    """Read the published articles among ``ids``."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ} id = ANY(%s)) article", [list(ids)])
        return _batch(cursor.fetchone())


def read_small(most: int) -> tuple[ArticleBatch, str] | None:
    """Read all published articles and the snapshot of the read; None for more than ``most`` articles."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_current_snapshot()::text, {_READ.removeprefix('SELECT ')} true LIMIT %s) article",
            [most + 1],
        )
        row = cursor.fetchone()
    assert row is not None
    return None if row[1] > most else (_batch(row[1:]), row[0])


def read_all() -> Iterator[ArticleBatch]:
    """Yield all published articles in batches. Run it within one snapshot. Raises IdsOutOfRangeError."""
    last = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{_READ} id > %s ORDER BY id LIMIT {_AT_ONCE}) article", [last])
            part = _batch(cursor.fetchone())
        if not len(part.keys):
            return
        last = int((part.keys & MOST_ID).max())
        yield part


def _batch(row: Sequence[Any] | None) -> ArticleBatch:
    assert row is not None
    count, ids, days, lasts, stories, *others = row
    singles, arrays = others[: len(_SINGLE)], others[len(_SINGLE) :]
    keys = ids_of(ids)
    if len(keys) and (keys.min() < 0 or keys.max() > MOST_ID):
        raise IdsOutOfRangeError
    keys |= _integers(days).astype(np.int64) << ID_BITS
    values: dict[str, tuple[Ints, Ints]] = {STORY: _present(ids_of(stories))}
    for name, data in zip(_SINGLE, singles, strict=True):
        values[name] = _present(_integers(data))
    for name, lengths, data in zip(MULTIPLE, arrays[::2], arrays[1::2], strict=True):
        each = _integers(lengths).astype(np.int64)
        values[name] = _elements(_integers(data), each), each
    assert len(keys) == count
    return ArticleBatch(keys, _integers(lasts), values)


def _present(values: Ints) -> tuple[Ints, Ints]:
    """Return the values that are not -1, and how many each row has: one or none."""
    has_one = values >= 0
    return values[has_one], has_one.astype(np.int64)


def _integers(data: bytes | None) -> NDArray[np.int32]:
    return np.frombuffer(data or b"", ">i4").astype(np.int32)


def _elements(words: Ints, lengths: Ints) -> Ints:
    """Return the elements of integer arrays in the format of array_send.

    An array is three 32-bit words (dimensions, null flag, element type), two more unless it is empty (length,
    lower bound), then two for each element: its size in bytes and its value.
    """
    heads = np.where(lengths > 0, 5, 3)
    ends = np.cumsum(heads + 2 * lengths)
    begins = ends - 2 * lengths
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return words[np.repeat(begins, lengths) + 2 * within + 1]
