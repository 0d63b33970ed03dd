"""The import_samples and remove_samples commands."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Capture, Entity, Kind, Mention, Source
from tests.importers.support import archive, run, write_jsonl

pytestmark = pytest.mark.django_db


def command(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out, stderr=out)
    return out.getvalue()


def test_samples_come_once_and_go_without_a_trace() -> None:
    before = archive()
    assert " 0 were already there" in command("import_samples")
    assert command("import_samples").startswith("0 sample articles imported")
    assert Article.objects.filter(is_sample=True).count() >= 60
    assert "0 sources" not in command("remove_samples")
    assert archive() == before
    assert not Source.objects.exists()


def test_what_others_use_or_an_editor_touched_stays(tmp_path: Path) -> None:
    own = [{"id": 1, "headline": "Own", "body": "Nelson Mandela spoke.", "source": "Atlas Dispatch"}]
    run(write_jsonl(tmp_path / "own.jsonl", own), extract=True)
    command("import_samples")
    shared = Source.objects.get(name="Atlas Dispatch")
    described = Source.objects.exclude(pk=shared.pk).order_by("pk")[0]
    described.description = "Known to us."
    described.save()
    person = Entity.objects.filter(kind=Kind.PERSON).exclude(name="Nelson Mandela").order_by("pk")[0]
    person.names.create(name="Another name")
    command("remove_samples")
    assert set(Source.objects.values_list("pk", flat=True)) == {shared.pk, described.pk}
    kept = set(Entity.objects.filter(kind=Kind.PERSON).values_list("name", flat=True))
    assert kept == {"Nelson Mandela", person.name}
    assert Article.objects.get().headline == "Own"
    assert Capture.objects.count() == 1
    assert set(Mention.objects.values_list("article__headline", flat=True)) == {"Own"}


def test_removing_none() -> None:
    assert command("remove_samples").startswith("0 sample articles removed")
