"""Storing records: created once, updated without losing editors' changes, never duplicated."""

from pathlib import Path

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.extraction import extractor
from articles.extraction.store.annotate import DERIVED_COLUMNS, refresh_arrays
from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.models import Article, ArticleEntity, Capture, Entity, Mention, Source, Status
from tests.importers.support import SCRAPED, archive, counts, run, write_jsonl

pytestmark = pytest.mark.django_db

RAIN = {"id": 1, "headline": "Rain at last", "body": "It rained in France.", "source": "The Paper"}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = write_jsonl(
        tmp_path / "a.jsonl", [RAIN, {**RAIN, "id": 2}, {"headline": "Snow"}, {"body": "lost"}]
    )
    assert counts(run(path, extract=True)) == (3, 0, 0, 1)
    before = archive()
    assert counts(run(path, extract=True)) == (0, 0, 3, 1)
    assert archive() == before


def test_a_new_article_is_stored_once_with_its_names(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN, {**RAIN, "id": 2, "body": "It rained in Spain."}])
    with CaptureQueriesContext(connection) as queries:
        assert counts(run(path, extract=True)) == (2, 0, 0, 0)
    assert not [
        each["sql"] for each in queries if each["sql"].lstrip().startswith("UPDATE articles_article ")
    ]
    stored = {
        each.pk: {name: getattr(each, name) for name in DERIVED_COLUMNS} for each in Article.objects.all()
    }
    assert {each["entity_names"] for each in stored.values()} == {"France", "Spain"}
    assert stored == refresh_arrays(list(stored))
    assert Article.objects.filter(search=SearchQuery("spain")).count() == 1


def test_the_original_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "strike.txt"
    path.write_bytes(SCRAPED.encode())
    run(path)
    capture = Capture.objects.get()
    assert bytes(capture.raw) == SCRAPED.encode()
    assert (capture.reference, capture.media_type) == (path.as_uri(), "text/plain")
    assert "doubled headline" in capture.cleaning
    assert capture.article.status == Status.PUBLISHED


def test_a_changed_record_updates_its_article_and_keeps_both_originals(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN])
    run(path, extract=True)
    article = Article.objects.get()
    write_jsonl(path, [{**RAIN, "headline": "Rain in Spain", "body": "It rained in Spain."}])
    assert counts(run(path, extract=True)) == (0, 1, 0, 0)
    now = Article.objects.get()
    assert (now.pk, now.headline) == (article.pk, "Rain in Spain")
    assert now.modified_at > article.modified_at
    assert Capture.objects.count() == 2
    codes = set(ArticleEntity.objects.filter(entity__kind="country").values_list("entity__code", flat=True))
    assert codes == {"ES"}


def test_the_older_version_again_changes_nothing(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN, {**RAIN, "body": "It poured."}])
    assert counts(run(path)) == (1, 1, 0, 0)
    assert counts(run(path)) == (0, 0, 2, 0)
    assert Article.objects.get().body == "It poured."


def test_what_an_editor_changed_stays(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{**RAIN, "date": "2012-02-02T10:00:00Z"}])
    run(path, extract=True)
    Article.objects.update(
        headline="Edited", body="Edited in Italy.", edited_fields=["headline", "body", "published_on"]
    )
    write_jsonl(path, [{**RAIN, "headline": "New", "caption": "Hills", "date": "2013-03-03T10:00:00Z"}])
    assert counts(run(path, extract=True)) == (0, 1, 0, 0)
    article = Article.objects.get()
    assert (article.headline, article.body, article.caption) == ("Edited", "Edited in Italy.", "Hills")
    assert (str(article.published_on), article.published_at and article.published_at.year) == (
        "2012-02-02",
        2012,
    )
    # The offsets refer to the article's text, not to the record's.
    (mention,) = Mention.objects.filter(field="body")
    assert article.body[mention.start : mention.end] == mention.surface == "Italy"


def test_a_moved_file_is_known_and_a_changed_one_is_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Rain\n\nIt rained.")
    run(path)
    moved = path.rename(tmp_path / "b.txt")
    assert counts(run(moved)) == (0, 0, 1, 0)
    path.write_text("Rain\n\nIt poured.")
    assert counts(run(path)) == (0, 1, 0, 0)
    assert Article.objects.get().body == "It poured."


def test_a_line_put_in_does_not_overwrite_the_lines_below(tmp_path: Path) -> None:
    lines = [{"headline": name, "body": "b"} for name in ("one", "two", "three")]
    path = write_jsonl(tmp_path / "a.jsonl", lines)
    run(path)
    write_jsonl(path, [lines[0], {"headline": "between", "body": "b"}, *lines[1:]])
    assert counts(run(path)) == (1, 0, 3, 0)
    write_jsonl(path, [lines[0], {"headline": "between", "body": "changed"}, *lines[1:]])
    assert counts(run(path)) == (0, 1, 3, 0)
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["between", "one", "three", "two"]


