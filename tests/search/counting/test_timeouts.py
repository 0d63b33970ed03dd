"""Limits of a search: settings that hold for one block and end with it."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles.search.timeouts import by_index, limited

pytestmark = pytest.mark.django_db
NAMES = ("enable_seqscan", "max_parallel_workers_per_gather", "statement_timeout")


def settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s), current_setting(%s), current_setting(%s)", NAMES)
        row: tuple[str, ...] = cursor.fetchone() or ()
    return row


def test_words_are_looked_up_in_the_index_and_nothing_else_changes() -> None:
    before = settings()
    with transaction.atomic():
        with by_index():
            assert settings()[:2] == ("off", "0")
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN SELECT id FROM articles_article WHERE search @@ 'said'::tsquery")
                plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "article_search" in plan
            assert "Seq Scan" not in plan
        assert settings() == before
    assert settings() == before


def test_an_error_inside_ends_it_too() -> None:
    before = settings()
    with (
        pytest.raises(DatabaseError, match="division by zero"),
        transaction.atomic(),
        limited(1234),
        by_index(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 / 0")
    assert settings() == before
