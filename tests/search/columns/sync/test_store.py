"""The columns of a process: built, shared, kept fresh, and never trusted without checks."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, transaction

from articles.authorship.store import read_again
from articles.models import Article, Author, Status
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.storage import column_files
from articles.search.columns.sync import changelog
from articles.search.columns.sync.builder import column_lock
from articles.search.columns.sync.store import ColumnStore
from articles.search.facet_types import FACETS
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from tests.search.columns.support import contents, look, make, published, ready, touch, writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_known() -> None:
    """Empty the tables of the columns: they have no models, so that nothing else does."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles_articlechange, articles_columnsfile, articles_columnslog")


Start = Callable[..., ColumnStore]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a store, as in a new process, with files even for few articles."""
    started: list[ColumnStore] = []

    def start(folder: Path = tmp_path, **options: int) -> ColumnStore:
        started.append(ColumnStore(folder, **{"small": 0, **options}))
        return started[-1]

    yield start
    for each in started:
        each.wait()


@pytest.fixture
def store(start: Start) -> ColumnStore:
    """Return the store of one process."""
    return start()


def count_log() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_articlechange")
        return int((cursor.fetchone() or [0])[0])


def test_a_small_archive_needs_no_file_and_no_waiting(tmp_path: Path) -> None:
    make(3, person_ids=[7])
    store = ColumnStore(tmp_path)
    assert contents(look(store)) == published()
    assert not list(tmp_path.iterdir())


def test_a_large_archive_is_read_in_the_background_and_then_shared(
    store: ColumnStore, tmp_path: Path, start: Start
) -> None:
    make(30, person_ids=[7, 9], country_ids=[2])
    make(3, status=Status.DRAFT)
    assert look(store) is None
    snapshot = ready(store)
    assert contents(snapshot) == published()
    assert snapshot.token is not None
    other = look(start())  # a new process has it at once
    assert other is not None
    assert (other.token, contents(other)) == (snapshot.token, published())
    assert not other.base.keys.flags.writeable


def test_changes_are_seen_by_every_process_at_the_next_search(
    store: ColumnStore, tmp_path: Path, start: Start
) -> None:
    ids = make(10)
    ready(store)
    other = start()
    base = ready(other).base
    Article.objects.filter(pk=ids[0]).update(status=Status.WITHDRAWN)
    Article.objects.filter(pk=ids[1]).delete()
    Article.objects.filter(pk=ids[2]).update(published_on=None, country_ids=[3, 3])
    make(2, source=None)
    with writer(autocommit=True) as somebody:
        touch(somebody, ids[3], 4, 5)
    for each in (store, other):
        snapshot = look(each)
        assert contents(snapshot) == published()
        assert snapshot is not None
        assert snapshot.base is base or each is store


def test_a_corrected_byline_is_seen_at_the_next_search(store: ColumnStore) -> None:
    (pk,) = make(1, byline="Ann Berg")
    ready(store)
    read_again([pk])
    author = Author.objects.get()
    assert contents(look(store)) == published()
    assert contents(look(store))[pk][1][FACETS.index("author")] == (author.pk,)


def test_what_commits_late_is_not_lost(store: ColumnStore) -> None:
    first, second, third = make(3)
    ready(store)
    with writer() as early, writer() as middle, writer(autocommit=True) as late:
        touch(early, first, 1)
        touch(middle, second, 2)
        touch(late, third, 3)  # a later transaction, which commits first
        assert contents(look(store)) == published()
        assert contents(look(store))[first][1] != ((), (1,), (), (), ())
        middle.rollback()
        assert contents(look(store)) == published()
        early.commit()
        assert contents(look(store)) == published()
        assert (1,) in contents(look(store))[first][1]


def test_changes_of_many_savepoints_are_seen_and_those_rolled_back_are_not(store: ColumnStore) -> None:
    ids = make(100)
    ready(store)
    with writer() as somebody:
        for pk in ids:
            with somebody.transaction(force_rollback=pk % 2 == 0):
                touch(somebody, pk, pk)
        assert contents(look(store)) == published()
    assert contents(look(store)) == published()


def test_a_transaction_sees_its_own_changes_and_nobody_else_does(store: ColumnStore) -> None:
    ids = make(5)
    shared = ready(store)
    with transaction.atomic():
        Article.objects.filter(pk=ids[0]).delete()
        make(1)
        snapshot = store.current()
        assert snapshot is not None
        assert snapshot.revision is None
        assert contents(snapshot) == published()
        transaction.set_rollback(True)
    after = look(store)
    assert contents(after) == contents(shared) == published()


def test_a_truncated_table_is_read_anew(store: ColumnStore) -> None:
    make(5)
    ready(store)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles_article CASCADE")
    make(2)
    snapshot = look(store)
    assert snapshot is None or contents(snapshot) == published()
    assert contents(ready(store)) == published()


def test_more_changes_than_are_applied_one_by_one(
    store: ColumnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "MOST_CHANGES", 5)
    ids = make(10)
    ready(store)
    Article.objects.filter(pk__in=ids).update(person_ids=[1])
    store.wait()
    shutil.rmtree(store._folder)
    assert look(store) is None
    assert contents(ready(store)) == published()


def test_a_long_tail_becomes_a_new_base_that_all_use(tmp_path: Path, start: Start) -> None:
    ids = make(10)
    stores = [start(tail=4) for _ in range(2)]
    bases = [ready(each).token for each in stores]
    Article.objects.filter(pk__in=ids[:6]).update(person_ids=[8])
    Article.objects.filter(pk=ids[7]).delete()
    assert contents(look(stores[0])) == published()
    stores[0].wait()
    snapshots = [look(each) for each in stores]
    assert [contents(each) for each in snapshots] == [published()] * 2
    tokens = {each.token for each in snapshots if each}
    assert len(tokens) == 1
    assert tokens.isdisjoint(bases)
    assert [path.suffix for path in tmp_path.iterdir()].count(".columns") == 1
    assert count_log() == 0


def test_a_process_that_slept_too_long_takes_the_newer_file(tmp_path: Path, start: Start) -> None:
    ids = make(10)
    sleeper, busy = (start(tail=tail) for tail in (1000, 2))
    ready(sleeper)
    for number in range(4):
        Article.objects.filter(pk__in=ids[number : number + 4]).update(person_ids=[number])
        ready(busy)
        busy.wait()
        ready(busy)
    assert contents(look(sleeper)) == published()


def test_a_file_that_is_newer_than_the_last_look_is_no_reason_to_believe_what_was_kept(start: Start) -> None:
    """Its writer has seen changes that this process has not; they are older than the file."""
    ids = make(10)
    store, busy = (start(tail=tail) for tail in (1000, 2))
    caches = SearchCaches(store.history)

    def find(word: str) -> list[int]:
        with transaction.atomic():
            snapshot = store.current()
            assert snapshot is not None
            selection = Selection(SearchRequest(q=word))
            counting = ColumnCounting(snapshot, caches)
            found = counting.ids(selection, "oldest", 0, 100)
            assert counting.count(selection, None).total == len(found)
            return found

    with writer() as somebody:
        touch(somebody, ids[9], 1)  # a long transaction: the log is kept from here on
        ready(store)
        assert find("report") == ids
        Article.objects.filter(pk__in=ids[:4]).update(headline="Note")
        ready(busy)
        busy.wait()
        assert find("report") == ids[4:]
        assert find("note") == ids[:4]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "other program's": lambda data: b"PK" + data[2:],
    "header": lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
    "data": lambda data: data[: len(data) // 2] + bytes(byte ^ 1 for byte in data[len(data) // 2 :]),
    "zeros": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_is_not_used_but_made_anew(
    store: ColumnStore, tmp_path: Path, how: str, start: Start
) -> None:
    make(20, person_ids=[1, 2, 3])
    ready(store)
    path = next(tmp_path.glob("*.columns"))
    path.chmod(0o600)
    whole = path.read_bytes()
    path.unlink()  # a process that has it open can still read it
    path.write_bytes(DAMAGE[how](whole))
    other = start()
    assert look(other) is None
    assert contents(ready(other)) == published()
    assert path not in tmp_path.glob("*.columns")
    assert contents(look(store)) == published()


def test_a_file_that_this_database_does_not_know_is_not_used(store: ColumnStore, start: Start) -> None:
    """This happens when the database is restored from a backup older than the file."""
    make(5)
    ready(store)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_columnsfile")
    make(3)
    other = start()
    assert look(other) is None
    assert contents(ready(other)) == published()


def test_a_file_of_another_database_is_not_used(store: ColumnStore, tmp_path: Path, start: Start) -> None:
    make(5)
    snapshot = ready(store)
    for path in tmp_path.glob("*.columns"):
        path.unlink()
    identity = changelog.read_identity()
    stranger = column_files.write(tmp_path, snapshot.base, f"{identity}x", snapshot.position)
    with transaction.atomic():
        changelog.register(snapshot.position, identity, stranger.token)
    other = start()
    assert look(other) is None
    assert contents(ready(other)) == published()
    assert stranger.path.exists()  # it may be in use elsewhere


def test_a_file_of_another_format_is_not_used(
    store: ColumnStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:
    make(5)
    ready(store)
    monkeypatch.setattr(column_files, "FORMAT", 99)
    assert look(start()) is None


def test_a_log_restored_from_another_cluster_does_no_harm(store: ColumnStore) -> None:
    ids = make(5)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_articlechange (transaction, article_id) VALUES ('999999999', %s)", [ids[0]]
        )
    ready(store)
    Article.objects.filter(pk=ids[0]).update(person_ids=[1])
    assert contents(look(store)) == published()
    assert contents(look(store)) == published()


def test_only_one_makes_columns_at_a_time(store: ColumnStore, tmp_path: Path) -> None:
    make(5)
    with column_lock(tmp_path) as mine:
        assert mine
        assert look(store) is None
        store.wait()
        assert look(store) is None
        assert not list(tmp_path.glob("*.columns"))
    store.wait()
    assert contents(ready(store)) == published()


def test_where_no_file_can_be_written_columns_are_kept_in_memory(tmp_path: Path, start: Start) -> None:
    (tmp_path / "columns").write_text("no folder")
    make(5)
    store = start(tmp_path / "columns")
    snapshot = ready(store)
    assert (snapshot.token, contents(snapshot)) == (None, published())


def test_a_database_that_went_back_in_time_is_noticed(store: ColumnStore) -> None:
    ids = make(5)
    snapshot = ready(store)
    later = replace(snapshot.position, next=snapshot.position.next + 1000)
    store._state = replace(snapshot, position=later)
    Article.objects.filter(pk=ids[0]).update(person_ids=[1])
    assert contents(ready(store)) == published()
