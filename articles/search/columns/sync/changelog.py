"""Read and shorten the change log that triggers write (migration 0007), without losing a change.

Every row has the id of its transaction, which is assigned when the transaction first writes. The row becomes
visible on commit, perhaps after transactions with higher ids. So reading all rows after the last one seen
would miss changes. A Position stores a PostgreSQL snapshot instead: every transaction below ``next`` that was
not ``running`` had ended. The later changes are exactly the rows of transactions from ``next`` on and of
those that were running.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from articles.search.columns.storage.position import Position

#: The most changes to apply one by one; after more, the columns are built again.
MOST_CHANGES = 100_000
_KEPT = "7 days"  # the log is kept for files up to this age


class OutdatedError(Exception):
    """The log does not reach back to the position of the columns."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """The state of the database and the log, from one query.

    server: changes whenever the archive's history may be another one (a restart, a crash, a failover, a
    restored database). private: the current transaction has changes of its own, invisible to others.
    complete_from: the log is complete from this transaction on. changed: the articles that changed since the
    given position; None if all may have changed, or too many have.
    """

    server: tuple[Any, ...]
    position: Position
    private: bool
    standby: bool
    complete_from: int
    changed: frozenset[int] | None


# If a server process crashes, the server recovers without a new start time. Commits not yet on disk are then
# lost, and transaction ids are assigned again. But its statistics are reset.
_HEAD = """
    SELECT ARRAY[pg_postmaster_start_time()::text, (SELECT stats_reset::text FROM pg_stat_bgwriter),
            'articles_article'::regclass::oid::text, 'articles_articlechange'::regclass::oid::text],
        pg_is_in_recovery(), pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL,
        coalesce((SELECT log.complete_from::text FROM articles_columnslog log WHERE identity LIKE %s
            ORDER BY log.complete_from DESC LIMIT 1), '0'),
        ARRAY(SELECT DISTINCT article_id FROM articles_articlechange
            WHERE transaction >= %s::text::xid8 OR transaction = ANY(%s::text[]::xid8[]) LIMIT %s)
"""
_STANDBY = "standby"  # in place of the timeline (eight digits), which a standby does not know
# Every copy of a database has its own identity: the cluster's system identifier, its timeline (new after
# every point-in-time recovery and failover), the database, and the oids of the tables, which are new in a
# restored dump.
_IDENTITY = f"""
    SELECT concat_ws('/',
        CASE WHEN has_function_privilege('pg_control_system()', 'execute')
            THEN (SELECT system_identifier FROM pg_control_system()) END,
        CASE WHEN pg_is_in_recovery() THEN '{_STANDBY}'
            ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END,
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        'articles_article'::regclass::oid, 'articles_articlechange'::regclass::oid)
"""  # noqa: S608  (made of constants)


def read_head(since: Position | None, identity: str) -> LogHead:
    """Read the current position and the changes since another one, in one snapshot."""
    start = (str(since.next), [str(each) for each in since.running]) if since else ("0", [])
    # Without a position, no changes are needed.
    limit = MOST_CHANGES + 1 if since else 0
    # A standby reads the log of its primary, which shortens it.
    whose = identity.replace(_STANDBY, "_" * 8)
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [whose, *start, limit])
        row = cursor.fetchone()
    assert row is not None
    server, standby, snapshot, private, complete_from, changed = row
    known = None if since is None or len(changed) > MOST_CHANGES or None in changed else frozenset(changed)
    position = Position.read(snapshot, standby=standby)
    return LogHead((*server, standby), position, private, standby, int(complete_from), known)


def read_identity() -> str:
    """Return an identifier of this database, which changes if the database goes back in time."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def may_register(identity: str) -> bool:
    """Return whether files can be registered in this database: a standby is read-only."""
    return _STANDBY not in identity


def registered(tokens: Sequence[UUID]) -> set[UUID]:
    """Return those file tokens that are registered in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM articles_columnsfile WHERE token = ANY(%s)", [list(tokens)])
        return {token for (token,) in cursor.fetchall()}


_SHORTEN = """
    WITH forgotten AS (
        DELETE FROM articles_columnsfile
        WHERE identity <> %(identity)s OR token = ANY(%(replaced)s) OR written_at < now() - %(kept)s::interval
        RETURNING token
    ), needed AS (
        SELECT min(horizon::text::numeric) AS horizon FROM (
            SELECT horizon FROM articles_columnsfile WHERE token NOT IN (SELECT token FROM forgotten)
            UNION ALL SELECT %(horizon)s::text::xid8
        ) each
    ), moved AS (
        UPDATE articles_columnslog SET complete_from = horizon::text::xid8 FROM needed
        WHERE identity = %(identity)s AND complete_from < horizon::text::xid8
    )
    DELETE FROM articles_articlechange USING needed
    WHERE transaction < horizon::text::xid8
        -- rows of another cluster, from a restored dump: no transaction here has reached these ids
        OR transaction >= pg_snapshot_xmax(pg_current_snapshot())
"""


def register(
    position: Position, identity: str, token: UUID | None = None, replaced: Sequence[UUID] = ()
) -> None:
    """Register the columns of ``position``, with the token of their file if any, and shorten the log.

    The log is kept as far back as the registered files need. Run it in a transaction. Raises OutdatedError if
    the log has meanwhile been shortened beyond ``position``.
    """
    horizon = str(position.oldest)
    with connection.cursor() as cursor:
        # Once the file is registered, a crash must not lose what it contains.
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute(
            "INSERT INTO articles_columnslog (identity, complete_from) VALUES (%s, '0')"
            " ON CONFLICT (identity) DO UPDATE SET identity = excluded.identity"  # locks the row
            " RETURNING complete_from::text",
            [identity],
        )
        row = cursor.fetchone()
        if row is None or int(row[0]) > position.oldest:
            raise OutdatedError
        if token is not None:
            cursor.execute(
                "INSERT INTO articles_columnsfile (token, identity, horizon) VALUES (%s, %s, %s::text::xid8)",
                [token, identity, horizon],
            )
        cursor.execute(
            _SHORTEN,
            {"identity": identity, "replaced": list(replaced), "kept": _KEPT, "horizon": horizon},
        )
