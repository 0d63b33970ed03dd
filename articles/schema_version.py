"""Whether the database has the tables that this version of the archive needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from articles.locking import Lock, advisory_lock, advisory_unlock


def is_current() -> bool:
    """Whether every migration is applied. Raises ImproperlyConfigured for a newer version's database."""
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations.keys()
    known = set(executor.loader.disk_migrations)
    for migration in executor.loader.disk_migrations.values():
        known |= {(app, name) for app, name in migration.replaces}
    newer = sorted(name for app, name in applied - known if app == "articles")
    if newer:
        raise ImproperlyConfigured(
            "This database has been used by a newer version of the archive; this version does not know its "
            f"{'migration' if len(newer) == 1 else 'migrations'} {', '.join(newer)}. Use the newer version, "
            "or restore a backup made with this one."
        )
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def bring_up_to_date(say: Callable[[str], None], *, may_migrate: bool) -> None:
    """Migrate the database if needed. Raises ImproperlyConfigured if that is needed but not allowed."""
    if is_current():
        return
    if not may_migrate:
        raise ImproperlyConfigured(
            "The database is missing tables that this version needs. First run script/manage migrate"
        )
    say("Preparing the database ...")
    with alone():
        migrate()


def migrate() -> None:
    """Migrate, unless a newer version has. This completes the list of countries even with nothing to migrate.

    Call it within alone().
    """
    is_current()
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock in the database, so that it works across all servers of one archive."""
    guard = connections.create_connection("default")
    try:
        advisory_lock(Lock.MIGRATION, session=True, using=guard)
        yield
        advisory_unlock(Lock.MIGRATION, using=guard)
    finally:
        guard.close()
