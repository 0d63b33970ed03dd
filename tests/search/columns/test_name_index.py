"""The name index: its pages equal those of SQL, and it is never older than the database."""

import random
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from articles.models import Article, Entity, EntityName, Kind
from articles.search.columns.cache.history import History
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.name_index import NameIndex, NameStore
from articles.search.columns.storage.position import Position
from articles.search.columns.storage.segment import make_segment
from articles.search.columns.storage.snapshot import Snapshot
from articles.search.columns.sync.loader import read_small
from articles.search.counting.sql import SQLCounting
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from tests.conftest import QueryCounter
from tests.factories import EntityFactory
from tests.search.columns.support import make, writer

NAMES = [
    *("Anna Ødegård", "anna odegard", "Ann", "O'Neil", "100% Pure", "a_b c", "back\\slash", "Łódź"),
    *("Żółć Żak", "Li Ming", "李明", "Мария Ли", "“Quoted” Name", "Jean-Luc", "J. R. R. Tolkien", "x"),
    *("Sam Smith", "Smithson"),
]
TEXTS = [
    *("", "a", "an", "ANN", "Smith", "smith’s", "ø", "odegard", "100%", "%", "_", "\\", "ż", "李", "ли"),
    *(".", " ", "jr", "j. r.", "zzz", "n\nn", "Łódź's", "-", "x" * 300, "🙂", "other"),
]


def columns() -> Snapshot:
    """Return the columns of the whole archive."""
    read = read_small(1_000)
    assert read is not None
    return Snapshot.of(make_segment([read[0]]), Position.read(read[1]))


def people(chance: random.Random) -> list[int]:
    """Create people with all sorts of names, some with several, and return their ids."""
    made = [EntityFactory.create(name=name) for name in NAMES for _ in range(chance.choice([1, 1, 2]))]
    for entity in chance.sample(made, 8):
        for number in range(chance.choice([1, 2])):
            EntityName.objects.create(entity=entity, name=f"Other {chance.choice(NAMES)} {number}")
    return [entity.pk for entity in made]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_pages_are_those_of_sql(seed: int) -> None:
    chance = random.Random(seed)
    ids = people(chance)
    EntityFactory.create(kind=Kind.PLACE, name="Annapolis")
    for _ in range(40):  # nobody has the ids 7 and 10**6
        make(1, person_ids=chance.sample([*ids, 7, 10**6], chance.randint(0, 5)))
    fast = ColumnCounting(columns(), SearchCaches(History(), NameIndex.read, many=0))
    without = ColumnCounting(columns(), SearchCaches(History()))
    selection = Selection(SearchRequest())
    for text in TEXTS:
        for offset, limit in ((0, 200), (0, 3), (chance.randint(0, 25), 4), (3, 0), (1_000, 5)):
            plain = SQLCounting().values(selection, "person", text, offset, limit)
            assert without.values(selection, "person", text, offset, limit) == plain
            assert fast.values(selection, "person", text, offset, limit) == plain


@pytest.mark.django_db
def test_no_names_and_no_articles() -> None:
    Entity.objects.all().delete()
    names = NameIndex.read()
    empty = names.ids
    assert names.page(empty, empty, "a", 0, 10).values == []
    make(1, person_ids=[5])
    fast = ColumnCounting(columns(), SearchCaches(History(), NameIndex.read, many=0))
    assert fast.values(Selection(SearchRequest()), "person", "", 0, 10).total == 0


@pytest.mark.django_db
def test_many_values_cost_one_look_at_the_log(count_queries: QueryCounter) -> None:
    make(1, person_ids=people(random.Random(1)))
    store = NameStore()
    names = NameIndex.read()
    looks: list[NameIndex | None] = []

    def current() -> NameIndex:
        looks.append(store.current())
        return names

    fast = ColumnCounting(columns(), SearchCaches(History(), current, many=3))
    selection = Selection(SearchRequest())
    fast.values(selection, "person", "", 0, 5)
    assert count_queries(lambda: fast.values(selection, "person", "ann", 0, 5)) == 1
    assert len(looks) == 2
    fast.values(selection, "country", "", 0, 5)
    assert len(looks) == 2  # not for few values, or none
    store.wait()


def read(store: NameStore) -> NameIndex:
    """Return the current names, once they have been read and other transactions have ended."""
    until = time.monotonic() + 60
    while (names := store.current()) is None:
        store.wait()
        assert time.monotonic() < until
    return names


def found(names: NameIndex, text: str) -> list[int]:
    """Return the ids of the entities with the text in a name."""
    return sorted(pk for pk, _ in names.page(names.ids, names.ids, text, 0, 1_000).values)


def _rename(server: psycopg.Connection, pk: int) -> None:
    server.execute("UPDATE articles_entity SET name = 'Renamed', folded = 'renamed' WHERE id = %s", [pk])