def test_equal_files_in_one_run_are_one_article(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Rain\n\nIt rained.")
    assert counts(run(tmp_path)) == (1, 0, 1, 0)


def test_sources_are_found_by_name_or_address_name(tmp_path: Path) -> None:
    Source.objects.create(name="The Daily Record", slug="record")
    names = ["The Daily Record", "Fox News", "FOX NEWS", "", "第一财经"]
    records = [{"id": number, "headline": "h", "source": name} for number, name in enumerate(names)]
    run(write_jsonl(tmp_path / "a.jsonl", records), source="Wire")
    assert list(Source.objects.order_by("pk").values_list("slug", flat=True)) == [
        "record",
        *("fox-news", "wire", "第一财经"),
    ]
    assert Article.objects.exclude(source=None).count() == 5


def test_what_the_database_refuses_stops_nothing_else(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_article ADD CONSTRAINT no_snow CHECK (headline <> 'Snow')")
    snow = {"id": 2, "headline": "Snow", "source": "The Other Paper"}
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN, snow, {**RAIN, "id": 3, "source": "The Other Paper"}])
    summary = run(path)
    assert counts(summary) == (2, 0, 0, 1)
    ((where, reason),) = summary.failures
    assert where.endswith("line 2")
    assert "no_snow" in reason
    assert set(Article.objects.values_list("source__name", flat=True)) == {"The Paper", "The Other Paper"}


def test_without_extraction_stale_mentions_go(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [RAIN])
    run(path, extract=True)
    assert Article.objects.get().extractor == extractor()
    assert Mention.objects.exists()
    write_jsonl(path, [{**RAIN, "body": "x"}])
    run(path, extract=False)
    assert Article.objects.get().extractor == ""
    assert not Mention.objects.exists()


def test_hostile_records(tmp_path: Path) -> None:
    records: list[object] = [
        {"id": 1, "headline": "nul\x00", "body": "\x00\ud800\ufeff" * 100},
        {"id": 2, "headline": "<script>alert(1)</script>", "url": "javascript:alert(1)"},
        {"id": 3, "headline": "x" * 100_000, "body": "(" * 100_000},
        {"id": 4, "headline": "h", "body": "A" * 2_000_000, "language": "'; DROP TABLE"},
        {"id": 5, "headline": "h", "body": " ".join(f"w{n}" for n in range(300_000))},
        {"id": "\x00", "headline": "h"},
        {"id": 6, "headline": "\u202eright to left", "source": "s" * 5000},
        {"id": "é" * 1001, "headline": "h"},
    ]
    path = write_jsonl(tmp_path / "a.jsonl", records)
    assert counts(run(path, extract=True)) == (7, 0, 0, 1)
    assert counts(run(path, extract=True)) == (0, 0, 7, 1)
    assert Article.objects.get(headline="<script>alert(1)</script>").url == ""


def test_failures_are_written_down_with_their_records(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"headline": "a"}\nnot json \xff\n')
    with (tmp_path / "failures").open("w+") as failures:
        summary = import_paths([str(path)], ReadOptions(extract=False), failures=failures)
        failures.seek(0)
        written = failures.read()
    assert summary.failures[0][0].endswith("a.jsonl, line 2")
    assert "not json " in written
    assert "is not JSON" in written


def test_large_input_is_read_by_other_processes_with_the_same_result(tmp_path: Path) -> None:
    body = "Foreign Minister Anna Kovacs met President Tomas Lindqvist in Paris on Monday. " * 60
    records = [{"id": n, "headline": f"Talks {n}", "body": body} for n in range(450)]
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    write_jsonl(small, records[:5])
    write_jsonl(large, records)
    assert large.stat().st_size > 2_000_000
    run(small, extract=True)
    assert counts(run(large, extract=True)) == (450, 0, 0, 0)
    assert set(Article.objects.values_list("extractor", flat=True)) == {extractor()}
    assert Entity.objects.filter(kind="person").values_list("name", flat=True).count() == 2


def test_a_vaguer_date_never_replaces_a_more_exact_one(tmp_path: Path) -> None:
    def dated(*dates: str) -> list[tuple[str, str]]:
        found = []
        for number, each in enumerate(dates):
            record = {**RAIN, "id": dates[0], "date": each, "section": str(number)}
            run(write_jsonl(tmp_path / f"{number}.jsonl", [record]))
            article = Article.objects.latest("pk")
            found.append((article.edtf, article.date_text))
        return found

    assert dated("2012", "May 2012", "2012-05-17", "2012", "1890s", "June 2012") == [
        ("2012", ""),
        ("2012-05", "May 2012"),
        ("2012-05-17", ""),
        ("2012-05-17", ""),
        ("189X", "1890s"),
        ("2012-06", "June 2012"),
    ]
    assert dated("2012-05-17T10:00:00Z", "May 2012", "June 2012")[1:] == [
        ("2012-05-17", ""),
        ("2012-06", "June 2012"),
    ]
    assert Article.objects.latest("pk").published_at is None
    assert dated("c. 1890", "", "3/4/2012") == [("1890~", "c. 1890")] * 3
