"""What columns hold, what they should hold, and people who write meanwhile."""

from contextlib import contextmanager
from datetime import date
from typing import Any, Iterator  # noqa: UP035

import psycopg
from django.db import transaction

from articles.models import Article, Status
from articles.search.columns.storage.segment import ID_BITS, MOST_ID, Part, part_of
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync.store import Store
from articles.search.request import FACETS
from tests.scratch import server_parameters

Row = tuple[date | None, tuple[tuple[int, ...], ...]]


def contents(snapshot: Snapshot | None) -> dict[int, Row]:
    """Every article in the columns. Asserts that none is there twice."""
    assert snapshot is not None
    found: dict[int, Row] = {}
    for segment, mask in snapshot.segments():
        part = part_of(segment, mask)
        for row in range(len(part.keys)):
            key = int(part.keys[row])
            day = date.fromordinal(key >> ID_BITS) if key >> ID_BITS else None
            assert key & MOST_ID not in found
            found[key & MOST_ID] = day, tuple(_values(part, name, row) for name in FACETS)
    return found


def _values(part: Part, name: str, row: int) -> tuple[int, ...]:
    values, lengths = part.values[name]
    begin = int(lengths[:row].sum())
    return tuple(sorted(values[begin : begin + int(lengths[row])].tolist()))


def published() -> dict[int, Row]:
    """Every article that the columns should have."""
    return {
        each.pk: (
            each.published_on,
            tuple(
                tuple(sorted([each.source_id] if each.source_id is not None else []))
                if name == "source"
                else tuple(sorted(getattr(each, f"{name}_ids")))
                for name in FACETS
            ),
        )
        for each in Article.objects.published()
    }


def look(store: Store) -> Snapshot | None:
    """What a search would be counted in."""
    with transaction.atomic():
        return store.current()


def ready(store: Store) -> Snapshot:
    """The same, after waiting for the columns where they are being made, and for their lists of words."""
    for _ in range(3):
        snapshot = look(store)
        store.wait()
        if snapshot is not None and snapshot.base.words is not None:
            break
    assert snapshot is not None
    return snapshot


def make(number: int, **values: Any) -> list[int]:
    """Published articles; their ids."""
    values = {"status": Status.PUBLISHED, "published_on": date(2014, 3, 17), **values}
    made = Article.objects.bulk_create(Article(headline=f"Report {each}", **values) for each in range(number))
    return [article.pk for article in made]


@contextmanager
def writer(**values: Any) -> Iterator[psycopg.Connection]:
    """Somebody else's connection to the database of the tests."""
    parameters = {**server_parameters(), **values}
    with psycopg.connect(**parameters) as connection:
        yield connection


def touch(connection: psycopg.Connection, pk: int, *people: int) -> None:
    """Change what is counted of an article."""
    connection.execute("UPDATE articles_article SET person_ids = %s WHERE id = %s", [list(people), pk])
