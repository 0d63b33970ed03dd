"""Originals never change, and deleting one leaves a record. A restored dump keeps both."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from articles.models import Article, Capture, DeletedOriginal
from tests.factories import ArticleFactory
from tests.scratch import ScratchMaker, server_parameters

CHANGES: dict[str, Any] = {
    "raw": b"changed",
    "sha256": "b" * 64,
    "reference": "https://other.example",
    "captured_at": timezone.now(),
    "http_headers": "HTTP/1.1 200 OK",
    "media_type": "text/plain",
    "parser": "other/1",
    "cleaning": ["banner"],
    "id": 10**9,
}


def original(article: Article, using: str = "default") -> Capture:
    """Create an original of the article."""
    return Capture.objects.using(using).create(
        article=article,
        reference="https://news.example/1",
        sha256="a" * 64,
        captured_at=timezone.now(),
        media_type="text/html",
        raw=b"<p>Rain",
        parser="html/1",
    )


@pytest.fixture
def capture(db: None) -> Capture:
    """An original of an article."""
    return original(ArticleFactory.create(headline="Rain"))


@pytest.mark.parametrize("name", CHANGES)
def test_content_cannot_be_changed(capture: Capture, name: str) -> None:
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        Capture.objects.filter(pk=capture.pk).update(**{name: CHANGES[name]})
    setattr(capture, name, CHANGES[name])
    with pytest.raises(DatabaseError), transaction.atomic():
        capture.save(force_update=name != "id")


def test_an_original_may_move_to_another_article(capture: Capture) -> None:
    other = ArticleFactory.create()
    Capture.objects.filter(pk=capture.pk).update(article=other)
    assert other.captures.get() == capture


def test_originals_cannot_be_truncated_under_their_articles(capture: Capture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="together with their articles"), transaction.atomic():
            cursor.execute("TRUNCATE articles_capture, articles_articleversion")
        cursor.execute("TRUNCATE articles_article CASCADE")
    assert not Capture.objects.exists()


def with_the_article(capture: Capture) -> None:
    capture.article.delete()


def with_many(capture: Capture) -> None:
    Article.objects.all().delete()


def by_sql(capture: Capture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_capture")
        cursor.execute("DELETE FROM articles_article")


@pytest.mark.parametrize("delete", [with_the_article, with_many, by_sql])
def test_every_way_of_deleting_an_article_is_recorded(
    capture: Capture, delete: Callable[[Capture], None]
) -> None:
    article_id = capture.article_id
    delete(capture)
    mark = DeletedOriginal.objects.get()
    assert (mark.article_id, mark.headline, mark.reference) == (article_id, "Rain", "https://news.example/1")
    assert mark.sha256 == "a" * 64
    assert abs((timezone.now() - mark.deleted_at).total_seconds()) < 600
    assert not Article.objects.exists()
    original(ArticleFactory.create(headline="Snow")).article.delete()  # a second time
    assert DeletedOriginal.objects.get().headline == "Snow"


def run(program: str, *arguments: str, database: str) -> None:
    """Run one of the embedded PostgreSQL's programs on a database of the suite's server."""
    where = server_parameters()
    environment = {
        "PGHOST": str(where["host"]),
        "PGPORT": str(where["port"]),
        "PGUSER": str(where["user"]),
        "PGDATABASE": database,
    }
    assert settings.EMBEDDED_POSTGRES is not None
    path = settings.EMBEDDED_POSTGRES.program(program)
    done = subprocess.run(
        [path, *arguments], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def name_of(alias: str) -> str:
    return str(connections[alias].settings_dict["NAME"])


@pytest.mark.parametrize("form", ["custom", "plain"])
def test_a_restored_dump_keeps_originals_marks_and_guard(
    scratch: ScratchMaker, tmp_path: Path, form: str
) -> None:
    if settings.EMBEDDED_POSTGRES is None:
        pytest.skip("DATABASE_URL is set, so there is no embedded PostgreSQL")
    dump = str(tmp_path / "dump")
    with scratch() as alias:
        call_command("migrate", database=alias, verbosity=0)
        for headline in ("Deleted", "Kept"):
            kept = original(Article.objects.using(alias).create(headline=headline), alias)
            if headline == "Deleted":
                kept.article.delete()
        run("pg_dump", f"--format={form}", f"--file={dump}", database=name_of(alias))
    with scratch() as alias:
        if form == "custom":
            run("pg_restore", "--exit-on-error", f"--dbname={name_of(alias)}", dump, database=name_of(alias))
        else:
            run("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}", database=name_of(alias))
        restored = Capture.objects.using(alias).get()
        assert (restored.pk, bytes(restored.raw), restored.article.headline) == (kept.pk, b"<p>Rain", "Kept")
        assert DeletedOriginal.objects.using(alias).get().headline == "Deleted"
        with pytest.raises(DatabaseError, match="cannot be changed"):
            Capture.objects.using(alias).update(raw=b"changed")
        restored.article.delete()
        assert DeletedOriginal.objects.using(alias).get().headline == "Kept"
