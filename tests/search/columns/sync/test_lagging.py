"""Several processes, each at its own pace, and several concurrent writers: every result equals SQL's.

Changes stay uncommitted for a while, are committed out of order, or are rolled back. Some processes query at
every step; some sleep through many changes, and through files that others write meanwhile.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction

from articles.models import Article
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.sync import changelog
from articles.search.columns.sync.store import ColumnStore
from articles.search.query.selection import Selection
from tests.search.columns import corpora
from tests.search.columns.corpora import Archive
from tests.search.columns.questions import as_if_large, ask, request_of
from tests.search.columns.support import contents, published
from tests.search.columns.writers import Writer, writers

pytestmark = pytest.mark.django_db(transaction=True)
ARCHIVES = max(1, int(os.environ.get("EQUALITY_ARCHIVES", "70")) // 14)
FIRST = int(os.environ.get("EQUALITY_FIRST", "0"))
STEPS = 60


@dataclass
class Process:
    """A process with columns and caches. ``wakes``: how often it is queried."""

    store: ColumnStore
    wakes: float
    answers: int = 0

    def __post_init__(self) -> None:
        self._caches = SearchCaches(self.store.history)

    def search(self, chance: random.Random) -> None:
        """Assert that a search equals SQL, in one transaction, so that both see the same data."""
        snapshot = self.store.current()
        if snapshot is None:
            return  # SQL counts
        if chance.random() < 0.2:
            assert contents(snapshot) == published()
        ask(ColumnCounting(snapshot, self._caches), Selection(request_of(chance)), chance)
        self.answers += 1


def search_all(processes: list[Process], chance: random.Random) -> None:
    """Search in the processes that are awake."""
    for process in processes:
        if chance.random() < process.wakes:
            with transaction.atomic():
                process.search(chance)


def search_within(process: Process, chance: random.Random) -> None:
    """Search in a transaction with uncommitted changes of its own."""
    with transaction.atomic():
        process.search(chance)


def step(people: Sequence[Writer], processes: list[Process], chance: random.Random) -> None:
    """Make one change, then search in the processes that are awake."""
    somebody = chance.choice(people)
    what = chance.random()
    if what < 0.55:
        somebody.change()
    elif what < 0.85:
        somebody.end()
    elif what < 0.95 and somebody.open:
        somebody.do(search_within, chance.choice(processes), chance)
    elif not any(each.open for each in people) and chance.random() < 0.3:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE articles_article CASCADE")
    search_all(processes, chance)


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits, so that small archives exceed what is kept, looked up again and applied."""
    as_if_large(monkeypatch)
    monkeypatch.setattr(changelog, "MOST_CHANGES", 40)


@pytest.mark.usefixtures("_large")
def test_processes_that_lag_answer_as_sql_does(tmp_path: Path) -> None:
    corpora.make_names()
    answers = 0
    for number in range(FIRST, FIRST + ARCHIVES):
        chance = random.Random(number)
        folder = tmp_path / str(number)
        busy, drowsy, sleeper = (ColumnStore(folder, small=0, tail=tail) for tail in (4, 1000, 12))
        processes = [
            Process(busy, 1),
            Process(drowsy, 0.3),
            Process(sleeper, 0.07),
            Process(ColumnStore(folder), 0.5),
        ]
        corpora.add_articles(Archive.read(chance), 30)
        with writers(3, number) as people:
            for _ in range(STEPS):
                step(people, processes, chance)
        for process in processes:
            process.store.wait()
            with transaction.atomic():
                process.search(chance)
        Article.objects.all().delete()
        answers += sum(process.answers for process in processes)
        assert processes[-1].answers
    assert answers > ARCHIVES * STEPS / 2
