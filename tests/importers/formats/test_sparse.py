"""A new version of a record changes only the fields it has, and the summary names them."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.models import Article, ArticleEntity, Capture
from tests.importers.support import counts, run, write_jsonl

pytestmark = pytest.mark.django_db

URL = "https://bay.example/ferry"
FULL = {
    "url": URL,
    "headline": "Ferry sinks",
    "standfirst": "Nobody was hurt.",
    "body": "A ferry sank in France.",
    "byline": "Ann Berg",
    "dateline": "Paris",
    "caption": "The ferry in 2009",
    "published_at": "2012-05-01T10:00:00Z",
    "source": "The Bay",
    "language": "fr",
    "section": "World",
}
SPARSE = {"url": URL, "headline": "Ferry sinks"}


def values() -> Any:
    """The fields of the one article."""
    names = (
        *("headline", "standfirst", "body", "byline", "dateline", "caption", "published_on"),
        *("published_at", "url", "source__name", "language", "section"),
    )
    return Article.objects.values(*names).get()


@pytest.fixture
def full(tmp_path: Path) -> Any:
    """An article with every field."""
    run(write_jsonl(tmp_path / "full.jsonl", [FULL]))
    found = values()
    assert all(found.values())
    return found


def imported(path: Path, text: str) -> str:
    """The summary of an import."""
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_articles", str(path), "--no-extract", stdout=out, stderr=out)
    return out.getvalue()


def test_a_table_with_fewer_columns_changes_only_these(full: dict[str, Any], tmp_path: Path) -> None:
    report = imported(tmp_path / "a.csv", f"date,title,url\n2012-05-02,Ferry sinks,{URL}\n")
    assert "updated            1 (date)\n" in report
    changed = {name for name, value in values().items() if value != full[name]}
    assert changed == {"published_on", "published_at"}  # the old time belonged to another day
    assert values()["published_at"] is None


@pytest.mark.parametrize("extra", [{}, {"views": 7}, {"date": "2012-05-01"}, {"body": "", "author": None}])
def test_nothing_new_is_unchanged_but_kept_as_an_original(
    full: dict[str, Any], tmp_path: Path, extra: dict[str, object]
) -> None:
    modified = Article.objects.get().modified_at
    path = write_jsonl(tmp_path / "b.jsonl", [{**SPARSE, **extra}])
    for _ in range(2):
        assert counts(run(path, source="Another Paper")) == (0, 0, 1, 0)
    assert values() == full
    assert Article.objects.get().modified_at == modified
    assert Capture.objects.count() == 2


@pytest.mark.parametrize("name", sorted(FULL.keys() - {"url", "headline", "language"}))
def test_an_empty_value_clears_its_field_only_if_told(
    full: dict[str, Any], tmp_path: Path, name: str
) -> None:
    table = tmp_path / "a.csv"
    table.write_text(f"title,url,{name}\nFerry sinks,{URL},\n")
    record = write_jsonl(tmp_path / "b.jsonl", [{**SPARSE, name: [] if name == "body" else " "}])
    assert counts(run(table)) == counts(run(record)) == (0, 0, 1, 0)
    assert values() == full
    told = ReadOptions(extract=False, clear=True)
    assert counts(import_paths([str(record)], told)) == (0, 1, 0, 0)
    assert counts(import_paths([str(record)], told)) == (0, 0, 1, 0)
    assert Capture.objects.count() == 3
    emptied = {key for key, value in values().items() if not value}
    columns = {"source": {"source__name"}, "published_at": {"published_on", "published_at"}}
    assert emptied == columns.get(name, {name})


def test_a_short_row_of_a_table_states_nothing(full: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"title,url,body,byline\nFerry sinks,{URL}\n")
    assert counts(import_paths([str(tmp_path / "a.csv")], ReadOptions(clear=True))) == (0, 0, 1, 0)
    assert values() == full


def test_a_page_without_a_byline_does_not_erase_one(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    text = "It rained in the hills for days, and the river rose until the bridge was under water."
    page = "<html lang=fr><head><meta name=author content='{}'><title>Rain</title></head><body>"
    page += "<article><h1>Rain</h1><p>{}</p></article></body></html>"
    path.write_text(page.format("Ann Berg", text))
    run(path)
    path.write_text(page.format("", text.replace("hills", "valley")))
    summary = run(path)
    assert dict(summary.changed) == {"body": 1}
    assert Article.objects.get().byline == "Ann Berg"


def test_the_summary_counts_each_field_of_several_updates(tmp_path: Path) -> None:
    records = [{**FULL, "url": f"{URL}/{n}"} for n in range(3)]
    run(write_jsonl(tmp_path / "a.jsonl", records))
    records = [{**each, "byline": "Bo Dahl"} for each in records]
    records[0]["section"] = "Local"
    text = write_jsonl(tmp_path / "b.jsonl", records).read_text()
    assert "updated            3 (byline 3, section 1)\n" in imported(tmp_path / "b.jsonl", text)


def test_only_an_update_of_the_text_is_read_again(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [FULL]), extract=True)
    (link,) = ArticleEntity.objects.filter(entity__code="FR", entity__kind="country")
    run(write_jsonl(tmp_path / "b.jsonl", [{**SPARSE, "byline": "Bo Dahl"}]), extract=True)
    assert ArticleEntity.objects.filter(pk=link.pk).exists()
    run(write_jsonl(tmp_path / "c.jsonl", [{**SPARSE, "body": "A ferry sank in Spain."}]), extract=True)
    codes = set(ArticleEntity.objects.filter(entity__kind="country").values_list("entity__code", flat=True))
    assert "ES" in codes
