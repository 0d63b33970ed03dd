"""A withdrawn article is not brought back by importing it again, and the summary says so."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import editing
from articles.models import Article, Capture, Status
from tests.importers.support import counts, run, write_jsonl

pytestmark = pytest.mark.django_db
RAIN = {"id": 1, "headline": "Rain", "body": "It rained."}


def state() -> list[tuple[object, ...]]:
    return list(Article.objects.order_by("pk").values_list("headline", "body", "status", "modified_at"))


@pytest.mark.parametrize("body", ["It rained.", "It poured."])
def test_a_record_of_a_withdrawn_article_changes_nothing_and_is_named(tmp_path: Path, body: str) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN, {**RAIN, "id": 2, "headline": "Snow"}])
    run(path)
    editing.withdraw([Article.objects.get(headline="Rain").pk])
    before = state()
    write_jsonl(path, [{**RAIN, "body": body}, {**RAIN, "id": 2, "headline": "Snow"}])
    out = StringIO()
    call_command("import_articles", str(path), stdout=out, stderr=out)
    assert "unchanged          2 (1 of withdrawn articles)\n" in out.getvalue()
    assert "a.jsonl, line 1: not imported again, since its article has been withdrawn.\n" in out.getvalue()
    assert state() == before
    assert Capture.objects.count() == 2


def test_a_file_stays_out_when_it_is_moved_copied_or_edited(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain\n\nIt rained.")
    run(path)
    editing.withdraw([Article.objects.get().pk])
    (tmp_path / "b.txt").write_bytes(path.read_bytes())
    summary = run(tmp_path)
    assert (counts(summary), summary.of_withdrawn) == ((0, 0, 2, 0), 2)
    path.write_text("Rain\n\nIt poured.")
    summary = run(path)
    assert (counts(summary), summary.of_withdrawn) == ((0, 0, 1, 0), 1)
    assert Article.objects.get().status == Status.WITHDRAWN


def test_once_the_withdrawal_is_taken_back_new_versions_come_in(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN])
    run(path)
    pk = Article.objects.get().pk
    editing.withdraw([pk])
    editing.publish([pk])
    write_jsonl(path, [{**RAIN, "body": "It poured."}])
    assert counts(run(path)) == (0, 1, 0, 0)
