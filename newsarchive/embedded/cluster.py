"""The PostgreSQL cluster: created once, then checked at every start."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from newsarchive.embedded import postmaster, tuning
from newsarchive.embedded.errors import EmbeddedPostgresError
from newsarchive.embedded.identity import Identity

SUPERUSER = "postgres"
_OWN_SETTINGS = "newsarchive.conf"


def prepare_cluster(cluster: Path, initdb: Path, identity: Identity) -> None:
    """Create the cluster if needed, set its owner, and tune it to the machine.

    Call this only while no server can be running. Raises EmbeddedPostgresError or OSError.
    """
    if not cluster.exists():
        _make(cluster, initdb, identity)
    identity.give_tree(cluster)
    postmaster.clear_stale_file(cluster)
    settings = cluster / _OWN_SETTINGS
    text = tuning.as_configuration(tuning.settings_for(tuning.machine_memory()))
    if not settings.is_file() or settings.read_bytes() != text.encode():  # a full disk would leave it empty
        settings.write_text(text)
    identity.give(settings)


def _make(cluster: Path, initdb: Path, identity: Identity) -> None:
    # Created under another name and then renamed, so that a killed initdb leaves no incomplete cluster.
    fresh = cluster.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    identity.give(fresh)
    done = subprocess.run(
        [
            *(*identity.prefix, str(initdb), "-D", fresh.name, "-U", SUPERUSER),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--encoding=UTF8", "--data-checksums", "--auth-local=trust", "--auth-host=reject"),
        ],
        cwd=cluster.parent,
        capture_output=True,
        text=True,
        env=clean_environment(),
        start_new_session=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedPostgresError(
            f"A new database could not be created in {cluster.parent}:\n{done.stderr.strip()}"
        )
    with (fresh / "postgresql.conf").open("a") as configuration:
        configuration.write(f"\ninclude = '{_OWN_SETTINGS}'\n# Your own settings go below this line.\n")
    fresh.rename(cluster)


def make_database(connection: psycopg.Connection, name: str) -> None:
    """Create an ordinary role and a database that it owns, both called ``name``, if they are missing."""
    identifier = sql.Identifier(name)
    roles = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if connection.execute(roles, [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(identifier))
    databases = "SELECT 1 FROM pg_database WHERE datname = %s"
    if connection.execute(databases, [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(identifier))


def clean_environment() -> dict[str, str]:
    """Return the environment without variables that affect PostgreSQL: PGDATA and the like, and locales."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
