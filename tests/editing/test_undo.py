"""Undoing an import run, importing the same again, and undoing that."""

from pathlib import Path

import pytest

from articles.editing import undo_run
from articles.models import Article, ImportRun, Status, User
from tests.importers.support import run, write_jsonl

pytestmark = pytest.mark.django_db


def test_an_article_that_a_later_import_brought_back_belongs_to_that_one(tmp_path: Path) -> None:
    editor = User.objects.create_user("lena")
    path = write_jsonl(tmp_path / "a.jsonl", [{"headline": "Rain", "body": "It rained."}])
    run(path)
    first = ImportRun.objects.get()
    assert undo_run(first, editor).withdrawn == 1
    run(path)
    again = undo_run(first, editor)
    assert (again.withdrawn, dict(again.kept)) == (0, {"a later import changed it": 1})
    assert Article.objects.get().status == Status.PUBLISHED
    assert undo_run(ImportRun.objects.latest("pk"), editor).withdrawn == 1
    assert Article.objects.get().status == Status.WITHDRAWN
