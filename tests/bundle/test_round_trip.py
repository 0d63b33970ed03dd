"""A bundle of a varied archive gives the same archive in another database: every page, every row."""

import difflib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from warcio.archiveiterator import ArchiveIterator

from articles.bundle.tables import TABLES
from articles.models import Article, Entity, HarvestRecord, Source, Status, User
from tests.bundle.archives import HEADERS, all_rows, another_database, make_archive, public_pages, seen
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def varied(static_files: None) -> Iterator[None]:
    make_archive()
    yield
    User.objects.all().delete()


def test_everything_is_the_same(varied: None, tmp_path: Path) -> None:
    call_command("export_articles", bundle=str(tmp_path / "bag"), verbosity=0)
    call_command("export_articles", bundle=str(tmp_path / "bag.zip"), verbosity=0)
    bagit.Bag(str(tmp_path / "bag")).validate()
    _check_description(tmp_path / "bag")
    _check_web_archive(tmp_path / "bag" / "data" / "originals" / "00001.warc.gz")
    with zipfile.ZipFile(tmp_path / "bag.zip") as file:
        file.extractall(tmp_path / "unpacked")
    bagit.Bag(str(tmp_path / "unpacked" / "bag")).validate()
    rows, paths = all_rows(), public_pages()
    assert all(rows.values())
    pages = seen(paths)
    assert {status for status, _ in pages.values()} == {200, 404, 410}
    with another_database():
        call_command("import_bundle", tmp_path / "bag.zip", verbosity=0)
        assert all_rows() == rows
        restored = seen(paths)
        for path in paths:
            assert restored[path] == pages[path], difference(restored[path], pages[path])
        assert public_pages() == paths
        ann = User.objects.get()
        assert (ann.username, ann.email) == ("ann", "")
        assert not ann.is_active
        assert not ann.has_usable_password()
        assert ArticleFactory.create().pk == max(each["article_id"] for each in rows["deletedoriginal"]) + 1
        call_command("import_bundle", tmp_path / "bag", replace=True, verbosity=0)
        assert all_rows() == rows


def difference(now: tuple[int, str], then: tuple[int, str]) -> str:
    """Return the lines in which two answers differ."""
    lines = difflib.unified_diff(then[1].splitlines(), now[1].splitlines(), lineterm="", n=0)
    return "\n".join(list(lines)[:40])


def _check_description(bag: Path) -> None:
    told = json.loads((bag / "data" / "bundle.json").read_text())
    assert told["editors"] == ["ann"]
    assert [each["name"] for each in told["tables"]] == [table.name for table in TABLES]
    assert (bag / "bag-info.txt").read_text().startswith("Bagging-Date: ")
    everything = "".join(each.read_text() for each in (bag / "data" / "tables").iterdir())
    assert "reader@example.org" not in everything
    assert "ann@example.org" not in everything


def _check_web_archive(path: Path) -> None:
    with path.open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.http_headers)
            for record in ArchiveIterator(file)
        ]
    types = [kind for kind, _, _ in found]
    assert types == ["warcinfo", "response", *["resource"] * 7]
    addresses = [address for _, address, _ in found]
    assert addresses[1:3] == ["https://news.example/1?a=b"] * 2
    assert addresses[3].startswith("http://localhost:")
    http: Any = found[1][2]
    assert http.get_header("Content-Length") == "8"
    assert http.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert http.get_header("Content-Encoding") is None
    assert HEADERS.startswith(http.protocol)


