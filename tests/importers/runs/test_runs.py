"""Import runs: what is recorded of an import, and how it is gone on with."""

import csv
import io
import json
import zipfile
from pathlib import Path

import psycopg
import pytest

from articles.importers.record import ReadOptions
from articles.importers.run import import_paths
from articles.importers.runs import recorder
from articles.importers.runs.failed_records import failed_file
from articles.importers.runs.recorder import settle_killed
from articles.importers.samples import import_samples
from articles.locking import Lock
from articles.models import Article, ImportRun, RunState
from tests.importers.support import counts, run, write_jsonl
from tests.scratch import server_parameters

pytestmark = pytest.mark.django_db


def test_a_run_says_what_was_imported_and_what_became_of_it(tmp_path: Path) -> None:
    records = [
        {"id": 1, "headline": "Rain", "date": "2011-05-04", "mood": "wet"},
        {"id": 2, "headline": "Sun", "date": "some day", "mood": ""},
        {"id": 3, "body": "nothing"},
    ]
    path = write_jsonl(tmp_path / "a.jsonl", records)
    summary = import_paths([str(path)], ReadOptions(source="Wire", extract=False, date_order="dmy"))
    made = ImportRun.objects.get()
    assert summary.run == made.pk
    assert (made.paths, made.state, made.begun_by) == ([str(path)], RunState.FINISHED, "command line")
    assert made.options == {"source": "Wire", "no_extract": True, "date_order": "dmy"}
    assert made.command == f"import_articles {path} --date-order dmy --no-extract --source Wire"
    assert made.counts == {"created": 2, "failed": 1}
    assert made.unused == [["mood", 0.5]]
    assert made.undated == 1
    assert [each[:2] for each in made.undated_examples] == [[f"{path}, line 2", "some day"]]
    assert made.ended_at
    assert made.begun_at < made.ended_at
    failure = made.failures.get()
    assert (failure.place, failure.reason) == (f"{path}, line 3", "it has no headline")
    assert json.loads(bytes(failure.raw)) == records[2]
    assert sorted(made.article_ids()) == sorted(Article.objects.values_list("pk", flat=True))


def test_a_run_knows_created_and_updated_articles_apart(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [{"url": "https://e.org/1", "headline": "Rain"}]))
    run(
        write_jsonl(
            tmp_path / "b.jsonl",
            [
                {"url": "https://e.org/1", "headline": "Rain stops"},
                {"url": "https://e.org/2", "headline": "Sun"},
            ],
        )
    )
    first, second = ImportRun.objects.order_by("pk")
    rain, sun = Article.objects.order_by("pk")
    assert list(first.article_ids("created")) == [rain.pk]
    assert list(second.article_ids("created")) == [sun.pk]
    assert list(second.article_ids("updated")) == [rain.pk]
    assert sorted(second.article_ids()) == [rain.pk, sun.pk]


def test_samples_are_no_run(tmp_path: Path) -> None:
    import_samples(lambda _: None)
    assert Article.objects.exists()
    assert not ImportRun.objects.exists()


def test_only_so_many_failures_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_FAILURES", 3)
    monkeypatch.setattr(recorder, "MOST_BYTES", 20)
    summary = run(write_jsonl(tmp_path / "a.jsonl", [{"headline": "a"}, *[{"body": "12345"}] * 5]))
    assert summary.failed == 5
    failures = ImportRun.objects.get().failures
    assert [len(each.raw) for each in failures.all()] == [17, 0, 0]


def test_failed_rows_of_a_table_are_a_table_that_can_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes("sep=;\nheadline;body\nRain;wet\n;no headline\nSun;dry;too many\n".encode("utf-16"))
    assert counts(run(path)) == (1, 0, 0, 2)
    file = failed_file(ImportRun.objects.get())
    assert file
    assert file.name.endswith("-failed.csv")
    again = tmp_path / file.name
    again.write_bytes(file.content.replace(b"\n;no", b"\nHail;no").replace(b";too many", b""))
    assert counts(run(again)) == (2, 0, 0, 0)
    assert sorted(Article.objects.values_list("headline", "body")) == [
        ("Hail", "no headline"),
        ("Rain", "wet"),
        ("Sun", "dry"),
    ]


