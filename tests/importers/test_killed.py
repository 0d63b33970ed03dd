"""A killed import or extraction that is run again gives the same archive as an undisturbed one."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres
from tests.importers.support import write_jsonl
from tests.launcher.support import copy_data

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDS = 1200
# Everything that an import writes, without ids and timestamps.
DIGEST = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line COLLATE "C")), count(*) FROM (
    SELECT concat_ws('|', 'article', headline, body, published_on, s.name, entity_names, extractor) AS line
      FROM articles_article LEFT JOIN articles_source AS s ON s.id = source_id
    UNION ALL SELECT concat_ws('|', 'capture', reference, sha256, headline)
      FROM articles_capture AS c JOIN articles_article AS a ON a.id = c.article_id
    UNION ALL SELECT concat_ws('|', 'entity', kind, name, slug, code) FROM articles_entity
    UNION ALL SELECT concat_ws('|', 'link', headline, e.kind, e.name, mention_count, is_about)
      FROM articles_articleentity AS l JOIN articles_article AS a ON a.id = l.article_id
      JOIN articles_entity AS e ON e.id = l.entity_id
    UNION ALL SELECT concat_ws('|', 'mention', headline, field, start, "end", surface, m.status, e.name)
      FROM articles_mention AS m JOIN articles_article AS a ON a.id = m.article_id
      LEFT JOIN articles_entity AS e ON e.id = m.entity_id
) AS lines
"""


class OwnArchive:
    """An archive in its own data folder, used by commands in separate processes."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._environment = {**kept, "DATA_DIR": str(server.data_dir)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command; return its exit code and output."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def query(self, statement: str) -> Any:
        """The first row of an SQL query."""
        where = self._server.dsn()
        with psycopg.connect(
            host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=where["USER"]
        ) as server:
            return server.execute(statement).fetchone()

    def wait_for_articles(self, least: int, process: subprocess.Popen[str], *, where: str = "true") -> None:
        """Wait until a running import or extraction has stored this many."""
        while self.query(f"SELECT count(*) FROM articles_article WHERE {where}")[0] < least:
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.01)


@contextmanager
def copied(data: Path, folder: Path) -> Iterator[OwnArchive]:
    """Run a server on a copy of a data folder until the end of the block."""
    copy_data(data, folder)
    server = EmbeddedPostgres(folder)
    with server.lease():
        yield OwnArchive(server)


@pytest.fixture
def own_archive(migrated: Path, tmp_path: Path) -> Iterator[OwnArchive]:
    with copied(migrated, tmp_path / "var") as archive:
        yield archive


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough records for several processes, with people and places that recur across batches."""
    names = ["Anna Kovacs", "Tomas Lindqvist", "Maria Rossi", "Kwame Mensah", "Ingrid Solberg"]
    towns = ["Paris", "Nairobi", "Lima", "Oslo", "Seoul", "Crimea"]
    filler = "The talks went on late into the night and ended without a word to the press. " * 42

    def text(n: int) -> str:
        who, town = names[n % 5], towns[n % 6]
        return f"President {who} flew to {town} on Monday. {who.split()[1]} met officials. {filler}"

    return write_jsonl(
        tmp_path_factory.mktemp("input") / "many.jsonl",
        (
            {"id": n % (RECORDS - 50), "headline": f"Talks {n}", "body": text(n), "date": "2011-05-04"}
            for n in range(RECORDS)
        ),
    )


def test_killed_at_any_moment_and_run_again(own_archive: OwnArchive, many: Path) -> None:
    command = ("import_articles", str(many), "--source", "Wire", "--quiet")
    for least in (1, 400):
        process = own_archive.start(*command)
        own_archive.wait_for_articles(least, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert own_archive.run(*command) == (0, "")
    killed = own_archive.query(DIGEST)
    assert own_archive.run("flush", "--no-input", "--verbosity", "0")[0] == 0
    assert own_archive.run(*command) == (0, "")
    assert own_archive.query(DIGEST) == killed
    assert own_archive.query("SELECT count(*) FROM articles_article")[0] == RECORDS - 50
    assert own_archive.query("SELECT count(*) FROM articles_capture")[0] == RECORDS


def test_ctrl_c_finishes_the_batch_and_says_how_to_go_on(own_archive: OwnArchive, many: Path) -> None:
    process = own_archive.start("import_articles", str(many), "--source", "Wire")
    own_archive.wait_for_articles(1, process)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "the same command continues from there" in output
    assert "Traceback" not in output
    stored = own_archive.query("SELECT count(*) FROM articles_article")[0]
    assert 0 < stored < RECORDS - 50
    code, output = own_archive.run("import_articles", str(many), "--source", "Wire")
    assert code == 0, output
    assert own_archive.query("SELECT count(*) FROM articles_capture")[0] == RECORDS


def test_two_imports_at_once_wait_for_each_other(own_archive: OwnArchive, many: Path) -> None:
    first = own_archive.start("import_articles", str(many), "--source", "Wire")
    own_archive.wait_for_articles(1, first)
    first.send_signal(signal.SIGSTOP)  # otherwise it might finish before the other starts
    second = own_archive.start("import_articles", str(many), "--source", "Wire")
    assert second.stdout
    assert "Waiting for another import" in second.stdout.readline()
    first.send_signal(signal.SIGCONT)
    output, _ = second.communicate(timeout=120)
    assert second.returncode == 0, output
    assert first.communicate()[0].count("created") == 1
    assert own_archive.query("SELECT count(*) FROM articles_capture")[0] == RECORDS


@pytest.fixture(scope="module")
def imported(migrated: Path, many: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped server with the articles, not extracted yet; tests copy it."""
    folder = tmp_path_factory.mktemp("imported") / "var"
    with copied(migrated, folder) as archive:
        assert archive.run("import_articles", str(many), "--no-extract", "--quiet") == (0, "")
    return folder


@pytest.fixture
def stored(imported: Path, tmp_path: Path) -> Iterator[OwnArchive]:
    with copied(imported, tmp_path / "var") as archive:
        yield archive


READ = "extractor <> ''"


def test_an_extraction_killed_and_run_again(stored: OwnArchive) -> None:
    for least in (1, 400):
        process = stored.start("extract_entities", "--quiet")
        stored.wait_for_articles(least, process, where=READ)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    already = stored.query(f"SELECT count(*) FROM articles_article WHERE {READ}")[0]
    code, output = stored.run("extract_entities")
    done = output.split(" articles processed")[0].split("\n")[-1]  # after lines of progress on a slow machine
    assert (code, done) == (0, str(RECORDS - 50 - already))
    killed = stored.query(DIGEST)
    stored.query("UPDATE articles_article SET extractor = 'older' RETURNING id")
    assert stored.run("extract_entities", "--quiet") == (0, "")
    assert stored.query(DIGEST) == killed


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_reading_of_all_says_how_to_go_on(stored: OwnArchive, number: int) -> None:
    process = stored.start("extract_entities", "--all")
    stored.wait_for_articles(1, process, where=READ)
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert "Traceback" not in output
    last = stored.query(f"SELECT max(id) FROM articles_article WHERE {READ}")[0]
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert f"Stopped. extract_entities --all --after {last} continues from there." in output
    code, output = stored.run("extract_entities", "--all")
    assert code == 0
    assert re.search(r"An earlier run stopped after article \d+; .* --after \d+", output), output
    assert "An earlier run" not in stored.run("extract_entities", "--all")[1]
