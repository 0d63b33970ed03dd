"""Server crashes under processes with columns: lost changes are not counted, later ones are."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from articles.models import Article
from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.cluster import SUPERUSER
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import crash
from tests.search.columns import corpora
from tests.search.columns.asking import compare, held, write_on
from tests.search.columns.corpora import Archive
from tests.search.columns.process import Process
from tests.search.columns.servers import answers, settings_of, tell, wait_for
from tests.search.columns.support import make
from tests.search.columns.writers import writers

pytestmark = pytest.mark.django_db(transaction=True)


def touch_all(ids: list[int]) -> None:
    """Change counted values of articles."""
    Article.objects.filter(pk__in=ids).update(person_ids=[ids[0], len(ids)])


@pytest.fixture
def server(own_server: EmbeddedPostgres) -> EmbeddedPostgres:
    """A server that flushes asynchronous commits late, so that a crash loses them."""
    settings = settings_of(own_server)
    tell(settings, "ALTER SYSTEM SET wal_writer_delay = '10s'")
    tell(settings, "SELECT pg_reload_conf()")
    return own_server


def kill_a_session(server: EmbeddedPostgres) -> None:
    """Kill a session, as the kernel does when memory is short.

    The server ends all others and recovers, without a new start.
    """
    settings = settings_of(server)
    address = {"host": settings["HOST"], "user": SUPERUSER, "dbname": settings["NAME"]}
    with (
        psycopg.connect(**address, autocommit=True) as victim,
        psycopg.connect(**address, autocommit=True) as witness,
    ):
        os.kill(victim.info.backend_pid, signal.SIGKILL)
        wait_for(lambda: is_lost(witness))  # the server has noticed
    wait_for(lambda: answers(settings))


def is_lost(session: psycopg.Connection) -> bool:
    """Return whether the server has ended a session."""
    try:
        session.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def kill_the_server(server: EmbeddedPostgres) -> None:
    """Kill all server processes at once."""
    crash(server)
    server.start()


def kill_its_first_process(server: EmbeddedPostgres) -> None:
    """Kill the postmaster; the others end when they notice."""
    pid = running_pid(server.cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server.start()


CRASHES = [kill_a_session, kill_the_server, kill_its_first_process]
Crash = Callable[[EmbeddedPostgres], None]


@pytest.mark.parametrize("crash", CRASHES)
def test_what_a_crash_takes_back_is_not_counted_and_what_comes_after_it_is(
    server: EmbeddedPostgres, tmp_path: Path, crash: Crash
) -> None:
    """A reported commit is not yet on the disk (synchronous_commit = off), nor is the rollback of another
    transaction. After the crash, others get the ids of both."""
    settings = settings_of(server)
    readers = [
        Process(tmp_path, options={"small": small, "tail": 1000}, server=settings, restless=restless)
        for small, restless in ((0, False), (5_000, False), (0, True))
    ]
    try:
        with writers(1, 1, settings) as (writer,):
            ids = writer.do(make, 10)
            writer.end(well=True)
            tell(settings, "CHECKPOINT")
            before = {reader.ask(held) for reader in readers}
            for well in (True, False, True, False):
                writer.do(touch_all, ids)
                writer.end(well=well)
            assert before.isdisjoint({reader.ask(compare, 1) for reader in readers})
            crash(server)
        with writers(1, 2, settings) as (writer,):
            for number in range(5):
                writer.do(touch_all, [ids[number]])
                writer.end(well=True)
        after = {reader.ask(compare, 2) for reader in readers}
        assert len(after) == 1
        assert after != before
    finally:
        for each in readers:
            each.kill()


def test_crashes_while_many_read_and_write(server: EmbeddedPostgres, tmp_path: Path) -> None:
    settings = settings_of(server)
    with writers(1, 1, settings) as (writer,):
        writer.do(make_archive, 60)
        writer.end(well=True)
    readers = [Process(tmp_path, options={"small": small}, server=settings) for small in (0, 0, 5_000)]
    busy = [Process(tmp_path, server=settings, restless=False) for _ in range(2)]
    try:
        for number, each in enumerate(busy):
            each.ask(write_on, number)
        seen = {readers[0].ask(compare, 0)}
        for number, crash in enumerate(CRASHES):
            crash(server)
            seen |= {reader.ask(compare, number) for reader in readers}
        assert len(seen) > len(CRASHES)  # the writers did change something
        for each in busy:
            each.kill()
        assert len({reader.ask(held) for reader in readers}) == 1
    finally:
        for each in (*readers, *busy):
            each.kill()


def make_archive(articles: int) -> None:
    """Create names, and articles with them."""
    corpora.make_names()
    corpora.add_articles(Archive.read(random.Random(1)), articles)
