"""Many who write, processes that read, some of which are killed: nothing is lost and nothing doubled."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from articles.models import Article, Status
from articles.search.columns.store import Store
from tests.search.columns.process import digest
from tests.search.columns.support import contents, make, published, ready, writer

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
WRITERS = 4


class Reader:
    """A process with columns."""

    def __init__(self, folder: Path) -> None:
        database = connection.settings_dict["NAME"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.search.columns.process", database, str(folder)],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(settings.DATA_DIR)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self) -> str:
        """A digest of what it has at its next look."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        """As kill -9 does, at whatever it is doing."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def writers(ids: list[int]) -> Iterator[None]:
    """People who change articles until the end of the block: transactions that overlap, take their time,
    commit out of order, or not at all."""
    ended = threading.Event()
    failures: list[psycopg.Error] = []

    def write(number: int) -> None:
        chance = random.Random(number)
        try:
            with writer() as somebody:
                while not ended.is_set():
                    for _ in range(chance.randint(1, 4)):
                        _change(somebody, chance, ids[number::WRITERS])
                        time.sleep(chance.choice([0, 0, 0.005, 0.05]))
                    (somebody.rollback if chance.random() < 0.2 else somebody.commit)()
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not failures


def _change(somebody: psycopg.Connection, chance: random.Random, ids: list[int]) -> None:
    pk = chance.choice(ids)
    what = chance.randrange(3)
    if what == 0:
        status = chance.choice(Status.values)
        somebody.execute("UPDATE articles_article SET status = %s WHERE id = %s", [status, pk])
    elif what == 1:
        somebody.execute("DELETE FROM articles_article WHERE id = %s", [pk])
    else:
        people = chance.sample(range(100), chance.randint(0, 3))
        somebody.execute("UPDATE articles_article SET person_ids = %s WHERE id = %s", [people, pk])


def test_readers_killed_at_any_moment_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    ids = make(400, person_ids=[1])
    chance = random.Random(1)
    readers = [Reader(tmp_path) for _ in range(3)]
    try:
        with writers(ids):
            for number in range(9):
                victim = readers[number % len(readers)]
                assert victim.ask()  # it is at work by now
                time.sleep(chance.uniform(0, 0.2))
                victim.kill()
                readers[number % len(readers)] = Reader(tmp_path)
        make(5)
        expected = digest(published())
        assert [reader.ask() for reader in readers] == [expected] * len(readers)
        # One more change is in everybody's next answer.
        Article.objects.filter(pk__in=ids[:50]).delete()
        expected = digest(published())
        assert [reader.ask() for reader in readers] == [expected] * len(readers)
    finally:
        for reader in readers:
            reader.kill()
    assert contents(ready(Store(tmp_path, small=0))) == published()


def test_a_process_agrees_with_sql_whenever_nobody_writes(tmp_path: Path) -> None:
    ids = make(200)
    store = Store(tmp_path, small=0, tail=10)
    ready(store)
    for _ in range(8):
        with writers(ids):
            for _ in range(20):
                ready(store)
                time.sleep(0.005)
        assert contents(ready(store)) == published()
    store.wait()
