"""Crashes and damage that a server, its files and its users survive without data loss."""

import contextlib
import re
import subprocess
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError
from newsarchive.embedded.cluster import clean_environment
from newsarchive.embedded.identity import choose
from newsarchive.embedded.paths import last_event
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import crash, query

WRITTEN = "SELECT count(*) FROM written"


def write_and_crash(server: EmbeddedPostgres, rows: int = 1000) -> None:
    """Leave a stale postmaster.pid, and rows that only the write-ahead log has."""
    server.start()
    query(server, f"CREATE TABLE written AS SELECT generate_series(1, {rows}) AS n")
    crash(server)
    assert (server.cluster / "postmaster.pid").exists()


def put_pid(server: EmbeddedPostgres, pid: int) -> None:
    """Put a given pid into the dead server's postmaster.pid and socket lock."""
    for file in (server.cluster / "postmaster.pid", server.socket_dir / ".s.PGSQL.5432.lock"):
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


def test_a_stale_pid_file_is_seen_through(server: EmbeddedPostgres) -> None:
    write_and_crash(server)
    with server.lease():
        assert query(server, WRITTEN) == 1000


DAMAGE = {
    "empty": b"",
    "binary": bytes(range(256)),
    "huge": b"9" * 5_000_000,
    "no number": "²\n".encode(),
    "negative": b"-5\n",
    "too large": b"99999999999999999999\n",
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_pid_file_is_seen_through(server: EmbeddedPostgres, content: bytes) -> None:
    (server.cluster / "postmaster.pid").write_bytes(content)
    (server.socket_dir / ".s.PGSQL.5432.lock").write_bytes(content)
    with server.lease():
        (server.cluster / "postmaster.pid").write_bytes(content)
        # Others join the server all the same, and the last one to leave stops it.
        with EmbeddedPostgres(server.data_dir).lease():
            assert query(server, "SELECT 1") == 1
    assert running_pid(server.cluster) is None


@pytest.mark.parametrize("name", ["postmaster.pid", "PG_VERSION", "newsarchive.conf"])
@pytest.mark.parametrize("kind", ["binary", "folder"])
def test_damaged_files_of_the_cluster_are_seen_through_or_named(
    server: EmbeddedPostgres, name: str, kind: str
) -> None:
    path = server.cluster / name
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(DAMAGE["binary"])
    if kind == "binary" and name != "PG_VERSION":
        with server.lease():
            assert query(server, "SELECT 1") == 1
    else:
        with pytest.raises(EmbeddedPostgresError, match=name):
            server.start()


@pytest.mark.parametrize("name", ["run/server.lock", "run/turn.lock", "run/.s.PGSQL.5432", "postgres.log"])
def test_a_folder_in_the_place_of_a_file_is_named(server: EmbeddedPostgres, name: str) -> None:
    path = server.data_dir / name
    path.unlink(missing_ok=True)
    path.mkdir()
    with pytest.raises(EmbeddedPostgresError, match="Is a directory"):
        server.start()


def test_a_reused_pid_is_seen_through_and_its_owner_let_live(server: EmbeddedPostgres) -> None:
    write_and_crash(server)
    with subprocess.Popen(["/bin/sleep", "60"]) as stranger:
        put_pid(server, stranger.pid)
        with server.lease():
            assert query(server, WRITTEN) == 1000
        assert stranger.poll() is None
        stranger.kill()


def test_a_pid_reused_by_another_postgresql_is_seen_through(server: EmbeddedPostgres, tmp_path: Path) -> None:
    write_and_crash(server)
    other = EmbeddedPostgres(tmp_path / "other")
    with other.lease():
        pid = running_pid(other.cluster)
        assert pid is not None
        put_pid(server, pid)
        with server.lease():
            assert query(server, WRITTEN) == 1000
        assert query(other, "SELECT 1") == 1


def recover_in(server: EmbeddedPostgres, seconds: int) -> None:
    """Make the next start look for archived log, which takes this long the first time."""
    (server.cluster / "recovery.signal").touch()
    with (server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write(f"restore_command = 'mkdir looked && sleep {seconds}; false'\n")


def test_a_crash_recovery_may_take_its_time(server: EmbeddedPostgres) -> None:
    """Before it is ready, the server restores archived log slowly, for longer than limits of 10 s."""
    write_and_crash(server)
    recover_in(server, 11)
    said: list[str] = []
    patient = EmbeddedPostgres(server.data_dir, say=said.append)
    begin = time.monotonic()
    with patient.lease():
        took = time.monotonic() - begin
        assert query(patient, WRITTEN) == 1000
    assert took > 10
    assert re.match(r"PostgreSQL is starting \(\d+ s so far\)\.", said[0])
    assert any("LOG:" in each for each in said)


def test_the_last_event_of_a_log_is_what_the_server_did(tmp_path: Path) -> None:
    """Clients that ask too early are turned away in lines of their own, which say nothing of the recovery."""
    log = tmp_path / "postgres.log"
    log.write_text(
        "LOG:  starting PostgreSQL\n"
        "LOG:  redo in progress, elapsed time: 10.00 s\n"
        "FATAL:  the database system is not yet accepting connections\n"
        "DETAIL:  Consistent recovery state has not been yet reached.\n"
    )
    assert last_event(log, 0) == "LOG:  redo in progress, elapsed time: 10.00 s"
    assert last_event(log, log.stat().st_size) == ""


def test_others_wait_for_a_recovery_and_join(server: EmbeddedPostgres) -> None:
    write_and_crash(server)
    recover_in(server, 1)
    second = EmbeddedPostgres(server.data_dir)
    counted: list[object] = []

    def use() -> None:
        with second.lease():
            counted.append(query(second, WRITTEN))

    thread = threading.Thread(target=use)
    thread.start()
    with server.lease():
        counted.append(query(server, WRITTEN))
    thread.join(timeout=60)
    assert counted == [1000, 1000]
    assert running_pid(server.cluster) is None


def test_a_busy_process_that_outlived_its_server_is_waited_for(server: EmbeddedPostgres) -> None:
    server.start()
    # A query that keeps computing for a while, even if the main process is gone.
    busy = "SELECT count(*) FROM (SELECT md5(n::text) FROM generate_series(1, 4000000) n) t"

    def compute() -> None:
        with contextlib.suppress(psycopg.OperationalError):  # it may or may not get its answer out
            query(server, busy)

    thread = threading.Thread(target=compute)
    thread.start()
    computes = f"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '{busy}'"
    while not query(server, computes):
        time.sleep(0.01)
    pid = running_pid(server.cluster)
    assert pid is not None
    orphans = psutil.Process(pid).children(recursive=True)
    psutil.Process(pid).kill()
    with server.lease():
        assert query(server, "SELECT 1") == 1
        assert not any(orphan.is_running() and orphan.status() != "zombie" for orphan in orphans)
    thread.join(timeout=60)


def test_a_server_started_by_other_means_is_respected(server: EmbeddedPostgres) -> None:
    pg_ctl = server.program("pg_ctl")
    identity = choose(server.cluster, server.run_dir, pg_ctl)
    assert identity is not None
    options = f"-c listen_addresses='' -k {server.run_dir}"
    command = [*identity.prefix, str(pg_ctl), "-w", "-D", str(server.cluster)]
    with (server.data_dir / "pg_ctl.log").open("w") as log:
        subprocess.run(
            [*command, "-o", options, "start"], check=True, stdout=log, stderr=log, env=clean_environment()
        )
        try:
            with pytest.raises(EmbeddedPostgresError, match="Another program has started PostgreSQL"):
                server.start()
            assert query(server, "SELECT 1") == 1
        finally:
            subprocess.run([*command, "-m", "fast", "stop"], check=True, stdout=log, stderr=log)
    with server.lease():
        assert query(server, "SELECT 1") == 1
