"""Management commands in their own processes: their preparations and their error messages."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import ROOT, copy_data, crash

RECORDS = 1000
PORT = "28417"  # of archives that never get to serve; ordinary users may not have the lowest ports
STRONG = "k9-Zq3vT7xLm2RbW8nYc4HdJ6fGsP1aUeQoKiXrV5tBwNzM0yChD"
UNKNOWN = "INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '{}', now())"


def start(
    data_dir: Path,
    *arguments: str,
    variables: Mapping[str, str] = MappingProxyType({}),
    output: int = subprocess.PIPE,
) -> "subprocess.Popen[str]":
    """A running manage.py."""
    ours = {"DATABASE_URL", "SECRET_KEY", "PORT", "PYTHONUNBUFFERED"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**environment, "DATA_DIR": str(data_dir), **variables},
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


_SLOW = re.compile(r"^PostgreSQL is \w+ \(\d+ s so far\)\..*\n", re.MULTILINE)


def run(data_dir: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """Run a command; return exit code, output and errors. A traceback fails the test.

    How long PostgreSQL takes to start and stop is left out: commands say so only on a slow machine.
    """
    process = start(data_dir, *arguments, variables=variables)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return process.returncode, out, _SLOW.sub("", err)


def ask(server: EmbeddedPostgres, statement: str) -> object:
    """Return the first value of a query's result, if any."""
    where = server.dsn()
    with psycopg.connect(
        host=where["HOST"], dbname=where["NAME"], user=where["USER"], autocommit=True
    ) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]


