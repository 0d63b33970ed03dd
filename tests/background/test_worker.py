"""A real worker is killed or loses its database in the middle of a task, and the task is still done."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres
from tests.importers.support import write_jsonl
from tests.importers.test_killed import OwnArchive, copied
from tests.launcher.support import copy_data, crash
from tests.processes import running_worker, wait_until

RECORDS = 600
SOON = 120.0  # seconds: a worker is given up for dead after 20
UPLOAD = """
from pathlib import Path
from django.db import transaction
from django.utils import timezone
from articles.background import defer
from articles.importers.runs.folders import folder_of
from articles.models import ImportRun
with transaction.atomic():
    run = ImportRun.objects.create(
        paths=["many.jsonl"], is_upload=True, state="waiting", begun_at=timezone.now(), options={options})
    folder_of(run).mkdir(parents=True)
    (folder_of(run) / "many.jsonl").write_bytes(Path({path!r}).read_bytes())
    defer("import_upload", lock="import", run_id=run.pk)
"""
MERGE = """
from articles.background import defer
from articles.editing import begin_merge
from articles.models import *
user = User.objects.create_superuser("root")
kept, other = (Entity.objects.create(kind="person", name=name) for name in ("Sergei Lavrov", "Sergey Lavrov"))
for number in range(3):
    article = Article.objects.create(headline=f"Talks {number}", status="published")
    ArticleEntity.objects.create(article=article, entity=other, mention_count=2)
change = begin_merge(kept, [other], user)
defer("change_entities", lock="entities", change_id=change.pk)
"""


def python(archive: OwnArchive, code: str) -> None:
    """Run code in the archive."""
    assert archive.run("shell", "--no-imports", "-c", code)[0] == 0


def worker(archive: OwnArchive) -> AbstractContextManager["subprocess.Popen[str]"]:
    """A worker, once it says that it is running."""
    return running_worker(archive.start("runworker"))


@pytest.fixture
def own_archive(migrated: Path, tmp_path: Path) -> Iterator[OwnArchive]:
    with copied(migrated, tmp_path / "var") as archive:
        yield archive


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough records for several batches, two of them wrong."""
    records: list[object] = [
        {"id": n, "headline": f"Talks {n}", "body": "Word. " * 600} for n in range(RECORDS)
    ]
    return write_jsonl(
        tmp_path_factory.mktemp("input") / "many.jsonl", [*records[:10], {"body": "x"}, *records[10:], "x"]
    )


def run_of(archive: OwnArchive) -> Any:
    return archive.query("SELECT state, counts FROM articles_importrun")


def assert_imported_once(archive: OwnArchive) -> None:
    wait_until(lambda: run_of(archive)[0] == "finished", SOON)
    assert run_of(archive)[1] == {"created": RECORDS, "failed": 2}
    assert archive.query("SELECT count(*) FROM articles_article") == (RECORDS,)
    assert archive.query("SELECT count(*) FROM articles_capture") == (RECORDS,)
    assert archive.query("SELECT count(*) FROM articles_importfailure") == (2,)
    created = archive.query(
        "SELECT count(DISTINCT made), count(*) FROM articles_importbatch, unnest(created) AS made"
    )
    assert created == (RECORDS, RECORDS)


def test_the_import_of_a_killed_worker_is_finished_by_the_next(own_archive: OwnArchive, many: Path) -> None:
    python(own_archive, UPLOAD.format(path=str(many), options={}))
    with worker(own_archive) as first:
        own_archive.wait_for_articles(1, first)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert run_of(own_archive)[0] == "running"
    assert own_archive.query("SELECT status FROM procrastinate_jobs") == ("doing",)
    with worker(own_archive):
        assert_imported_once(own_archive)
        wait_until(lambda: own_archive.query("SELECT status FROM procrastinate_jobs") == ("succeeded",), SOON)


def test_a_stopped_worker_leaves_the_rest_to_the_next(own_archive: OwnArchive, many: Path) -> None:
    python(own_archive, UPLOAD.format(path=str(many), options={}))
    with worker(own_archive) as first:
        own_archive.wait_for_articles(1, first)
        first.send_signal(signal.SIGTERM)
        output, _ = first.communicate(timeout=60)
        assert first.returncode == 0, output
    assert own_archive.query("SELECT count(*) FROM articles_article")[0] < RECORDS
    assert own_archive.query("SELECT status FROM procrastinate_jobs") == ("todo",)
    with worker(own_archive):
        assert_imported_once(own_archive)


def test_an_import_goes_on_when_the_database_is_back(migrated: Path, many: Path, tmp_path: Path) -> None:
    copy_data(migrated, tmp_path / "var")
    server = EmbeddedPostgres(tmp_path / "var")
    with server.lease():
        archive = OwnArchive(server)
        python(archive, UPLOAD.format(path=str(many), options={"no_extract": True}))
        with worker(archive) as process:
            archive.wait_for_articles(1, process)
            crash(server)
            server.revive()
            assert_imported_once(archive)
            assert process.poll() is None


def test_a_merge_whose_worker_is_killed_is_done_once(own_archive: OwnArchive) -> None:
    python(own_archive, MERGE)
    where = own_archive._server.dsn()
    other = psycopg.connect(host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=where["USER"])
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with other:
        other.execute("LOCK TABLE articles_mention IN SHARE MODE")  # before the worker, which may be quick
        with worker(own_archive) as first:
            wait_until(lambda: own_archive.query(waiting) != (0,), SOON)
            first.send_signal(signal.SIGKILL)
            first.wait()
            people = "SELECT count(*) FROM articles_entity WHERE kind = 'person'"
            assert own_archive.query(people) == (2,)
    with worker(own_archive):
        wait_until(lambda: own_archive.query("SELECT status FROM procrastinate_jobs") == ("succeeded",), SOON)
    people = "SELECT name FROM articles_entity WHERE kind = 'person'"
    assert own_archive.query(people) == ("Sergei Lavrov",)
    assert own_archive.query("SELECT count(*), sum(mention_count) FROM articles_articleentity") == (3, 6)
    assert own_archive.query("SELECT count(*) FROM django_admin_log") == (1,)


def test_a_worker_ends_with_the_server_that_started_it(own_archive: OwnArchive) -> None:
    code, output = own_archive.run("runworker", "--parent", "1")  # it is the child of this test
    assert code == 0
    assert output.endswith("The worker has stopped.\n")