def _add(server: psycopg.Connection, pk: int) -> None:
    server.execute(
        "INSERT INTO articles_entityname (entity_id, name, folded, learned)"
        " VALUES (%s, 'Renamed', 'renamed', false)",
        [pk],
    )


CHANGES: dict[str, Callable[[psycopg.Connection, int], object]] = {
    "renamed": _rename,
    "another name": _add,
    "copied": lambda server, pk: server.execute(
        "INSERT INTO articles_entity (kind, name, slug, code, description, folded, created_at, modified_at)"
        " SELECT kind, 'Renamed', 'renamed', code, '', 'renamed', now(), now() FROM articles_entity"
        " WHERE id = %s",
        [pk],
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_known_when_it_is_committed(what: str) -> None:
    pk = EntityFactory.create(name="Before").pk
    store = NameStore(pause=0)
    assert found(read(store), "before") == [pk]
    with writer() as server:
        CHANGES[what](server, pk)
        held = store.current()
        assert held is None or found(held, "renamed") == []
        server.commit()
        assert store.current() is None
        store.wait()
    names = read(store)
    assert len(found(names, "renamed")) == 1
    assert found(names, "renamed") == found(NameIndex.read(), "renamed")


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_away_is_known_too() -> None:
    pk = EntityFactory.create(name="Before").pk
    EntityName.objects.create(entity_id=pk, name="Former")
    other = EntityFactory.create(name="Another")
    store = NameStore(pause=0)
    read(store)
    EntityName.objects.update(entity=other)  # as merging does
    assert store.current() is None
    assert found(read(store), "former") == [other.pk]
    EntityName.objects.all().delete()
    assert store.current() is None
    assert found(read(store), "former") == []
    Entity.objects.filter(pk=pk).delete()
    assert store.current() is None
    assert found(read(store), "before") == []
    EntityName.objects.create(entity=other, name="Former")
    assert found(read(store), "former") == [other.pk]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles_entityname")
    assert store.current() is None
    assert found(read(store), "former") == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_was_under_way_while_they_were_read_is_not_missed() -> None:
    first, second = (EntityFactory.create(name=name).pk for name in ("First", "Second"))
    store = NameStore(pause=0)
    with writer() as early, writer(autocommit=True) as late:
        _rename(early, first)
        _add(late, second)
        store.current()
        store.wait()  # they are read without the change of the early one
        early.commit()
        assert store.current() is None
    assert found(read(store), "renamed") == sorted([first, second])


@pytest.mark.django_db(transaction=True)
def test_a_transaction_sees_its_own_changes_and_leaves_none_behind() -> None:
    pk = EntityFactory.create(name="Before").pk
    store = NameStore(pause=0)
    read(store)
    with transaction.atomic():
        Entity.objects.filter(pk=pk).update(name="Renamed", folded="renamed")
        assert store.current() is None
        transaction.set_rollback(True)
    assert found(read(store), "before") == [pk]


@pytest.mark.django_db(transaction=True)
def test_what_changes_no_name_leaves_them_as_they_are() -> None:
    entity = EntityFactory.create(name="Before")
    store = NameStore(pause=0)
    names = read(store)
    entity.description = "Somebody."
    entity.save()
    Entity.objects.filter(pk=0).update(name="Nobody")
    same = Entity(pk=entity.pk, kind=Kind.PERSON, name="Other", slug="other")
    Entity.objects.bulk_create([same], ignore_conflicts=True)
    Article.objects.create(headline="Report")
    assert store.current() is names


@pytest.mark.django_db(transaction=True)
def test_the_log_is_kept_short_and_free_of_what_a_restored_dump_brought() -> None:
    for number in range(5):
        EntityFactory.create(name=f"Somebody {number}")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_namechange VALUES ('9000000000'::xid8)")
    store = NameStore(pause=0)
    read(store)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_namechange")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_names_read_within_a_search_are_kept_until_one_changes(count_queries: QueryCounter) -> None:
    pk = EntityFactory.create(name="Before").pk
    store = NameStore()
    assert store.held() is None
    names = store.read()
    assert found(names, "before") == [pk]
    assert store.held() is names
    assert count_queries(store.held) == 1
    with transaction.atomic():
        Entity.objects.filter(pk=pk).update(name="Renamed", folded="renamed")
        assert store.held() is None
        assert found(store.read(), "renamed") == [pk]
        transaction.set_rollback(True)
    again = store.held()
    assert again is None or found(again, "before") == [pk]
    assert found(store.read(), "before") == [pk]


@pytest.mark.django_db(transaction=True)
def test_the_newest_change_is_that_of_the_highest_transaction() -> None:
    EntityFactory.create(name="Somebody")
    store = NameStore()
    store.read()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        ((following,),) = cursor.fetchall()
        # As text, 9 comes after any number with more digits that begins with less.
        cursor.execute("INSERT INTO articles_namechange VALUES ('9'::xid8), (%s::text::xid8)", [following])
    assert store.held() is None
