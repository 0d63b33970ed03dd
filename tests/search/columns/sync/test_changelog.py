"""Positions in the transaction history, and the history of revisions."""

import pytest
from django.db import connection, transaction

from articles.search.columns.cache.history import MOST_IDS, History
from articles.search.columns.storage.position import Position
from articles.search.columns.sync.changelog import read_head
from tests.search.columns.support import make, touch, writer


def test_a_position_says_what_was_running() -> None:
    position = Position.read("10:20:12,15")
    assert position == Position(10, 20, (12, 15))
    assert str(position) == "10:20:12,15"
    assert Position.read("10:10:") == Position(10, 10)


@pytest.mark.parametrize(
    ("earlier", "later"), [("10:20:12,15", "10:20:12,15"), ("10:20:12,15", "12:25:15,22"), ("9:9:", "12:12:")]
)
def test_a_later_position_has_seen_an_earlier_one(earlier: str, later: str) -> None:
    assert Position.read(later).has_seen(Position.read(earlier))
    assert Position.read(earlier).has_seen(Position.read(later)) == (earlier == later)


def test_of_two_positions_at_odds_neither_has_seen_the_other() -> None:
    """These come from two histories of one archive, after a crash."""
    one, other = Position.read("10:20:12,15"), Position.read("10:20:12,16")
    assert not one.has_seen(other)
    assert not other.has_seen(one)


def test_on_a_standby_anything_after_the_oldest_may_have_been_running() -> None:
    """There PostgreSQL gives no list, whatever is running on the primary."""
    assert Position.read("10:20:", standby=True) == Position(10, 10)


@pytest.mark.django_db(transaction=True)
def test_a_position_like_a_standbys_reads_changes_again_rather_than_missing_one() -> None:
    first, second = make(2)
    with writer() as early, writer(autocommit=True) as late:
        touch(early, first, 1)
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SELECT pg_current_snapshot()::text")
            text = str((cursor.fetchone() or [""])[0])
        touch(late, second, 2)
        early.commit()
    for standby in (False, True):
        with transaction.atomic():
            head = read_head(Position.read(text, standby=standby), "")
        assert head.changed is not None
        assert {first, second} <= head.changed


def test_history_knows_what_changed_between_revisions() -> None:
    history = History()
    begin = history.restart()
    one, two = history.add([1, 2]), history.add([3])
    assert history.between(begin, two) == frozenset([1, 2, 3])
    assert history.between(one, two) == frozenset([3])
    assert history.between(two, two) == frozenset()
    assert history.between(begin - 1, two) is None
    last = history.add(range(MOST_IDS + 1))  # more than is kept
    assert history.between(two, last) is None
    assert history.between(last, last) == frozenset()
