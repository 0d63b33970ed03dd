"""Many writers, and readers that are killed at random: no change is lost or counted twice."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from articles.models import Article
from tests.search.columns import corpora
from tests.search.columns.asking import MOMENTS, compare, die_when, digest, glance, held, settled, write_on
from tests.search.columns.corpora import Archive
from tests.search.columns.process import Process
from tests.search.columns.servers import wait_for
from tests.search.columns.support import make, published

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 25

Start = Callable[..., Process]


@pytest.fixture(autouse=True)
def _nothing_is_known() -> None:
    """Empty the tables of the columns: they have no models, so that nothing else does."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles_articlechange, articles_columnsfile, articles_columnslog")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts processes with a shared folder; kill them at the end."""
    started: list[Process] = []

    def start(**options: object) -> Process:
        started.append(Process(tmp_path / "columns", **options))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for each in started:
        each.kill()


def nobody_else_writes() -> bool:
    """Return whether no other session has changed anything in an open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        (others,) = cursor.fetchone() or (0,)
    return not others


def test_whoever_is_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(start: Start) -> None:
    chance = random.Random(1)
    corpora.make_names()
    corpora.add_articles(Archive.read(chance), 60)

    def start_writer(seed: int) -> Process:
        process = start(restless=False)
        process.ask(write_on, seed)
        return process

    readers = [start() for _ in range(3)]
    writers = [start_writer(number) for number in range(3)]
    seen = set()
    for number in range(KILLS):
        seen.add(chance.choice(readers).ask(compare, number))
        time.sleep(chance.uniform(0, 0.05))
        kind, place = chance.choice([readers, writers]), chance.randrange(3)
        kind[place].kill()
        kind[place] = start() if kind is readers else start_writer(100 + number)
    assert len(seen) > 2  # the writers did change something, however slowly they start
    for each in writers:
        each.kill()
    wait_for(nobody_else_writes)  # the server ends a killed client's transaction a moment later
    make(5)
    expected = digest(published())
    assert [reader.ask(held) for reader in readers] == [expected] * 3
    # Every process sees one more change on its next query.
    Article.objects.filter(pk__in=Article.objects.values("pk")[:20]).delete()
    expected = digest(published())
    assert [reader.ask(held) for reader in [*readers, start()]] == [expected] * 4


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("file", ["first", "next"])
def test_whoever_is_killed_while_making_a_file_loses_nothing(
    start: Start, tmp_path: Path, file: str, moment: str
) -> None:
    ids = make(20, person_ids=[1, 2])
    maker = start(restless=False)
    others = []
    if file == "next":
        maker.ask(settled)
        others.append(start(options={"tail": 1000}))
        others[0].ask(held)
        Article.objects.filter(pk__in=ids[:8]).update(person_ids=[3])
    maker.ask(die_when, moment)
    with suppress(EOFError):
        maker.ask(glance)
    maker.wait_for_death()
    Article.objects.filter(pk__in=ids[4:12]).update(country_ids=[4])
    Article.objects.filter(pk__in=ids[12:14]).delete()
    make(2)
    others.append(start())
    expected = digest(published())
    assert [each.ask(compare, 1) for each in others] == [expected] * len(others)
    # The next file is written normally, and partial files are gone.
    Article.objects.filter(pk__in=ids[:8]).update(place_ids=[5])
    wait_for(lambda: others[-1].ask(held) == digest(published()) and is_tidy(tmp_path / "columns"))


def is_tidy(folder: Path) -> bool:
    """Return whether there is one file, which is registered, and nothing in the log that it contains."""
    files = {path.stem for path in folder.glob("*.*")}
    return len(files) == 1 and files == registered() and count_log() == 0


def registered() -> set[str]:
    """Return the registered files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token::text FROM articles_columnsfile")
        return {token for (token,) in cursor.fetchall()}


def count_log() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_articlechange")
        return int((cursor.fetchone() or [0])[0])
