"""The columns against plain SQL: every number, every id and every order must be the same."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from articles.search.columns.counting import Caches, ColumnCounting
from articles.search.columns.frequent import find_word
from articles.search.columns.history import History
from articles.search.columns.log import Position
from articles.search.columns.names import Names
from articles.search.columns.reading import read_small
from articles.search.columns.segment import make_segment
from articles.search.columns.snapshot import Snapshot
from articles.search.columns.store import after
from articles.search.counting_sql import SQLCounting
from articles.search.filters import Selection
from articles.search.request import FACETS, SORTS
from articles.search.timeline import drilled_month
from tests.search.columns import corpora

pytestmark = pytest.mark.django_db
MOST = 1_000
#: A thousand searches; EQUALITY_ARCHIVES=1000 looks further, in half an hour.
ARCHIVES = int(os.environ.get("EQUALITY_ARCHIVES", "60"))
# Making a failing archive smaller takes minutes, and the seed is enough to look at it.
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]


def read() -> Snapshot:
    """The columns of everything there is."""
    found = read_small(MOST)
    assert found is not None
    return Snapshot.of(make_segment([found[0]]), Position.read(found[1]))


def logged() -> set[int]:
    """What the triggers wrote since the last time."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articlechange RETURNING article_id")
        return {pk for (pk,) in cursor.fetchall()}


def follow(snapshot: Snapshot, history: History, ids: Iterable[int]) -> Snapshot:
    """A snapshot brought up to date as the store does it."""
    return replace(after(snapshot, set(ids)), revision=history.add(ids))


def assert_equal(
    fast: ColumnCounting, by_names: ColumnCounting, selection: Selection, page: tuple[int, int]
) -> None:
    """Everything that can be asked about a selection has the same answer; ``by_names`` has names in
    memory."""
    plain = SQLCounting()
    offset, limit = page
    for month in {drilled_month(selection.request), date(2014, 2, 1), date(9999, 12, 1)}:
        assert fast.count(selection, month) == plain.count(selection, month)
    assert fast.total(selection) == plain.total(selection) == plain.count(selection, None).total
    assert fast.extent(selection) == plain.extent(selection)
    without = plain.ids(selection, "newest", 1, 2)
    for sort in SORTS[1:]:
        assert fast.ids(selection, sort, offset, limit) == plain.ids(selection, sort, offset, limit)
        left = plain.ids(selection, sort, offset, limit, without=without)
        assert fast.ids(selection, sort, offset, limit, without=without) == left
    for name in FACETS:
        assert fast.every(selection, name) == plain.every(selection, name)
        for text in ("", "1", "łodz"):
            listed = plain.values(selection, name, text, offset, limit)
            assert fast.values(selection, name, text, offset, limit) == listed
            assert by_names.values(selection, name, text, offset, limit) == listed
    if ranked := selection.query.ranked:
        candidates = plain.candidates(selection, limit)
        assert fast.candidates(selection, limit) == candidates
        assert fast.scores(ranked, candidates) == plain.scores(ranked, candidates)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=ARCHIVES, phases=NO_SHRINKING
)
@given(
    seed=st.integers(0, 2**32),
    searches=st.lists(
        st.tuples(corpora.values, st.tuples(st.integers(0, 12), st.integers(1, 12))), min_size=12, max_size=20
    ),
)
def test_every_answer_equals_the_reference(
    db: None, seed: int, searches: list[tuple[dict[str, list[str]], tuple[int, int]]]
) -> None:
    """An archive is read, then changed twice; caches live on as they do in a process."""
    history = History()
    caches, with_names = Caches(history), Caches(history, Names.read, many=0)
    with transaction.atomic():
        archive = corpora.make_archive(seed)
        logged()
        snapshot = read()
        for number, (parameters, page) in enumerate(searches):
            if number in (4, 8):
                corpora.change(archive)
                snapshot = follow(snapshot, history, logged())
            if number in (2, 10):
                snapshot = snapshot.compacted(corpora.frequent(archive), find_word)
            selection = Selection(corpora.request_of(parameters))
            fast, by_names = (ColumnCounting(snapshot, each) for each in (caches, with_names))
            assert_equal(fast, by_names, selection, page)
        transaction.set_rollback(True)
