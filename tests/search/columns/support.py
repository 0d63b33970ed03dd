"""Helpers: the contents of columns, the expected contents, and other writers."""

from contextlib import contextmanager
from datetime import date
from typing import Any, Iterator  # noqa: UP035

import psycopg
from django.db import transaction

from articles.models import Article, Status
from articles.search.columns.storage.segment import ID_BITS, MOST_ID, ArticleBatch, batch_of
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync.store import ColumnStore
from articles.search.facet_types import FACET_TYPES, FACETS
from tests.scratch import server_parameters

Row = tuple[date | None, tuple[tuple[int, ...], ...]]


def contents(snapshot: Snapshot | None) -> dict[int, Row]:
    """Return every article in the columns. Asserts that none is there twice."""
    assert snapshot is not None
    found: dict[int, Row] = {}
    for segment, mask in snapshot.segments():
        part = batch_of(segment, mask)
        for row in range(len(part.keys)):
            key = int(part.keys[row])
            day = date.fromordinal(key >> ID_BITS) if key >> ID_BITS else None
            assert key & MOST_ID not in found
            found[key & MOST_ID] = day, tuple(_values(part, name, row) for name in FACETS)
    return found


def _values(part: ArticleBatch, name: str, row: int) -> tuple[int, ...]:
    values, lengths = part.values[name]
    begin = int(lengths[:row].sum())
    return tuple(sorted(values[begin : begin + int(lengths[row])].tolist()))


def published() -> dict[int, Row]:
    """Return every article that the columns should have."""
    return {
        each.pk: (
            each.published_on,
            tuple(tuple(sorted(kind.ids_in(each))) for kind in FACET_TYPES.values()),
        )
        for each in Article.objects.published()
    }


def look(store: ColumnStore) -> Snapshot | None:
    """Return the snapshot that a search would use."""
    with transaction.atomic():
        return store.current()


def ready(store: ColumnStore) -> Snapshot:
    """Return the same, after waiting for the columns and their postings to be built."""
    for _ in range(3):
        snapshot = look(store)
        store.wait()
        if snapshot is not None and snapshot.base.words is not None:
            break
    assert snapshot is not None
    return snapshot


def make(number: int, **values: Any) -> list[int]:
    """Create published articles and return their ids."""
    values = {"status": Status.PUBLISHED, "published_on": date(2014, 3, 17), **values}
    made = Article.objects.bulk_create(Article(headline=f"Report {each}", **values) for each in range(number))
    return [article.pk for article in made]


@contextmanager
def writer(**values: Any) -> Iterator[psycopg.Connection]:
    """Another connection to the test database."""
    parameters = {**server_parameters(), **values}
    with psycopg.connect(**parameters) as connection:
        yield connection


def touch(connection: psycopg.Connection, pk: int, *people: int) -> None:
    """Change counted values of an article."""
    connection.execute("UPDATE articles_article SET person_ids = %s WHERE id = %s", [list(people), pk])
