"""Dry runs, --limit and --since of import_articles, and undo_import."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from articles import editing
from articles.models import Article, Capture, ImportRun, Source, Status, User
from tests.importers.support import write_jsonl

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: object) -> str:
    """Run a command; return its output and errors."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Seven records, the second without a headline."""
    records: list[object] = [
        {
            "headline": f"Rain {year}",
            "date": f"{year}-03-01",
            "author": "Ann Berg",
            "mood": "wet",
            "body": "Wet.",
        }
        for year in range(2010, 2016)
    ]
    return write_jsonl(tmp_path / "news.jsonl", [records[0], {"body": "x"}, *records[1:]])


def test_a_dry_run_shows_the_first_records_and_stores_nothing(news: Path) -> None:
    said = run("import_articles", news, "--dry-run", "--source", "Harbour Post")
    assert f"{news}, line 1: created\n" in said
    for row in (
        "headline  Rain 2010",
        "date      2010-03-01",
        "source    Harbour Post",
        "author    Ann Berg",
    ):
        assert row in said
    assert "text      Wet." in said
    assert "not used  mood" in said
    assert f"{news}, line 2: failed\n  reason    it has no headline" in said
    assert "line 5: created" in said
    assert "line 6" not in said
    assert "Nothing was stored." in said
    for model in (Article, Capture, Source, ImportRun):
        assert not model._default_manager.exists()


def test_a_dry_run_says_what_the_archive_has(news: Path) -> None:
    run("import_articles", news, "--limit", 1)
    rain = Article.objects.get()
    said = run("import_articles", news, "--dry-run", "--limit", 3)
    assert "line 1: unchanged: the archive has it" in said
    assert "line 3: created" in said
    assert "line 4" not in said
    again = run("import_articles", news, "--dry-run", "--limit", 1, "--map", "text=mood")
    assert f"line 1: a new version of article {rain.pk}" in again
    assert "text      wet" in again


def test_a_limit_ends_the_import(news: Path) -> None:
    assert "created            1" in run("import_articles", news, "--limit", 1)
    assert ImportRun.objects.get().options == {"limit": 1}
    with pytest.raises(CommandError, match="greater than 0"):
        run("import_articles", news, "--limit", 0)


def test_articles_from_before_a_date_are_skipped_and_counted(tmp_path: Path) -> None:
    days = ["2013-12-31", "2014-01-01", "2015-05-05", ""]
    path = write_jsonl(tmp_path / "a.jsonl", [{"headline": f"On {day}", "date": day} for day in days])
    said = run("import_articles", path, "--since", "2014")
    assert "created            3" in said
    assert "skipped            1 articles from before 2014-01-01" in said
    made = ImportRun.objects.get()
    assert made.skipped == {"articles from before 2014-01-01": 1}
    assert made.options == {"since": "2014-01-01"}
    with pytest.raises(CommandError, match="“soon” is not a date; write it like 2014-03-17"):
        run("import_articles", path, "--since", "soon")


def test_an_undone_run_is_named_in_the_history_and_undone_once(tmp_path: Path) -> None:
    User.objects.create_superuser("root")
    said = run("import_articles", write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}, {"headline": "b"}]))
    made = ImportRun.objects.get()
    assert f"undo_import {made.pk}" in said
    assert "withdrawn          2" in run("undo_import", made.pk)
    assert set(Article.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}
    expected = f"Withdrawn: import run {made.pk} was undone on the command line."
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == [expected] * 2
    made.refresh_from_db()
    assert made.undone_by == "command line"
    again = run("undo_import", made.pk)
    assert "kept               2 it was already withdrawn" in again
    assert "There was nothing to withdraw." in again
    assert LogEntry.objects.count() == 2


def test_importing_again_brings_back_what_was_undone(tmp_path: Path) -> None:
    User.objects.create_superuser("root")
    records = [{"id": each, "headline": each, "body": "Text"} for each in "abc"]
    path = write_jsonl(tmp_path / "a.jsonl", records)
    run("import_articles", path)
    run("undo_import", ImportRun.objects.latest("pk").pk)
    withdrawn_by_editor = Article.objects.get(headline="c")
    editing.publish([withdrawn_by_editor.pk])
    editing.withdraw([withdrawn_by_editor.pk])
    records[1]["body"] = "Another text"
    write_jsonl(tmp_path / "a.jsonl", records)
    assert "again, whose import was undone" in run("import_articles", path, "--dry-run")
    said = run("import_articles", path)
    assert "updated            2" in said
    assert "1 of withdrawn articles" in said
    assert dict(Article.objects.values_list("headline", "status")) == {
        "a": Status.PUBLISHED,
        "b": Status.PUBLISHED,
        "c": Status.WITHDRAWN,
    }
    assert Article.objects.get(headline="b").body == "Another text"
    assert "withdrawn          2" in run("undo_import", ImportRun.objects.latest("pk").pk)


def test_undoing_needs_an_account_for_the_history(tmp_path: Path) -> None:
    run("import_articles", write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}]))
    made = ImportRun.objects.get()
    with pytest.raises(CommandError, match="Name your account"):
        run("undo_import", made.pk)
    with pytest.raises(CommandError, match="no account called nobody"):
        run("undo_import", made.pk, "--user", "nobody")
    User.objects.create_user("lena")
    assert "withdrawn          1" in run("undo_import", made.pk, "--user", "lena")
    assert str(LogEntry.objects.get().user) == "lena"
    with pytest.raises(CommandError, match="There is no import run"):
        run("undo_import", made.pk + 1)
