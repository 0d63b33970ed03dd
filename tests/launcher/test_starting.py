"""A server starts in an empty folder, with private files, whatever the folder's name."""

import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import ROOT, USER_PROGRAM, query

LONG = "long-" + "x" * 130
ODD = 'it\'s a "folder", with $HOME & `é` in it'


def test_a_new_cluster_is_made_as_the_archive_needs_it(template: Path, server: EmbeddedPostgres) -> None:
    with server.lease():
        assert str(query(server, "SHOW server_version")).startswith("18.")
        assert query(server, "SHOW data_checksums") == "on"
        assert query(server, "SHOW server_encoding") == "UTF8"
        assert query(server, "SHOW listen_addresses") == ""
        assert query(server, "SHOW jit") == "off"
        locale = "SELECT datlocprovider || ' ' || datlocale FROM pg_database WHERE datname = 'newsarchive'"
        assert query(server, locale.replace("datlocprovider", "datlocprovider::text")) == "b C.UTF-8"
        own = "SELECT rolcreatedb AND NOT rolsuper FROM pg_roles WHERE rolname = 'newsarchive'"
        assert query(server, own, user="newsarchive") is True
    assert running_pid(server.cluster) is None


def test_nobody_else_can_reach_the_socket_or_the_data(server: EmbeddedPostgres) -> None:
    with server.lease():
        for folder in (server.socket_dir, server.cluster):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        pid = running_pid(server.cluster)
        assert pid is not None
        assert psutil.Process(pid).net_connections("inet") == []


@pytest.mark.parametrize("name", [LONG, ODD], ids=["long", "odd"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    server = EmbeddedPostgres(tmp_path / name / "var")
    assert server.socket_dir.parent == Path("/tmp")
    with server.lease():
        assert query(server, "SELECT 1") == 1
        assert query(server, "SHOW data_directory") == str(server.cluster)
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    assert running_pid(server.cluster) is None
    server.socket_dir.rmdir()


def test_the_address_is_known_beforehand_and_the_same_by_any_way(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / LONG)
    address = EmbeddedPostgres(tmp_path / LONG).dsn()
    assert address == EmbeddedPostgres(tmp_path / "link").dsn()
    assert len(address["HOST"]) < 90
    assert list(tmp_path.iterdir()) == [tmp_path / "link"]


def test_a_killed_initdb_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    half = server.cluster.with_suffix(".new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with server.lease():
        assert query(server, "SELECT 1") == 1
    assert not half.exists()


def test_own_settings_win_over_the_derived_ones(server: EmbeddedPostgres) -> None:
    with (server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("work_mem = 7MB\n")
    with server.lease():
        assert query(server, "SHOW work_mem") == "7MB"


def test_the_log_is_shown_when_the_server_does_not_start(server: EmbeddedPostgres) -> None:
    with (server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("work_mem = plenty\n")
    with pytest.raises(EmbeddedPostgresError, match=r'invalid value for parameter "work_mem": "plenty"'):
        server.start()
    assert running_pid(server.cluster) is None


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match="Set DATA_DIR to a folder"):
        EmbeddedPostgres(tmp_path / "file").start()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    # Limit files to 64 KB, so that initdb fails halfway, as on a full disk.
    program = [sys.executable, "-c", USER_PROGRAM, str(tmp_path / "var")]
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 128; exec "$@"', "sh", *program],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"A new database could not be created in {tmp_path / 'var'}" in done.stderr
    assert "File too large" in done.stderr
    assert not (tmp_path / "var" / "postgres-18.new").exists()


@pytest.mark.parametrize("folder", ["postgres-18", "postgres-16", "."])
def test_a_cluster_of_another_version_is_left_alone(tmp_path: Path, folder: str) -> None:
    cluster = tmp_path / folder
    cluster.mkdir(exist_ok=True)
    (cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedPostgresError) as caught:
        EmbeddedPostgres(tmp_path).start()
    sentence = str(caught.value)
    assert f"{cluster} was written by PostgreSQL 16; this archive uses PostgreSQL 18" in sentence
    assert "pg_dump" in sentence
    assert "DATA_DIR" in sentence
    assert list(tmp_path.glob("postgres-18/*")) in ([], [cluster / "PG_VERSION"])


def test_a_server_that_is_not_there_refuses_connections(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError):
        query(server, "SELECT 1")
