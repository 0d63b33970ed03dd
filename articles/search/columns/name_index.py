"""The names of all entities in memory: which contain a text, and in which order pages have them.

174,000 names take 50 to 150 ms in the database, whatever the index: most lists are of many names, and a text
of one letter is in most of them. Here they take 1 to 10 ms.

Every transaction that changes a name leaves its id in the log (migration 0010). Names that were read in one
snapshot are those of now as long as the newest id in the log is below the oldest transaction that was under
way then: whatever has committed since changed no name.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.search.arrays import Bytes, Ints, Mask
from articles.search.columns.sync.background import Background
from articles.search.counting.interface import Listed
from articles.search.counting.sql import bare_name
from articles.text import fold

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Names:
    """Entities by id, sorted; for each its place in the order of names, and where its folded names begin in
    ``text`` (UTF-8), each of which ends with a newline; ``begins`` has one more, the end of the last."""

    ids: Ints
    ranks: Ints
    begins: Ints
    text: Bytes

    @classmethod
    def read(cls) -> "Names":
        """The names of the database as the transaction under way sees them."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_NAMES} {_FROM}")
            return cls.of(cursor.fetchone() or ())

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Names":
        """The names in a row of what _NAMES selects."""
        ids, ranks, lengths = (np.frombuffer(each or b"", ">i4").astype(np.int32) for each in row[:3])
        begins = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        return cls(ids, ranks, begins, np.frombuffer((row[3] or "").encode(), np.uint8))

    def page(self, ids: Ints, counts: Ints, text: str, offset: int, limit: int) -> Listed:
        """One page of those of ``ids`` (sorted, with so many articles each) that have any article and
        ``text`` in a name: most articles first, then by name."""
        places = np.minimum(np.searchsorted(self.ids, ids), max(len(self.ids) - 1, 0))
        here = (self.ids[places] == ids) & (counts > 0) if len(self.ids) else counts < 0
        if needle := fold(bare_name(text)):
            here[here] = self._containing(needle.encode())[places[here]]
        ids, counts, ranks = ids[here], counts[here], self.ranks[places[here]]
        end = min(offset + limit, len(ids))
        if offset >= end:
            return Listed([], 0)
        order = (counts.max() - counts).astype(np.int64) * len(self.ids) + ranks
        page = np.argpartition(order, (offset, end - 1))[offset:end]
        page = page[np.argsort(order[page])]
        return Listed(list(zip(ids[page].tolist(), counts[page].tolist(), strict=True)), len(ids))

    def _containing(self, needle: bytes) -> Mask:
        """Which entities have a name that contains the bytes, which hold no newline."""
        letters = np.frombuffer(needle, np.uint8)
        hits = np.flatnonzero(self.text[: max(len(self.text) - len(letters) + 1, 0)] == letters[0])
        for number, letter in enumerate(letters[1:], 1):
            hits = hits[self.text[hits + number] == letter]
        return np.diff(np.searchsorted(hits, self.begins)) > 0


_NAMES = """
    string_agg(int4send(id), '' ORDER BY id), string_agg(int4send(place), '' ORDER BY id),
    string_agg(int4send(octet_length(convert_to(names, 'UTF8'))), '' ORDER BY id),
    string_agg(names, '' ORDER BY id)
"""
_FROM = """
    FROM (
        SELECT id, (row_number() OVER (ORDER BY name, id))::int AS place,
            folded || E'\\n' || coalesce(others, '') AS names
        FROM articles_entity LEFT JOIN (
            SELECT entity_id, string_agg(folded || E'\\n', '') AS others
            FROM articles_entityname GROUP BY entity_id
        ) other ON entity_id = id
    ) entity
"""
# Which history of the archive the process talks to, the oldest transaction under way, and the newest that
# changed a name.
_HEAD = """
    ARRAY[pg_postmaster_start_time()::text, pg_is_in_recovery()::text,
        'articles_entity'::regclass::oid::text],
    pg_snapshot_xmin(pg_current_snapshot())::text,
    coalesce((SELECT transaction::text FROM articles_namechange ORDER BY transaction DESC LIMIT 1), '0')
"""
# Only the newest is needed; ids that nobody can have yet are another cluster's, from a restored dump.
_FORGET = """
    WITH now AS (SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next), newest AS (
        SELECT transaction FROM articles_namechange, now WHERE transaction < next
        ORDER BY transaction DESC LIMIT 1
    )
    DELETE FROM articles_namechange WHERE transaction >= (SELECT next FROM now)
        OR transaction < (SELECT transaction FROM newest)
"""


@dataclass(frozen=True)
class _Head:
    server: tuple[str, ...]
    oldest: int
    newest: int

    @classmethod
    def of(cls, row: Sequence[Any]) -> "_Head":
        return cls(tuple(row[0]), int(row[1]), int(row[2]))


class NameStore:
    """The names of one process, read in the background when they are asked for. Threads may share it.

    pause: seconds between one reading and the next, so that names that change all the time are not read
    all the time.
    """

    def __init__(self, pause: float = 5.0) -> None:
        self._pause = pause
        self._background = Background()
        self._known: tuple[_Head, Names] | None = None
        self._not_before = 0.0

    def current(self) -> Names | None:
        """The names as they are now, for the transaction under way; None where they are being read, or have
        changed a moment ago. Asks the database once."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_HEAD}")
            head = _Head.of(cursor.fetchone() or ())
        known = self._known
        if known is not None and known[0].server == head.server and head.newest < known[0].oldest:
            return known[1]
        if time.monotonic() >= self._not_before:
            self._background.start(self._read)
        return None

    def _read(self) -> None:
        self._not_before = time.monotonic() + self._pause
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_HEAD}, {_NAMES} {_FROM}")
            row = cursor.fetchone() or ()
        self._known = _Head.of(row[:3]), Names.of(row[3:])
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_FORGET)
        except DatabaseError as error:  # a standby, or a role that may only read
            logger.debug("The log of changed names stays as it is: %s", error)

    def wait(self, seconds: float = 600) -> None:
        """Wait until no names are being read."""
        self._background.wait(seconds)


shared = NameStore()
