"""Several processes share one server: starting, stopping, and processes that die."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.postmaster import running_pid
from tests.launcher.support import StartUser, gone, query

STARTED = "SELECT pg_postmaster_start_time()::text"


def leave(process: "subprocess.Popen[str]") -> int:
    """Let a user of the server exit normally; return its exit code."""
    process.communicate("\n", timeout=60)
    return process.returncode


def test_two_that_start_together_share_one_server(tmp_path: Path, start_user: StartUser) -> None:
    """In an empty folder too: one creates the cluster, the other waits."""
    server = EmbeddedPostgres(tmp_path / "var")
    both = [start_user(server.data_dir, wait=False) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
    pid = running_pid(server.cluster)
    assert pid is not None
    began = query(server, STARTED)
    assert leave(both[0]) == 0
    assert query(server, STARTED) == began
    assert leave(both[1]) == 0
    assert gone(pid, within=1)
    assert not (server.cluster / "postmaster.pid").exists()


def test_the_server_of_a_killed_owner_is_joined_and_stopped(
    server: EmbeddedPostgres, start_user: StartUser
) -> None:
    owner = start_user(server.data_dir)
    pid, began = running_pid(server.cluster), query(server, STARTED)
    os.killpg(owner.pid, signal.SIGKILL)
    owner.wait()
    assert pid is not None
    assert psutil.pid_exists(pid)
    with server.lease():
        assert query(server, STARTED) == began
    assert gone(pid)


def test_a_killed_guest_counts_for_nothing(server: EmbeddedPostgres, start_user: StartUser) -> None:
    with server.lease():
        guest = start_user(server.data_dir)
        guest.kill()
        guest.wait()
        pid = running_pid(server.cluster)
    assert pid is not None
    assert gone(pid)


def test_a_living_guest_keeps_the_server(server: EmbeddedPostgres, start_user: StartUser) -> None:
    with server.lease():
        guest = start_user(server.data_dir)
    assert query(server, "SELECT 1") == 1
    assert leave(guest) == 0
    assert running_pid(server.cluster) is None


def test_leases_nest_in_one_process(server: EmbeddedPostgres) -> None:
    with server.lease():
        with EmbeddedPostgres(server.data_dir).lease():
            pass
        assert query(server, "SELECT 1") == 1
    assert running_pid(server.cluster) is None


def test_start_and_stop_do_not_mind_being_repeated(server: EmbeddedPostgres) -> None:
    server.start()
    began = query(server, STARTED)
    server.start()
    assert query(server, STARTED) == began
    server.stop()
    server.stop()
    assert running_pid(server.cluster) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_whole_group_stops_the_server_last(
    server: EmbeddedPostgres, start_user: StartUser, number: signal.Signals
) -> None:
    """Like Ctrl-C in a terminal: every process of the group gets the signal at once."""
    owner = start_user(server.data_dir)
    pid = running_pid(server.cluster)
    os.killpg(owner.pid, number)
    owner.communicate(timeout=60)
    assert owner.returncode in (-number, 128 + number)
    assert pid is not None
    assert gone(pid, within=1)
    assert "database system is shut down" in server.log.read_text()
    assert "received immediate shutdown" not in server.log.read_text()


def test_an_impatient_second_signal_leaves_no_server_behind(
    server: EmbeddedPostgres, start_user: StartUser
) -> None:
    owner = start_user(server.data_dir)
    pid = running_pid(server.cluster)
    for _ in range(3):
        os.kill(owner.pid, signal.SIGINT)
        time.sleep(0.01)
    owner.communicate(timeout=60)
    assert pid is not None
    assert gone(pid)
