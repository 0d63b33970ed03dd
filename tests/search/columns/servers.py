"""PostgreSQL servers for single tests, with the archive's tables: to crash, to copy, to stream from."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections

from newsarchive.embedded import EmbeddedPostgres
from newsarchive.embedded.cluster import SUPERUSER, clean_environment
from newsarchive.embedded.identity import choose
from newsarchive.embedded.paths import PORT, private_directory, socket_directory
from tests.launcher.support import NO_SYNC, copy_data
from tests.scratch import ALIAS

Settings = dict[str, Any]


def settings_of(server: EmbeddedPostgres) -> Settings:
    """Return a server's DATABASES settings."""
    return dict(server.dsn())


def make_template(data_dir: Path) -> None:
    """Create a cluster with the archive's tables in a data folder; its server is stopped at the end."""
    server = EmbeddedPostgres(data_dir)
    with server.lease():
        tell(server.dsn(), NO_SYNC)
        connections.settings[ALIAS] = {**connection.settings_dict, **settings_of(server), "OPTIONS": {}}
        try:
            call_command("migrate", database=ALIAS, verbosity=0)
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]


@contextmanager
def running(template: Path, data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Run a server on a copy of the template, until the end of the block."""
    copy_data(template, data_dir)
    server = EmbeddedPostgres(data_dir)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def tell(settings: Settings, statement: str) -> Any:
    """Return the first column of the first row of a superuser's statement, if any."""
    with psycopg.connect(
        host=settings["HOST"], port=PORT, user=SUPERUSER, dbname=settings["NAME"], autocommit=True
    ) as superuser:
        cursor = superuser.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


class Standby:
    """A standby of another server: read-only until promoted."""

    def __init__(self, primary: EmbeddedPostgres, data_dir: Path) -> None:
        """Copy the primary, and start."""
        cluster, run_dir = data_dir / "postgres", data_dir / "run"
        sockets = socket_directory(run_dir)
        self.settings = {**settings_of(primary), "HOST": str(sockets)}
        run_dir.mkdir(parents=True)
        cluster.mkdir(mode=0o700)
        postgres = primary.program("postgres")
        identity = choose(cluster, run_dir, postgres)
        assert identity is not None
        identity.give(run_dir, cluster)
        private_directory(sockets, identity)
        subprocess.run(
            [
                *(*identity.prefix, str(primary.program("pg_basebackup")), "-D", str(cluster)),
                *("-h", str(primary.socket_dir), "-p", str(PORT), "-U", SUPERUSER),
                *("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"),
            ],
            check=True,
            env=clean_environment(),
            cwd=run_dir,
        )
        command = [*identity.prefix, str(postgres), "-D", str(cluster), "-p", str(PORT)]
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={sockets}"]
        with (data_dir / "postgres.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *options], stdout=log, stderr=subprocess.STDOUT, env=clean_environment()
            )
        wait_for(lambda: answers(self.settings))

    def catch_up(self, primary: Settings) -> None:
        """Wait until the standby has replayed everything that the primary has committed."""
        there = tell(primary, "SELECT pg_logical_emit_message(false, 'test', 'here', true)")
        wait_for(lambda: tell(self.settings, f"SELECT pg_last_wal_replay_lsn() >= '{there}'"))

    def promote(self) -> None:
        """Promote the standby to primary."""
        assert tell(self.settings, "SELECT pg_promote()")

    def stop(self) -> None:
        """Stop immediately."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)


def answers(settings: Settings) -> bool:
    """Return whether a server accepts connections."""
    try:
        tell(settings, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def wait_for(done: Callable[[], object], seconds: float = 60) -> None:
    """Wait until ``done`` returns true. Raises AssertionError on timeout."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.01)
