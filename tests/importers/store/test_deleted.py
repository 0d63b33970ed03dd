"""A deleted article stays deleted, whatever form it is imported in, until it is allowed again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, DeletedOriginal
from tests.importers.support import counts, run, write_jsonl

pytestmark = pytest.mark.django_db

RAIN = {"id": 1, "headline": "Rain", "body": "It rained.", "source": "The Paper"}


def test_a_deleted_record_and_its_later_versions_stay_out(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN, {**RAIN, "id": 2}])
    run(path)
    Article.objects.order_by("pk")[0].delete()
    out = StringIO()
    call_command("import_articles", str(path), stdout=out, stderr=out)
    assert "skipped            1 deleted\n" in out.getvalue()
    assert "created            0\n" in out.getvalue()
    write_jsonl(path, [{**RAIN, "body": "It poured."}, {**RAIN, "id": 3}])
    summary = run(path)
    assert counts(summary) == (1, 0, 0, 0)
    assert summary.counts["deleted"] == 1
    DeletedOriginal.objects.all().delete()
    assert counts(run(path)) == (1, 0, 1, 0)


def test_a_deleted_file_stays_out_when_it_is_moved_copied_or_edited(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain\n\nIt rained.")
    run(path)
    Article.objects.get().delete()
    (tmp_path / "b.txt").write_bytes(path.read_bytes())
    path.write_text("Rain\n\nIt poured.")
    summary = run(tmp_path)
    assert counts(summary) == (0, 0, 0, 0)
    assert summary.counts["deleted"] == 2


def test_another_article_in_the_line_of_a_deleted_one_comes_in(tmp_path: Path) -> None:
    lines = [{"headline": name, "body": "b"} for name in ("one", "two", "three")]
    path = write_jsonl(tmp_path / "a.jsonl", lines)
    run(path)
    Article.objects.get(headline="two").delete()
    write_jsonl(path, [lines[0], {"headline": "between", "body": "b"}, *lines[1:]])
    summary = run(path)
    assert counts(summary) == (1, 0, 2, 0)
    assert summary.counts["deleted"] == 1
    assert set(Article.objects.values_list("headline", flat=True)) == {"one", "between", "three"}


def test_no_text_of_it_is_left(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [RAIN]))
    Article.objects.get().delete()
    left = DeletedOriginal.objects.values().get()
    assert left["headline"] == "Rain"
    assert "It rained" not in str(left)


def test_removed_samples_can_be_imported_again() -> None:
    call_command("import_samples", stdout=StringIO())
    number = Article.objects.count()
    call_command("remove_samples", stdout=StringIO())
    assert not DeletedOriginal.objects.exists()
    call_command("import_samples", stdout=StringIO())
    assert Article.objects.count() == number
