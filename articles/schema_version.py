"""Whether the database schema fits this version of the archive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from articles.locking import Lock, advisory_lock, advisory_unlock


def is_current() -> bool:
    """Whether all migrations are applied. Raises ImproperlyConfigured if a newer version applied more."""
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
    """Migrate the database if needed. Raises ImproperlyConfigured if it is needed but not allowed."""
    if is_current():
        return
    if not may_migrate:
        raise ImproperlyConfigured(
            "The database is missing tables that this version needs. First run script/manage migrate"
        )
    say("Preparing the database ...")
    with migration_lock():
        migrate()


def migrate() -> None:
    """Migrate the database. Raises ImproperlyConfigured if a newer version made it.

    Even with nothing to migrate, this adds missing countries.
    Call it within migration_lock().
    """
    is_current()
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def migration_lock() -> Iterator[None]:
    """Let one process migrate at a time. The lock is in the database, so it holds across servers."""
    guard = connections.create_connection("default")
    try:
        advisory_lock(Lock.MIGRATION, session=True, using=guard)
        yield
        advisory_unlock(Lock.MIGRATION, using=guard)
    finally:
        guard.close()
