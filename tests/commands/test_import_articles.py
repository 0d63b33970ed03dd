"""The import_articles command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.importers.support import SCRAPED, write_jsonl

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    """Run the command; return its output and errors."""
    out = StringIO()
    call_command("import_articles", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def test_one_text_file(tmp_path: Path) -> None:
    path = tmp_path / "strike.txt"
    path.write_bytes(SCRAPED.encode())
    assert "created            1" in run(path, "--source", "The  Harbour Post")
    article = Article.objects.get()
    assert str(article.source) == "The Harbour Post"
    assert article.country_ids
    assert "unchanged          1" in run(path)


def test_a_failed_record_is_named_and_the_command_fails(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}, {"body": "b"}, *["x"] * 30])
    out, failures = StringIO(), tmp_path / "failed.jsonl"
    with pytest.raises(CommandError, match="31 of 32 records failed") as error:
        call_command("import_articles", str(path), failures=str(failures), stdout=out, stderr=out)
    assert error.value.returncode == 1
    assert f"{path}, line 2: it has no headline." in out.getvalue()
    assert "… and 11 more" in out.getvalue()
    assert "failed            31" in out.getvalue()
    written = [json.loads(line) for line in failures.read_text().splitlines()]
    assert len(written) == 31
    assert written[0]["raw"] == '{"body": "b"}'


def test_quiet_says_nothing(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}])
    assert run(path, "--quiet") == ""
    assert run(path, "-v", "0") == ""


def test_the_format_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.dat"
    path.write_text("headline\nRain\n")
    with pytest.raises(CommandError):
        run(path)
    assert "created            1" in run(path, "--format", "csv", "--no-extract")
    assert Article.objects.get().extractor == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere.jsonl"], "There is no file or folder called nowhere.jsonl"),
        (["."], "contains no files"),
        (["a.txt", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["a.txt", "--source", "x" * 300], "at most 200 characters"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


@pytest.mark.corpora
def test_the_reference_article(corpora: Path) -> None:
    run(corpora / "us-rejects-crimea-vote.txt")
    article = Article.objects.get()
    names = set(article.article_entities.filter(is_about=True).values_list("entity__name", flat=True))
    assert names >= {"John Kerry", "Sergei Lavrov", "Jay Carney", "United States", "Ukraine", "Russia"}
    raw = (corpora / "us-rejects-crimea-vote.txt").read_bytes()
    assert bytes(article.captures.get().raw) == raw