def test_a_bundle_of_a_search_has_what_belongs_to_its_articles(varied: None, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    call_command("export_articles", bundle=str(bag), search="q=germany", verbosity=0)
    bagit.Bag(str(bag)).validate()
    found = set(Article.objects.published().filter(body__icontains="germany").values_list("pk", flat=True))
    rows = all_rows()
    with another_database():
        call_command("import_bundle", bag, verbosity=0)
        assert {each["id"] for each in all_rows()["article"]} == found
        assert not Article.objects.exclude(status=Status.PUBLISHED).exists()
        for name, some in all_rows().items():
            assert all(each in rows[name] for each in some), name
        for name in ("mention", "correction"):
            assert all_rows()[name] == [each for each in rows[name] if each["article_id"] in found]
        assert 0 < Entity.objects.exclude(kind="country").count() < len(rows["entity"])
        assert set(HarvestRecord.objects.values_list("pk", flat=True)) == found


@pytest.fixture
def bag(transactional_db: None, tmp_path: Path) -> Path:
    """A small bundle. Its archive is not empty."""
    ArticleFactory.create(full=True, pk=7)
    Source.objects.filter(name="Newswire").update(description="1")
    call_command("export_articles", bundle=str(tmp_path / "bag"), verbosity=0)
    return tmp_path / "bag"


def load(path: Path, **options: Any) -> str:
    """Load a bundle that must be refused; return why."""
    rows = all_rows()
    with pytest.raises(CommandError) as refused:
        call_command("import_bundle", path, verbosity=0, **options)
    assert all_rows() == rows
    assert str(refused.value).endswith("Nothing was written.")
    return str(refused.value)


def test_an_archive_that_is_not_empty_is_refused_or_replaced(bag: Path) -> None:
    rows = all_rows()
    ArticleFactory.create(headline="Another")
    assert "This archive is not empty: it has 1 source." in load(bag)
    call_command("import_bundle", bag, replace=True, verbosity=0)
    assert all_rows() == rows
    Article.objects.all().delete()
    Source.objects.all().delete()
    assert "it has 1 record for harvesters" in load(bag)


def test_every_damaged_file_is_found_before_anything_is_written(bag: Path) -> None:
    for path in [each for each in bag.rglob("*") if each.is_file() and each.stat().st_size]:
        raw = path.read_bytes()
        path.write_bytes(bytes([raw[0] ^ 1]) + raw[1:])
        message = load(bag, replace=True)
        assert "damaged" in message or "not a bag" in message, path
        path.write_bytes(raw[: len(raw) // 2])
        assert "damaged" in load(bag, replace=True), path
        path.unlink()
        assert "is missing" in load(bag, replace=True), path
        path.write_bytes(raw)
    (bag / "data" / "more").write_text("x")
    assert "does not list data/more" in load(bag, replace=True)


def test_damaged_zip_files_and_other_files(bag: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    call_command("export_articles", bundle=str(path), verbosity=0)
    raw = path.read_bytes()
    path.write_bytes(raw[:100] + bytes([raw[100] ^ 1]) + raw[101:])
    load(path, replace=True)
    path.write_bytes(raw[:-100])
    assert "neither a folder nor a ZIP file" in load(path, replace=True)
    assert "No such file" in load(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    assert "bagit.txt is missing" in load(tmp_path / "empty")


def test_the_command_for_articles_names_the_one_for_bundles(bag: Path, tmp_path: Path) -> None:
    call_command("export_articles", bundle=str(tmp_path / "b.zip"), verbosity=0)
    for path in (bag, tmp_path / "b.zip"):
        with pytest.raises(CommandError, match=r"is a bundle of an archive; import_bundle loads it\.$"):
            call_command("import_articles", str(path), quiet=True)


def rewrite(bag: Path, change: Any) -> None:
    """Change the description and the rows of articles in a bundle, and make it a valid bag again."""
    description, rows = bag / "data" / "bundle.json", bag / "data" / "tables" / "article.jsonl"
    told, articles = json.loads(description.read_text()), [json.loads(rows.read_text())]
    change(told, next(each for each in told["tables"] if each["name"] == "article"), articles[0])
    description.write_text(json.dumps(told))
    rows.write_text("".join(f"{json.dumps(each)}\n" for each in articles))
    bagit.Bag(str(bag)).save(manifests=True)


def test_bundles_of_other_versions(bag: Path) -> None:
    def older(_told: Any, table: Any, row: Any) -> None:
        for name in ("date_text", "country_ids", "section"):
            table["columns"].remove(name)
            del row[name]

    rewrite(bag, older)
    call_command("import_bundle", bag, replace=True, verbosity=0)
    article = Article.objects.get()
    assert (article.pk, article.section, article.country_ids) == (7, "", [])

    def much_older(_told: Any, table: Any, row: Any) -> None:
        table["columns"].remove("created_at")

    rewrite(bag, much_older)
    assert "This bundle is too old: it lacks article.created_at." in load(bag, replace=True)

    def newer(_told: Any, table: Any, row: Any) -> None:
        table["columns"] += ["created_at", "mood"]

    rewrite(bag, newer)
    assert "does not know article.mood" in load(bag, replace=True)

    def much_newer(told: Any, table: Any, row: Any) -> None:
        table["columns"].remove("mood")
        told["version"] = 99

    rewrite(bag, much_newer)
    assert "Another version of the archive wrote this bundle: News Archive" in load(bag, replace=True)

    def other(told: Any, table: Any, row: Any) -> None:
        told["format"] = "x"

    rewrite(bag, other)
    assert "not a bundle of a news archive" in load(bag, replace=True)


def test_a_bundle_that_breaks_a_rule_of_the_database_is_not_loaded_in_part(bag: Path) -> None:
    def orphan(_told: Any, _table: Any, row: Any) -> None:
        row["source_id"] = 99

    rewrite(bag, orphan)
    assert "The database refused" in load(bag, replace=True)

    def fewer(_told: Any, table: Any, row: Any) -> None:
        row["source_id"] = None
        table["rows"] = 2

    rewrite(bag, fewer)
    assert "has 1 rows, not 2" in load(bag, replace=True)


def test_nothing_is_overwritten_and_nothing_half_written_stays(bag: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_articles", bundle=str(bag), verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_mention RENAME TO gone")
        try:
            for name in ("c.zip", "c"):
                with pytest.raises(CommandError, match="was not written"):
                    call_command("export_articles", bundle=str(tmp_path / name), verbosity=0)
        finally:
            cursor.execute("ALTER TABLE gone RENAME TO articles_mention")
    assert {each.name for each in tmp_path.iterdir()} == {"bag"}
