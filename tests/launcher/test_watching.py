"""The watcher restarts a dead server, waits for space on a full disk, and reports why it gives up."""

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from newsarchive.embedded import EmbeddedPostgres, Watcher, watcher
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import StartUser, copy_data, crash, gone, query

SOON = 60.0  # seconds; an idle machine needs one or two


class Watched:
    """A watched server, the watcher's messages, and whether it gave up."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        self.said: list[str] = []
        self.gave_up = threading.Event()
        self.watcher = Watcher(server.data_dir, self.said.append, self.gave_up.set)

    def kill(self) -> None:
        """Kill only the main process, as the kernel does when memory is short."""
        pid = running_pid(self.server.cluster)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: running_pid(self.server.cluster) != pid, SOON)

    def wait_for_return(self, times: int) -> None:
        """Wait until the watcher has reported this many times that the server is back."""
        wait_until(lambda: sum(each.startswith("The database is back") for each in self.said) == times, SOON)

    def answers(self) -> bool:
        """Whether the server takes a query."""
        try:
            return query(self.server, "SELECT 1") == 1
        except psycopg.OperationalError:
            return False


def wait_until(done: Callable[[], bool], seconds: float) -> float:
    """Wait for a condition. Returns the seconds it took."""
    begin = time.monotonic()
    while not done():
        assert time.monotonic() - begin < seconds, f"it took longer than {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begin


@pytest.fixture
def watched(server: EmbeddedPostgres) -> Iterator[Watched]:
    watched = Watched(server)
    with server.lease(), watched.watcher:
        yield watched


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reduce the pause between two tries."""
    monkeypatch.setattr(watcher, "LONGEST_PAUSE", 0.1)


@pytest.mark.parametrize("end", [Watched.kill, lambda watched: crash(watched.server)], ids=["main", "all"])
def test_a_killed_server_comes_back(watched: Watched, end: Callable[[Watched], None]) -> None:
    query(watched.server, "CREATE TABLE written AS SELECT generate_series(1, 1000) AS n")
    for times in (1, 2):
        end(watched)
        watched.wait_for_return(times)
        assert query(watched.server, "SELECT count(*) FROM written") == 1000
    assert watched.said[0] == "The database has stopped. Starting it again ..."
    assert not watched.gave_up.is_set()


def test_a_query_that_computes_on_does_not_keep_the_new_server_waiting(watched: Watched) -> None:
    address = watched.server.dsn("postgres")
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], user="postgres", dbname="postgres"
    ) as connection:
        pid = connection.info.backend_pid

        def compute() -> None:
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT count(md5(n::text)) FROM generate_series(1, 40000000) n")

        thread = threading.Thread(target=compute)
        thread.start()
        busy = "SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND state = 'active'"
        wait_until(lambda: query(watched.server, busy.format(pid)) == 1, SOON)
        watched.kill()
        wait_until(watched.answers, SOON)
        thread.join(timeout=60)
    assert gone(pid)


@pytest.mark.parametrize("content", [b"", os.urandom(300)], ids=["empty", "binary"])
def test_a_damaged_pid_file_does_not_hide_the_death(watched: Watched, content: bytes) -> None:
    pid = running_pid(watched.server.cluster)
    (watched.server.cluster / "postmaster.pid").write_bytes(content)
    assert running_pid(watched.server.cluster) == pid
    watched.kill()
    wait_until(watched.answers, SOON)


def test_it_says_why_it_gives_up_when_no_start_succeeds(watched: Watched, impatient: None) -> None:
    with (watched.server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("work_mem = plenty\n")
    watched.kill()
    assert watched.gave_up.wait(60)
    assert "could not be kept running: 8 starts in a row failed." in watched.watcher.failure
    assert 'invalid value for parameter "work_mem": "plenty"' in watched.watcher.failure


def test_it_never_makes_an_empty_database_in_place_of_a_lost_one(
    watched: Watched, impatient: None, tmp_path: Path
) -> None:
    pid = running_pid(watched.server.cluster)
    assert pid is not None
    watched.server.cluster.rename(tmp_path / "lost")  # before the watcher can start a server there
    os.kill(pid, signal.SIGKILL)
    assert watched.gave_up.wait(60)
    assert "postgres-18 is gone" in watched.watcher.failure
    assert not watched.server.cluster.exists()


def test_leaving_while_a_server_starts_again_leaves_none_behind(server: EmbeddedPostgres) -> None:
    with (server.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("restore_command = 'sleep 30; false'\n")
    watched = Watched(server)
    with server.lease():
        with watched.watcher:
            (server.cluster / "recovery.signal").touch()
            watched.kill()
            wait_until(server.is_alive, SOON)
        begin = time.monotonic()
    assert time.monotonic() - begin < 25  # it would sleep for thirty
    assert running_pid(server.cluster) is None
    assert not watched.gave_up.is_set()


def test_another_command_keeps_its_lease_over_the_restart(watched: Watched, start_user: StartUser) -> None:
    guest = start_user(watched.server.data_dir)
    watched.kill()
    wait_until(watched.answers, SOON)
    guest.communicate("\n", timeout=60)
    assert guest.returncode == 0
    assert watched.answers()


def fill(server: EmbeddedPostgres) -> None:
    """Write until the disk is full and the server dies."""
    more = "INSERT INTO written SELECT 2, repeat(md5(n::text), 60) FROM generate_series(1, 2000) AS n"
    with contextlib.suppress(psycopg.OperationalError):
        while server.is_alive():
            query(server, more)


def test_a_full_disk_is_waited_out(template: Path, small_disk: Path) -> None:
    copy_data(template, small_disk / "var")
    watched = Watched(EmbeddedPostgres(small_disk / "var"))
    server, ballast = watched.server, small_disk / "ballast"
    with server.lease(), watched.watcher:
        query(server, "CREATE TABLE written (n int, filler text)")
        query(server, "INSERT INTO written VALUES (1, 'kept')")
        room = shutil.disk_usage(small_disk).free - 20_000_000
        ballast.write_bytes(bytes(room))
        fill(server)
        wait_until(lambda: any("is full" in each for each in watched.said), SOON)
        assert not watched.gave_up.is_set()
        ballast.unlink()
        wait_until(watched.answers, SOON)
        assert query(server, "SELECT count(*) FROM written WHERE n = 1") == 1
    assert watched.said[-1].startswith("The database is back after ")
