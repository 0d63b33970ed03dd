"""What changed since: the log that triggers write (migration 0007), read so that nothing is lost or doubled.

Every row of the log bears the id of its transaction, given out when a transaction begins to write; it
becomes visible when that transaction commits, which may be long after transactions with higher ids. So "all
rows after the last one seen" would lose changes. A Position is what a PostgreSQL snapshot says instead:
every transaction below ``next`` that was not ``running`` had ended. What changed since are the rows of
transactions from ``next`` on and of those that were running, exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from articles.search.columns.storage.position import Position

#: So many changes are applied one by one; where there are more, the columns are read anew.
MOST_CHANGES = 100_000
_KEPT = "7 days"  # files that are older than this do not keep the log from being shortened


class OutdatedError(Exception):
    """The log does not go back to where a file of columns begins."""


@dataclass(frozen=True, slots=True)
class Head:
    """What one look at the database says.

    server: changes whenever the process may be talking to another history of the archive (a restart, a
    crash, a failover, a restored database). private: this transaction has changes of its own, which others
    do not see. complete_from: what is missing from the log are transactions below this one. changed: the
    articles that changed since the position asked for; None where that is everything, or too many.
    """

    server: tuple[Any, ...]
    position: Position
    private: bool
    standby: bool
    complete_from: int
    changed: frozenset[int] | None


# A server that lost one of its processes recovers without a new start. What was committed but not yet on the
# disk is lost then, and numbers of transactions are given out again. It begins its statistics anew.
_HEAD = """
    SELECT ARRAY[pg_postmaster_start_time()::text, (SELECT stats_reset::text FROM pg_stat_bgwriter),
            'articles_article'::regclass::oid::text, 'articles_articlechange'::regclass::oid::text],
        pg_is_in_recovery(), pg_current_snapshot()::text, pg_current_xact_id_if_assigned() IS NOT NULL,
        coalesce((SELECT complete_from::text FROM articles_columnslog WHERE identity LIKE %s
            ORDER BY complete_from DESC LIMIT 1), '0'),
        ARRAY(SELECT DISTINCT article_id FROM articles_articlechange
            WHERE transaction >= %s::text::xid8 OR transaction = ANY(%s::text[]::xid8[]) LIMIT %s)
"""
_STANDBY = "standby"  # stands for the timeline, eight digits, which a standby does not know
# A copy of a database has the identity of neither the original nor another copy: the cluster's own number,
# its timeline (a new one after every recovery to a point in time and every failover), the database, and the
# tables themselves, which a restored dump makes anew.
_IDENTITY = f"""
    SELECT concat_ws('/',
        CASE WHEN has_function_privilege('pg_control_system()', 'execute')
            THEN (SELECT system_identifier FROM pg_control_system()) END,
        CASE WHEN pg_is_in_recovery() THEN '{_STANDBY}'
            ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END,
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        'articles_article'::regclass::oid, 'articles_articlechange'::regclass::oid)
"""  # noqa: S608  (made of constants)


def read_head(since: Position | None, identity: str) -> Head:
    """The present moment and what changed since a position, all as of one snapshot."""
    start = (str(since.next), [str(each) for each in since.running]) if since else ("0", [])
    # Without a position nobody asks what changed.
    limit = MOST_CHANGES + 1 if since else 0
    # A standby's log is the one of its primary, which shortens it.
    whose = identity.replace(_STANDBY, "_" * 8)
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [whose, *start, limit])
        row = cursor.fetchone()
    assert row is not None
    server, standby, snapshot, private, complete_from, changed = row
    known = None if since is None or len(changed) > MOST_CHANGES or None in changed else frozenset(changed)
    position = Position.read(snapshot, standby=standby)
    return Head((*server, standby), position, private, standby, int(complete_from), known)


def read_identity() -> str:
    """What tells this database from every other one, and from its own past."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def may_register(identity: str) -> bool:
    """Whether this database can be told of files: a standby cannot be told anything."""
    return _STANDBY not in identity


def registered(tokens: Sequence[UUID]) -> set[UUID]:
    """Those of the files' tokens that this database knows."""
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
        -- rows of another cluster's transactions, from a restored dump: nobody here can have such ids yet
        OR transaction >= pg_snapshot_xmax(pg_current_snapshot())
"""


def register(
    position: Position, identity: str, token: UUID | None = None, replaced: Sequence[UUID] = ()
) -> None:
    """Make it known that columns as of ``position`` are kept, in the file ``token`` if any, and shorten
    the log to what the known files need. Run it in a transaction.

    Raises OutdatedError where the log was shortened beyond ``position`` meanwhile.
    """
    horizon = str(position.oldest)
    with connection.cursor() as cursor:
        # What the file holds must not be lost in a crash after the file is known.
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
