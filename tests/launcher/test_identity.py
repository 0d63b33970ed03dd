"""The account that runs the server: for root in three ways, and for an ordinary user."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsarchive.embedded import EmbeddedPostgres, EmbeddedPostgresError, identity
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import ROOT, USER_PROGRAM, query

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
only_others = pytest.mark.skipif(os.geteuid() == 0, reason="run the suite as an ordinary user for this one")
NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder accessible to every user, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def modes_above(path: Path) -> list[int]:
    """Return the permissions of all parent folders."""
    return [stat.S_IMODE(parent.stat().st_mode) for parent in path.parents]


def run_and_look(server: EmbeddedPostgres) -> tuple[int, int]:
    """Run the server; return its uid as seen from outside, and the owner of its data."""
    closed = modes_above(server.data_dir)
    with server.lease():
        pid = running_pid(server.cluster)
        assert pid is not None
        assert query(server, "SELECT 1", user="newsarchive") == 1
        uid = psutil.Process(pid).uids().effective
    assert modes_above(server.data_dir) == closed
    assert running_pid(server.cluster) is None
    return uid, server.cluster.stat().st_uid


@only_root
def test_root_keeps_its_files_and_its_closed_folders(server: EmbeddedPostgres, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    chosen = identity.choose(server.cluster, server.run_dir, server.program("postgres"))
    assert chosen is not None
    if "namespace" not in chosen.prefix:
        pytest.skip("this machine forbids user namespaces")
    assert run_and_look(server) == (0, 0)


@only_root
def test_root_runs_a_cluster_of_another_user_as_that_user(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder)
    server.cluster.mkdir()
    with EmbeddedPostgres(open_folder / "made-elsewhere").lease():
        pass
    server.cluster.rmdir()
    (open_folder / "made-elsewhere" / "postgres-18").rename(server.cluster)
    for path in (server.cluster, *server.cluster.rglob("*")):
        os.lchown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    assert run_and_look(server) == (NOBODY.pw_uid, NOBODY.pw_uid)


@only_root
def test_root_hands_a_new_cluster_over_where_namespaces_are_forbidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent folder is closed to the other account, and stays closed."""
    tmp_path.chmod(0o700)
    all_ways = identity._candidates
    monkeypatch.setattr(identity, "_candidates", lambda owner: all_ways(owner)[-2:])
    account = identity._account()
    server = EmbeddedPostgres(tmp_path / "var")
    chosen_uid, owner = run_and_look(server)
    assert chosen_uid == owner == account.pw_uid != 0
    # The next start finds a cluster that root does not own, and uses its owner.
    monkeypatch.undo()
    assert run_and_look(server) == (account.pw_uid, account.pw_uid)


@only_root
def test_root_is_told_when_there_is_no_way(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_candidates", lambda owner: [])
    with pytest.raises(EmbeddedPostgresError, match="Run the archive as an ordinary user"):
        server.start()


@only_root
def test_a_stand_in_folder_of_somebody_else_is_not_trusted(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("x" * 120))
    server.socket_dir.mkdir()
    try:
        os.chown(server.socket_dir, NOBODY.pw_uid, NOBODY.pw_gid)
        with pytest.raises(EmbeddedPostgresError, match="belongs to another user"):
            server.start()
        assert server.socket_dir.stat().st_uid == NOBODY.pw_uid
    finally:
        server.socket_dir.rmdir()


@only_root
def test_an_ordinary_user_needs_nothing_of_root(open_folder: Path) -> None:
    """Run the same program as another user, in their own folder."""
    os.chown(open_folder, NOBODY.pw_uid, NOBODY.pw_gid)
    python = reachable_python()
    packages = ROOT / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    done = subprocess.run(
        [python, "-c", USER_PROGRAM, str(open_folder / "var")],
        cwd="/",
        env={"PYTHONPATH": f"{ROOT}:{packages}", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        user=NOBODY.pw_uid,
        group=NOBODY.pw_gid,
        extra_groups=[],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "up\n", "")
    cluster = EmbeddedPostgres(open_folder / "var").cluster
    assert cluster.stat().st_uid == NOBODY.pw_uid
    assert running_pid(cluster) is None


def reachable_python() -> str:
    """Return a Python of this version that an ordinary user can run, or skip the test."""
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        works = [candidate, "-c", f"import os; os.stat({str(ROOT / 'newsarchive')!r})"]
        try:
            subprocess.run(
                works, user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[], check=True, cwd="/"
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip("an ordinary user reaches neither this Python nor the project's folder")


@only_others
def test_the_server_runs_as_its_user(server: EmbeddedPostgres) -> None:
    assert run_and_look(server) == (os.geteuid(), os.geteuid())