@pytest.fixture(scope="module")
def migrated(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped, migrated database; tests copy it."""
    data_dir = tmp_path_factory.mktemp("migrated") / "var"
    copy_data(template, data_dir)
    assert run(data_dir, "migrate", "--verbosity", "0") == (0, "", "")
    return data_dir


@pytest.fixture
def archive(migrated: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A running archive for one test."""
    copy_data(migrated, tmp_path / "var")
    server = EmbeddedPostgres(tmp_path / "var")
    with server.lease():
        yield server


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few megabytes of records."""
    path = tmp_path_factory.mktemp("input") / "many.jsonl"
    filler = " ".join(map(str, range(800)))
    with path.open("w") as lines:
        for n in range(RECORDS):
            json.dump({"id": n, "headline": f"Talks {n}", "body": f"{n} {filler} {n}"}, lines)
            lines.write("\n")
    return path


def test_an_import_prepares_a_fresh_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"headline": "Rain", "body": "It rained in Kenya."}\n')
    code, out, err = run(tmp_path / "var", "import_articles", str(tmp_path / "a.jsonl"))
    assert (code, err) == (0, "Preparing the database ...\n")
    assert "created            1" in out
    code, out, err = run(tmp_path / "var", "export_articles", "--verbosity", "0")
    assert (code, err, json.loads(out)["headline"]) == (0, "", "Rain")


@pytest.mark.parametrize(
    "command",
    ["createsuperuser --noinput --username lena --email lena@example.org", "send_alerts --dry-run"],
)
def test_every_command_prepares_the_embedded_database(server: EmbeddedPostgres, command: str) -> None:
    code, _, err = run(server.data_dir, *command.split(), DJANGO_SUPERUSER_PASSWORD="long enough to do")
    assert (code, err.splitlines()[0]) == (0, "Preparing the database ...")


def test_an_unknown_command_prepares_nothing(server: EmbeddedPostgres) -> None:
    code, _, err = run(server.data_dir, "unheard_of")
    assert (code, err.splitlines()[0]) == (1, "Unknown command: 'unheard_of'")


def test_a_database_of_ones_own_is_left_for_its_owner_to_migrate(server: EmbeddedPostgres) -> None:
    with server.lease():
        where = server.dsn()
        url = f"postgresql:///{where['HOST']}/{where['NAME']}"
        other = {"DATABASE_URL": url, "SECRET_KEY": STRONG, "PGUSER": where["USER"]}
        code, _, err = run(server.data_dir, "export_articles", **other)
        assert (code, err.count("\n")) == (2, 1)
        assert "First run script/manage migrate" in err
        assert ask(server, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = "postgresql://archive:secret@127.0.0.1:1/archive"
    for command in (["export_articles"], ["runarchive", "--port", PORT]):
        code, _, err = run(tmp_path, *command, DATABASE_URL=url, SECRET_KEY=STRONG)
        assert code == 1
        assert "The database is not responding" in err
        assert "Connection refused" in err
        assert "Check DATABASE_URL" in err
        assert "secret" not in err


@pytest.mark.parametrize("command", ["export_articles", "migrate", f"runarchive --port {PORT}"])
def test_the_database_of_a_newer_version_is_refused(archive: EmbeddedPostgres, command: str) -> None:
    ask(archive, UNKNOWN.format("0999_from_the_future"))
    code, out, err = run(archive.data_dir, *command.split())
    assert (code, out) == (2, "")
    assert "does not know its migration 0999_from_the_future" in err
    assert run(archive.data_dir, "showmigrations", "articles")[0] == 0


def test_what_the_database_refuses_is_a_sentence(archive: EmbeddedPostgres) -> None:
    ask(archive, "ALTER TABLE articles_searchword RENAME TO elsewhere")
    code, _, err = run(archive.data_dir, "collect_words")
    assert code == 1
    assert 'The database refused: relation "articles_searchword" does not exist' in err
    shown = start(archive.data_dir, "collect_words", "--traceback").communicate(timeout=60)[1]
    assert "Traceback" in shown


def wait_for_articles(
    server: EmbeddedPostgres, process: "subprocess.Popen[str]", where: str = "true"
) -> None:
    """Wait until a running command has stored the first batch."""
    while not ask(server, f"SELECT count(*) FROM articles_article WHERE {where}"):
        assert process.poll() is None
        time.sleep(0.01)


def end(process: "subprocess.Popen[str]") -> str:
    """Return the error message of a command, which must fail without a traceback."""
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1, err
    assert "Traceback" not in err
    return err


def test_an_import_that_loses_the_database_says_how_to_go_on(archive: EmbeddedPostgres, many: Path) -> None:
    command = ("import_articles", str(many), "--no-extract", "--quiet")
    process = start(archive.data_dir, *command)
    wait_for_articles(archive, process)
    crash(archive)
    err = end(process)
    assert "The database is not responding" in err
    said = int(err.split(" records are stored; the same command continues")[0].split()[-1].replace(",", ""))
    assert 0 < said < RECORDS
    with archive.lease():
        assert ask(archive, "SELECT count(*) FROM articles_article") >= said  # type: ignore[operator]
        assert run(archive.data_dir, *command)[0] == 0
        assert ask(archive, "SELECT count(*) FROM articles_article") == RECORDS


def test_an_extraction_and_an_export_that_lose_the_database(
    archive: EmbeddedPostgres, many: Path, tmp_path: Path
) -> None:
    assert run(archive.data_dir, "import_articles", str(many), "--no-extract", "--quiet")[0] == 0
    process = start(archive.data_dir, "extract_entities", "--all")
    wait_for_articles(archive, process, where="extractor <> ''")
    crash(archive)
    err = end(process)
    assert "articles are done; extract_entities --all --after " in err

    target = tmp_path / "export.jsonl"
    target.write_text("as it was")
    with archive.lease():
        process = start(archive.data_dir, "export_articles", "--output", str(target))
        while not list(tmp_path.glob(".export.jsonl.*.part")):
            assert process.poll() is None
            time.sleep(0.001)
        crash(archive)
        assert f"{target} was not written; run the same command again." in end(process)
    assert target.read_text() == "as it was"


def test_an_import_onto_a_full_disk_goes_on_once_there_is_room(
    migrated: Path, many: Path, small_disk: Path
) -> None:
    server, ballast = EmbeddedPostgres(small_disk / "var"), small_disk / "ballast"
    copy_data(migrated, server.data_dir)
    command = ("import_articles", str(many), "--no-extract", "--quiet")
    with server.lease():
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 2_000_000))
        code, _, err = run(server.data_dir, *command)
        assert code == 1
        assert "is full" in err
        assert "records are stored; the same command continues from there." in err
        ballast.unlink()
    assert run(server.data_dir, *command)[0] == 0
    with server.lease():
        assert ask(server, "SELECT count(*) FROM articles_article") == RECORDS


def test_a_reader_who_stops_and_a_full_output(archive: EmbeddedPostgres, many: Path) -> None:
    assert run(archive.data_dir, "import_articles", str(many), "--no-extract", "--quiet")[0] == 0
    process = start(archive.data_dir, "export_articles", "--verbosity", "0")
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141
    with Path("/dev/full").open("w") as full:
        process = start(archive.data_dir, "export_articles", "--verbosity", "0", output=full.fileno())
        err = process.communicate(timeout=60)[1]
    assert (process.returncode, err.count("\n")) == (1, 1)
    assert "No space left on device" in err


def test_a_command_without_an_output(archive: EmbeddedPostgres) -> None:
    script = f'exec "{sys.executable}" "{ROOT}/manage.py" collect_words >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={**os.environ, "DATA_DIR": str(archive.data_dir), "DATABASE_URL": ""},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_a_command_without_a_traceback(archive: EmbeddedPostgres, tmp_path: Path) -> None:
    filtering = start(tmp_path / "none", "extract_text")
    assert filtering.stdin is not None
    assert filtering.stdout is not None
    filtering.stdin.write('{"id": 1, "headline": "Rain in Kenya"}\n')
    filtering.stdin.flush()
    assert json.loads(filtering.stdout.readline())["id"] == 1
    os.killpg(filtering.pid, signal.SIGINT)
    assert (filtering.communicate(timeout=60)[1], filtering.returncode) == ("Stopped.\n", 130)

    # Another session holds the lock that a writer needs.
    where = archive.dsn()
    with psycopg.connect(host=where["HOST"], dbname=where["NAME"], user=where["USER"]) as holder:
        holder.execute(f"SELECT pg_advisory_lock({0x6E657773_61726368})")
        removing = start(archive.data_dir, "remove_samples")
        assert removing.stderr is not None
        assert "Waiting for another import" in removing.stderr.readline()
        os.killpg(removing.pid, signal.SIGINT)
        assert (removing.communicate(timeout=60)[1], removing.returncode) == ("Stopped.\n", 130)
    assert running_pid(archive.cluster) is not None
