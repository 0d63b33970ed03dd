"""Readers on a PostgreSQL standby while the primary changes: they always count exactly what was replayed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from newsarchive.embedded import EmbeddedPostgres
from tests.launcher.support import crash
from tests.search.columns import corpora
from tests.search.columns.asking import compare, digest, held, settled
from tests.search.columns.corpora import Archive
from tests.search.columns.process import Process
from tests.search.columns.servers import Settings, Standby, settings_of, tell, wait_for
from tests.search.columns.support import published
from tests.search.columns.writers import Writer, writers

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = 20


@dataclass
class Pair:
    """A primary with writers and a process that writes files, and a standby with readers.

    awake: two processes that query the standby all the time; one builds columns within a search, one in the
    background. sleeper: one that queries only on request.
    """

    primary: EmbeddedPostgres
    standby: Standby
    people: Sequence[Writer]
    maker: Process
    awake: Sequence[Process]
    sleeper: Process

    def agree(self, writer: Writer) -> str:
        """Assert that awake readers have what ``writer`` finds on the primary, once it is replayed."""
        self.standby.catch_up(settings_of(self.primary))
        expected = writer.do(truth)
        writer.end(well=True)
        assert [each.ask(held) for each in self.awake] == [expected] * len(self.awake)
        return expected


@pytest.fixture
def pair(own_server: EmbeddedPostgres, tmp_path: Path) -> Iterator[Pair]:
    """Yield such a pair, with the same archive on both."""
    settings = settings_of(own_server)
    processes: list[Process] = []

    def start(folder: str, where: Settings, *, restless: bool = False, **options: int) -> Process:
        processes.append(Process(tmp_path / folder, options=options, server=where, restless=restless))
        return processes[-1]

    with writers(2, 7, settings) as people:
        people[0].do(make_archive)
        people[0].end(well=True)
        standby = Standby(own_server, tmp_path / "standby")
        try:
            awake = [start("copies", standby.settings, restless=True, small=small) for small in (5_000, 0)]
            sleeper = start("copies", standby.settings, tail=1_000)
            yield Pair(own_server, standby, people, start("files", settings), awake, sleeper)
        finally:
            for each in processes:
                each.kill()
            standby.stop()


def make_archive() -> None:
    """Create names, and articles with them."""
    corpora.make_names()
    corpora.add_articles(Archive.read(random.Random(7)), 40)


def truth() -> str:
    """Return a digest of the articles that SQL finds."""
    return digest(published())


def change_all() -> None:
    """Change every article, which is more than the tail of a process holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET person_ids = person_ids || ARRAY[cardinality(person_ids)]"
        )


def change_newest() -> None:
    """Change one article."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET status = 'published', place_ids = '{1,2,3}'"
            " WHERE id = (SELECT max(id) FROM articles_article)"
        )


def streaming(pair: Pair) -> None:
    """Readers agree with SQL, however far the standby has replayed."""
    for number in range(STEPS):
        somebody = pair.people[number % 2]
        somebody.change()
        if number % 3:
            somebody.end()
        pair.awake[number % 2].ask(compare, number)
    for each in pair.people:
        each.end(well=True)
    pair.agree(pair.people[0])


def long_transaction(pair: Pair) -> None:
    """A transaction commits after many that began later."""
    early, late = pair.people
    early.do(change_newest)
    for number in range(STEPS):
        late.change()
        late.end(well=True)
        pair.awake[number % 2].ask(compare, number)
    before = pair.agree(late)
    early.end(well=True)
    assert pair.agree(late) != before


def paused_replay(pair: Pair) -> None:
    """Changes received but not replayed are not visible yet; afterwards they are."""
    somebody = pair.people[0]
    before = pair.agree(somebody)
    tell(pair.standby.settings, "SELECT pg_wal_replay_pause()")
    wait_for(lambda: tell(pair.standby.settings, "SELECT pg_get_wal_replay_pause_state()") == "paused")
    somebody.do(change_all)
    somebody.end(well=True)
    assert [each.ask(compare, 1) for each in pair.awake] == [before] * len(pair.awake)
    tell(pair.standby.settings, "SELECT pg_wal_replay_resume()")
    assert pair.agree(somebody) != before


def shortened_log(pair: Pair) -> None:
    """A sleeping process notices that the primary has shortened the log."""
    somebody = pair.people[0]
    pair.maker.ask(settled)
    before = pair.sleeper.ask(held)
    somebody.do(change_all)
    somebody.end(well=True)
    pair.maker.ask(settled)
    assert tell(settings_of(pair.primary), "SELECT count(*) FROM articles_articlechange") == 0
    now = pair.agree(somebody)
    assert now != before
    assert pair.sleeper.ask(compare, 1) == now


def promotion(pair: Pair, files: Path) -> None:
    """The primary is lost, with changes that the standby never received. Their ids are assigned again."""
    before = pair.agree(pair.people[0])
    tell(pair.standby.settings, "ALTER SYSTEM SET primary_conninfo = ''")
    tell(pair.standby.settings, "SELECT pg_reload_conf()")
    wait_for(lambda: tell(pair.standby.settings, "SELECT count(*) FROM pg_stat_wal_receiver") == 0)
    pair.people[0].do(change_all)
    pair.people[0].end(well=True)
    pair.people[1].do(change_newest)
    crash(pair.primary)
    readers = [*pair.awake, pair.sleeper]
    assert [each.ask(held) for each in readers] == [before] * 3
    pair.standby.promote()
    assert [each.ask(compare, 2) for each in readers] == [before] * 3
    with writers(1, 8, pair.standby.settings) as (somebody,):
        for number in range(STEPS):
            somebody.change()
            somebody.end(well=True)
            readers[number % 3].ask(compare, number)
        expected = somebody.do(truth)
        assert [each.ask(held) for each in readers] == [expected] * 3
    wait_for(lambda: list(files.glob("*.columns")))  # as on every primary


def test_readers_of_a_standby_count_what_it_has_replayed(pair: Pair, tmp_path: Path) -> None:
    streaming(pair)
    long_transaction(pair)
    paused_replay(pair)
    shortened_log(pair)
    promotion(pair, tmp_path / "copies")
