"""The extract_entities command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles import editing
from articles.extraction import extractor
from articles.models import Article, ArticleEntity, Decision, DeletedOriginal, Mention, User
from tests.factories import EntityFactory, country
from tests.importers.support import archive, run, write_jsonl

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three articles, not extracted yet."""
    path = write_jsonl(
        tmp_path / "a.jsonl",
        [{"id": n, "headline": f"Talks {n}", "body": "Anna Kovacs flew to Kenya."} for n in range(3)],
    )
    run(path, extract=False)
    return path


def command(*arguments: object) -> str:
    out = StringIO()
    call_command("extract_entities", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def read_by() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("extractor", flat=True))


def test_by_default_it_reads_what_the_present_extractor_has_not(three: Path) -> None:
    assert command().startswith("3 articles processed")
    assert read_by() == [extractor()] * 3
    assert Mention.objects.filter(entity__code="KE").count() == 3
    assert command().startswith("0 articles processed")
    Article.objects.filter(pk=Article.objects.earliest("pk").pk).update(extractor="older")
    assert command().startswith("1 articles processed")


def test_import_without_and_extraction_after_equal_import_with(three: Path) -> None:
    command()
    after = archive()
    Article.objects.all().delete()
    DeletedOriginal.objects.all().delete()
    run(three, extract=True)
    assert archive()["mentions"] == after["mentions"]
    assert archive()["links"] == after["links"]


def test_some(three: Path) -> None:
    first, _, third = Article.objects.order_by("pk").values_list("pk", flat=True)
    command("--ids", first, third)
    assert read_by() == [extractor(), "", extractor()]
    assert command("--all", "--after", first).startswith("2 articles processed")
    assert command("--quiet") == ""


def test_all_keeps_what_an_editor_decided(three: Path) -> None:
    command()
    kenya = ArticleEntity.objects.filter(entity__code="KE")[0]
    ArticleEntity.objects.filter(pk=kenya.pk).update(status=Decision.REJECTED)
    assert command("--all").startswith("3 articles processed")
    assert ArticleEntity.objects.get(pk=kenya.pk).status == Decision.REJECTED
    assert Article.objects.get(pk=kenya.article_id).country_ids == []


@pytest.mark.parametrize("options", [["--all"], []])
def test_a_new_version_keeps_every_decision(three: Path, options: list[str]) -> None:
    """Articles extracted by an older version are extracted again; entities may or may not be found again."""
    command()
    editor = User.objects.create_user("lena")
    article = ArticleEntity.objects.filter(entity__code="KE")[0].article
    rejected = ArticleEntity.objects.get(article=article, entity__code="KE").entity
    unseen, added = country("TG"), EntityFactory.create(name="Ann Unseen")
    editing.reject(article, rejected, editor)
    editing.confirm(article, unseen, editor)
    editing.add_entity(article, added, editor)
    Article.objects.update(extractor="model-0+rules-0")
    Mention.objects.update(origin="model-0+rules-0")
    assert command(*options).startswith("3 articles processed")
    assert read_by() == [extractor()] * 3
    assert set(article.mentions.values_list("origin", flat=True)) == {extractor()}
    statuses = dict(article.article_entities.values_list("entity", "status"))
    assert statuses[rejected.pk] == Decision.REJECTED
    assert statuses[unseen.pk] == statuses[added.pk] == Decision.CONFIRMED
    article.refresh_from_db()
    assert article.country_ids == [unseen.pk]
    assert article.entity_names.splitlines() == ["Anna Kovacs", "Togo", "Ann Unseen"]


def test_all_or_some_not_both() -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        command("--all", "--ids", 1)


def test_many_are_read_by_several_processes(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", ({"id": n, "headline": f"Kenya {n}"} for n in range(450))))
    assert command().startswith("450 articles processed")
    assert set(read_by()) == {extractor()}