def test_failed_records_of_several_formats_are_packed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_jsonl(folder / "a.jsonl", [{"body": "a"}, {"headline": "b"}, {"body": "c"}])
    (folder / "b.html").write_text("<html><body></body></html>")
    with (folder / "c.csv").open("w") as table:
        csv.writer(table).writerows([["headline", "body"], ["e", "e"], ["", "d"]])
    run(folder)
    file = failed_file(ImportRun.objects.get())
    assert file
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        contents = {name.rpartition(".")[2]: packed.read(name) for name in packed.namelist()}
    assert [json.loads(line) for line in contents["jsonl"].splitlines()] == [{"body": "a"}, {"body": "c"}]
    assert contents["html"] == b"<html><body></body></html>"
    assert contents["csv"] == b"headline,body\n,d\n"


RSS = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0"><channel><title>Gazette d'Orm é</title><language>fr</language>
<item><guid>a</guid><category>Un</category></item>
<item><guid>b</guid><title>Pluie</title><description>Il pleut.</description></item>
<item><guid>c</guid><category>Deux</category></item>
</channel></rss>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Gazette d'Orm é",
        "language": "fr",
        "items": [
            {"id": "a", "content_text": ""},
            {"id": "b", "title": "Pluie", "content_text": "Il pleut."},
            {"id": "c", "content_text": ""},
        ],
    }
)


@pytest.mark.parametrize(
    ("text", "ending", "empty"),
    [(RSS, "rss", "<guid>{}</guid>"), (JSON_FEED, "json", '"id": "{}",')],
    ids=["rss", "json"],
)
def test_failed_items_of_a_feed_are_a_feed_that_can_be_imported(
    tmp_path: Path, text: str, ending: str, empty: str
) -> None:
    path = tmp_path / f"news.{ending}"
    path.write_bytes(text.encode("iso-8859-1" if ending == "rss" else "utf-8"))
    assert counts(run(path)) == (1, 0, 0, 2)
    file = failed_file(ImportRun.objects.get())
    assert file
    content = file.content
    for name in "ac":
        mark = empty.format(name)
        title = f"<title>Titre {name}</title>" if ending == "rss" else f'"title": "Titre {name}",'
        content = content.replace(mark.encode(), (mark + title).encode())
    again = tmp_path / file.name
    again.write_bytes(content)
    assert counts(run(again)) == (2, 0, 0, 0)
    rows = Article.objects.values_list("headline", "source__name", "language").order_by("headline")
    assert list(rows) == [(title, "Gazette d'Orm é", "fr") for title in ("Pluie", "Titre a", "Titre c")]


def test_a_run_without_failed_records_has_no_file(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [{"headline": "Rain"}]))
    assert failed_file(ImportRun.objects.get()) is None


def test_a_stopped_run_is_interrupted_and_goes_on_as_one(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [*({"id": n, "headline": f"a {n}"} for n in range(900)), {}])
    options = ReadOptions(extract=False)
    asked = iter([False, True])
    import_paths([str(path)], options, stop=lambda: next(asked))
    interrupted = ImportRun.objects.get()
    assert interrupted.state == RunState.INTERRUPTED
    assert interrupted.counts == {"created": 800}
    import_paths([str(path)], options, run=interrupted)
    finished = ImportRun.objects.get()
    assert finished.state == RunState.FINISHED
    assert finished.counts == {"created": 900, "failed": 1}
    assert len(set(finished.article_ids("created"))) == 900


def test_a_killed_run_is_marked_unless_something_is_at_work(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [{"headline": "Rain"}]))
    ImportRun.objects.update(state=RunState.RUNNING, ended_at=None)
    with psycopg.connect(**server_parameters(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [Lock.WRITER])
        settle_killed()
        assert ImportRun.objects.get().state == RunState.RUNNING
        other.execute("SELECT pg_advisory_unlock(%s)", [Lock.WRITER])
    settle_killed()
    assert ImportRun.objects.get().state == RunState.INTERRUPTED
