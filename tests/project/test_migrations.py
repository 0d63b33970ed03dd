"""Migrations: complete, and reversible with data in the tables."""

from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.extraction.lexicon.countries import COUNTRIES
from articles.models import Article, Entity
from tests.scratch import ScratchMaker


@pytest.mark.django_db
def test_models_have_no_changes_without_a_migration() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def _tables(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        return set(connections[alias].introspection.table_names(cursor))


def _shape(alias: str) -> list[tuple[object, ...]]:
    """Return the columns, with type and storage, the constraints and the indexes of the archive's tables."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """
            SELECT attrelid::regclass::text, attname, atttypid::regtype::text, attstorage::text,
                   attgenerated::text
              FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
             WHERE relname LIKE 'articles\\_%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
            UNION ALL
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
              FROM pg_constraint WHERE conrelid::regclass::text LIKE 'articles\\_%'
            UNION ALL
            SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE tablename LIKE 'articles\\_%'
            UNION ALL
            SELECT relname, '', array_to_string(reloptions, ','), '', '' FROM pg_class
             WHERE relname LIKE 'articles\\_%' AND relkind = 'r'
            """
        )
        return sorted(cursor.fetchall(), key=str)


def test_all_the_way_there_and_back_and_there_again(scratch: ScratchMaker) -> None:
    with scratch() as alias:
        call_command("migrate", database=alias, verbosity=0)
        first = _shape(alias)
        assert Entity.objects.using(alias).filter(kind="country").count() == len(COUNTRIES)
        articles = Article.objects.using(alias)
        articles.create(headline="Kept until its table goes", country_ids=[1])
        articles.create(headline="Embargoed", status="embargoed", embargoed_until=timezone.now())

        call_command("migrate", "articles", "zero", database=alias, verbosity=0)
        assert not {name for name in _tables(alias) if name.startswith("articles_")}
        assert not MigrationRecorder(connections[alias]).migration_qs.filter(app="articles").exists()

        call_command("migrate", database=alias, verbosity=0)
        assert _shape(alias) == first
        assert Entity.objects.using(alias).filter(kind="country").count() == len(COUNTRIES)


def test_each_migration_goes_back_one_step(scratch: ScratchMaker) -> None:
    with scratch() as alias:
        call_command("migrate", database=alias, verbosity=0)
        names = sorted(
            MigrationRecorder(connections[alias])
            .migration_qs.filter(app="articles")
            .values_list("name", flat=True),
            reverse=True,
        )
        # Older software does not know the status.
        Article.objects.using(alias).create(
            headline="Embargoed", status="embargoed", embargoed_until=timezone.now()
        )
        for name, before in pairwise([*names, "zero"]):
            call_command("migrate", "articles", before, database=alias, verbosity=0)
            call_command("migrate", "articles", name, database=alias, verbosity=0)
            call_command("migrate", "articles", before, database=alias, verbosity=0)


def test_flush_leaves_the_countries_of_the_world(scratch: ScratchMaker) -> None:
    with scratch() as alias:
        call_command("migrate", database=alias, verbosity=0)
        Article.objects.using(alias).create(headline="Gone after the flush")
        call_command("flush", database=alias, interactive=False, verbosity=0)
        assert not Article.objects.using(alias).exists()
        assert Entity.objects.using(alias).filter(kind="country").count() == len(COUNTRIES)


def test_migrating_again_adds_nothing_and_takes_nothing_back(scratch: ScratchMaker) -> None:
    with scratch() as alias:
        call_command("migrate", database=alias, verbosity=0)
        entities = Entity.objects.using(alias)
        entities.filter(code="TR").update(name="Türkiye", description="Renamed by an editor")
        entities.get(code="AD").delete()
        out = StringIO()
        call_command("migrate", database=alias, stdout=out)
        assert "No migrations to apply" in out.getvalue()
        assert entities.get(code="TR").name == "Türkiye"
        assert entities.filter(code="AD").count() == 1
        assert entities.filter(kind="country").count() == len(COUNTRIES)


FIND = "SELECT id FROM articles_article WHERE search @@ to_tsquery('simple', %s) ORDER BY id"


def _found(alias: str, lexeme: str) -> list[int]:
    with connections[alias].cursor() as cursor:
        cursor.execute(FIND, [lexeme])
        return [pk for (pk,) in cursor.fetchall()]


def test_plain_words_are_indexed_at_an_upgrade_and_not_twice(
    scratch: ScratchMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    with scratch() as alias:
        call_command("migrate", "articles", "0013", database=alias, verbosity=0)
        state = MigrationExecutor(connections[alias]).loader.project_state(("articles", "0013_plain_texts"))
        older = state.apps.get_model("articles", "Article").objects.using(alias)
        made = older.bulk_create(
            [older.model(headline=f"Co-operation {number}", body="The U.S. fleet") for number in range(1200)]
        )
        assert not _found(alias, "us0")
        with connections[alias].cursor() as cursor:  # as if an earlier run had been interrupted
            cursor.execute("CREATE TABLE articles_reindexed (upto bigint NOT NULL)")
            cursor.execute("INSERT INTO articles_reindexed VALUES (%s)", [made[99].pk])
        call_command("migrate", database=alias, verbosity=0)
        assert _found(alias, "us0") == [article.pk for article in made[100:]]
        assert "1,100 of 1,100" in capsys.readouterr().err
        assert "articles_reindexed" not in _tables(alias)

        call_command("migrate", "articles", "0013", database=alias, verbosity=0)
        assert not _found(alias, "us0")
        call_command("migrate", database=alias, verbosity=0)
        assert _found(alias, "us0") == [article.pk for article in made]
        capsys.readouterr()
        call_command("migrate", database=alias, verbosity=0)
        assert not capsys.readouterr().err
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM articles_articlechange WHERE article_id IS NULL")
            assert cursor.fetchone() != (0,)
