"""The export_articles command, and importing its output."""

import gzip
import json
import os
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from articles.exports.formats import FORMATS
from articles.models import Article, Capture, DeletedOriginal, Source, Status
from tests.importers.support import SCRAPED, archive, counts, run, write_jsonl

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(tmp_path: Path) -> None:
    """Articles with an id, with a URL, from a text file, typed by an editor, and a withdrawn one."""
    records = [
        {"id": 1, "headline": "By id", "body": "One.\n\nTwo.", "source": "The Paper", "language": "fr"},
        {"url": "https://example.com/a", "headline": "By address", "date": "2012-02-02T23:52:00-05:00"},
        {"id": 2, "headline": "Withdrawn"},
    ]
    run(write_jsonl(tmp_path / "a.jsonl", records))
    (tmp_path / "strike.txt").write_bytes(SCRAPED.encode())
    run(tmp_path / "strike.txt")
    Article.objects.filter(headline="Withdrawn").update(status=Status.WITHDRAWN)
    Article.objects.create(headline="By hand", body="Typed.", status=Status.PUBLISHED)


def export() -> list[dict[str, object]]:
    out = StringIO()
    call_command("export_articles", stdout=out, verbosity=0)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_only_what_is_published_and_no_folder_of_this_machine(articles: None, tmp_path: Path) -> None:
    exported = export()
    headlines = ["By id", "By address", "Harbour strike ends after nine days", "By hand"]
    assert [record["headline"] for record in exported] == headlines
    assert str(tmp_path) not in json.dumps(exported)
    assert exported[1]["date"] == "2012-02-02"
    assert exported[1]["published_at"] == "2012-02-03T04:52:00+00:00"
    assert "capture_reference" not in exported[3]


def test_a_pipe_is_written_to_and_stays_one(articles: None, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        text = reader.submit(pipe.read_text)
        call_command("export_articles", output=str(pipe), verbosity=0)
        assert len(text.result(20).splitlines()) == len(export())
    assert pipe.is_fifo()
    linked = tmp_path / "link.jsonl"
    linked.symlink_to(tmp_path / "target.jsonl")
    call_command("export_articles", output=str(linked), verbosity=0)
    assert linked.is_symlink()
    assert (tmp_path / "target.jsonl").is_file()


def test_back_into_the_same_archive_changes_nothing(articles: None, tmp_path: Path) -> None:
    records = [record for record in export() if "capture_reference" in record]
    captures = Capture.objects.count()
    assert counts(run(write_jsonl(tmp_path / "export.jsonl", records))) == (0, 0, 3, 0)
    assert Capture.objects.count() == captures


def test_an_exported_record_that_was_changed_updates_its_article(articles: None, tmp_path: Path) -> None:
    records = [{**record, "section": "World"} for record in export() if "capture_reference" in record]
    path = write_jsonl(tmp_path / "export.jsonl", records)
    assert counts(run(path)) == (0, 3, 0, 0)
    assert counts(run(path)) == (0, 0, 3, 0)
    assert Article.objects.filter(section="World").count() == 3


def test_into_an_empty_archive(articles: None, tmp_path: Path) -> None:
    Article.objects.exclude(status=Status.PUBLISHED).delete()
    before = archive()["articles"]
    path = write_jsonl(tmp_path / "export.jsonl", export())
    Article.objects.all().delete()
    DeletedOriginal.objects.all().delete()
    Source.objects.all().delete()
    assert counts(run(path)) == (4, 0, 0, 0)
    assert archive()["articles"] == before
    assert counts(run(path)) == (0, 0, 4, 0)


def test_to_a_packed_file(articles: None, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl.gz"
    call_command("export_articles", output=str(path), verbosity=0)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        assert [json.loads(line) for line in lines] == export()
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        call_command("export_articles", output=str(tmp_path / "nowhere" / "a.jsonl"))


def exported(tmp_path: Path, name: str, *options: str) -> bytes:
    path = tmp_path / f"export.{name}"
    call_command("export_articles", *options, format=name, output=str(path), verbosity=0)
    return path.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_a_search_in_each_format_of_the_site(
    articles: None, tmp_path: Path, client: Client, settings: Settings, name: str
) -> None:
    settings.SITE_URL = "http://testserver"
    answer: Any = client.get(f"/articles.{name}?q=strike")
    sent = timeless(answer.getvalue())
    assert b"Harbour strike" in sent
    assert timeless(exported(tmp_path, name, "--search", "q=strike")) == sent
    out = StringIO()
    call_command("export_articles", "--search", "q=strike", format=name, stdout=out, verbosity=0)
    assert timeless(out.getvalue().encode()) == sent


def timeless(file: bytes) -> bytes:
    """The file without the time at which it was sent."""
    return re.sub(rb"<sent>[^<]+</sent>", b"", file)


@pytest.mark.parametrize("name", ["zip", "wacz"])
def test_originals_of_what_is_published(articles: None, tmp_path: Path, name: str) -> None:
    for options, number in (([], 3), (["--search", "q=strike"], 1), (["--search", "q=zyzzyva"], 0)):
        with zipfile.ZipFile(BytesIO(exported(tmp_path, name, *options))) as file:
            assert len(file.read("manifest.csv").splitlines()) == number + 1
            assert str(tmp_path) not in file.read("manifest.csv").decode()


def test_what_a_search_ignores_is_said(
    articles: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_articles", "--search", "country=QQQ", output=str(tmp_path / "a.jsonl"))
    said = capsys.readouterr().err
    assert "QQQ" in said
    assert "4 articles exported." in said
