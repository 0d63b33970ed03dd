"""The list of deleted articles, and allowing them again."""

from pathlib import Path

from django.test import Client

from articles.models import Article, DeletedOriginal
from tests.admin.helpers import act, change_address, list_address, messages_of
from tests.importers.support import counts, run, write_jsonl


def test_deleted_by_an_administrator_and_allowed_again_by_an_archivist(
    administrator: Client, stacks: Client, tmp_path: Path
) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"id": 1, "headline": "Rain"}, {"id": 1, "headline": "Snow"}])
    run(path)
    address = change_address(Article.objects.get()).replace("change", "delete")
    assert administrator.post(address, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert run(path).counts["deleted"] == 2

    page = stacks.get(list_address(DeletedOriginal)).content.decode()
    assert "Snow" in page
    assert DeletedOriginal.objects.latest("pk").deleted_by in page
    assert DeletedOriginal.objects.latest("pk").deleted_by != ""
    answer = act(stacks, "allow_again", [DeletedOriginal.objects.latest("pk")])
    assert "1 article can be imported again" in messages_of(answer)
    assert counts(run(path)) == (1, 1, 0, 0)
