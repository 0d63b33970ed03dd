"""The names of all entities in memory: which contain a text, and their order on pages.

Querying 174,000 names takes 50 to 150 ms in the database, with any index: most pages list many names, and a
single letter is in most of them. Here it takes 1 to 10 ms.

Every transaction that changes a name adds its id to a log (migration 0010). Names read in one snapshot are
current as long as the newest id in the log is below the oldest transaction running at that time: whatever has
committed since changed no name.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import DatabaseError, connection, transaction

from articles.search.arrays import Bytes, Ints, Mask
from articles.search.columns.name_words import NameWords
from articles.search.columns.sync.background import Background
from articles.search.counting.interface import FacetPage
from articles.search.counting.sql import without_genitive
from articles.text import fold

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class NameIndex:
    """Sorted entity ids, their ranks by name, and their names.

    text: the folded names in UTF-8, each followed by a newline. begins: where each entity's names start in
    it, and the end of the last.
    """

    ids: Ints
    ranks: Ints
    begins: Ints
    text: Bytes

    @classmethod
    def read(cls) -> "NameIndex":
        """Read the names as the current transaction sees them."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_NAMES} {_FROM}")
            return cls.of(cursor.fetchone() or ())

    @classmethod
    def of(cls, row: Sequence[Any]) -> "NameIndex":
        """Build the index from a row of _NAMES."""
        ids, ranks, lengths = (np.frombuffer(each or b"", ">i4").astype(np.int32) for each in row[:3])
        begins = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        return cls(ids, ranks, begins, np.frombuffer((row[3] or "").encode(), np.uint8))

    @cached_property
    def words(self) -> NameWords:
        """The words of the names, sorted."""
        return NameWords.of(self.ids, self.begins, self.text)

    def names_of(self, ids: Ints) -> list[list[str]]:
        """Return the folded names of each entity, its own first; none for an unknown one."""
        places = np.searchsorted(self.ids, ids)
        known = places < len(self.ids)
        known[known] = self.ids[places[known]] == ids[known]
        return [
            self._names_at(place) if here else []
            for place, here in zip(places.tolist(), known.tolist(), strict=True)
        ]

    def _names_at(self, place: int) -> list[str]:
        text = self.text[self.begins[place] : self.begins[place + 1]].tobytes()
        return text.decode().split("\n")[:-1]

    def page(self, ids: Ints, counts: Ints, text: str, offset: int, limit: int) -> FacetPage:
        """Return one page of the sorted ``ids``: most articles first, then by name.

        ``counts`` has the number of articles of each. Ids without articles, or without ``text`` in a name,
        are left out.
        """
        places = np.minimum(np.searchsorted(self.ids, ids), max(len(self.ids) - 1, 0))
        here = (self.ids[places] == ids) & (counts > 0) if len(self.ids) else counts < 0
        if needle := fold(without_genitive(text)):
            here[here] = self._containing(needle.encode())[places[here]]
        ids, counts, ranks = ids[here], counts[here], self.ranks[places[here]]
        end = min(offset + limit, len(ids))
        if offset >= end:
            return FacetPage([], 0)
        order = (counts.max() - counts).astype(np.int64) * len(self.ids) + ranks
        page = np.argpartition(order, (offset, end - 1))[offset:end]
        page = page[np.argsort(order[page])]
        return FacetPage(list(zip(ids[page].tolist(), counts[page].tolist(), strict=True)), len(ids))

    def _containing(self, needle: bytes) -> Mask:
        """Return which entities have a name that contains the bytes, which must not include a newline."""
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
# The server and its history, the oldest running transaction, and the newest one that changed a name. Without
# the name of the table, ORDER BY would sort texts: 9999 after 10000.
_HEAD = """
    ARRAY[pg_postmaster_start_time()::text, pg_is_in_recovery()::text,
        'articles_entity'::regclass::oid::text],
    pg_snapshot_xmin(pg_current_snapshot())::text,
    coalesce((SELECT log.transaction::text FROM articles_namechange log
        ORDER BY log.transaction DESC LIMIT 1), '0')
"""
# Only the newest is needed. Ids from the future belong to another cluster, whose dump was restored.
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
    """The name index of one process, read in the background on demand. Thread-safe.

    pause: minimum seconds between two reads, for names that change all the time.
    """

    def __init__(self, pause: float = 5.0) -> None:
        self._pause = pause
        self._background = Background()
        self._known: tuple[_Head, NameIndex] | None = None
        self._not_before = 0.0

    def current(self) -> NameIndex | None:
        """Return the current names, None while they are being read or just changed. One database query."""
        names, is_current = self._look()
        return names if is_current else None

    def latest(self, seconds: float = 1.0) -> NameIndex | None:
        """Return the names as this process last read them, for uses where a name may be missing for a moment.

        Wait up to ``seconds`` for the first read; return None if it takes longer. One database query.
        """
        names, _ = self._look()
        if names is None:
            self._background.wait(seconds)
            names, _ = self._look()
        return names

    def held(self) -> NameIndex | None:
        """Return the current names if this process has them, without reading them. One database query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_HEAD}")
            head = _Head.of(cursor.fetchone() or ())
        known = self._known
        if known is not None and known[0].server != head.server:
            self._known = known = None
        return known[1] if known is not None and head.newest < known[0].oldest else None

    def read(self) -> NameIndex:
        """Read the names here and now, as the current transaction sees them. One database query."""
        head, names = self._read()
        if head.newest < head.oldest:  # else this transaction may see names that are never committed
            self._known = head, names
        return names

    def _look(self) -> tuple[NameIndex | None, bool]:
        """Return the names read from this server, and whether they are current; if not, read them again."""
        if (names := self.held()) is not None:
            return names, True
        if time.monotonic() >= self._not_before:
            self._background.start(self._refresh)
        return self._known and self._known[1], False

    def _refresh(self) -> None:
        self._not_before = time.monotonic() + self._pause
        head, names = self._read()
        _ = names.words  # sorted here, so that no search waits for it
        self._known = head, names
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_FORGET)
        except DatabaseError as error:  # a standby, or a role that may only read
            logger.debug("The log of changed names stays as it is: %s", error)

    def _read(self) -> tuple[_Head, NameIndex]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_HEAD}, {_NAMES} {_FROM}")
            row = cursor.fetchone() or ()
        return _Head.of(row[:3]), NameIndex.of(row[3:])

    def wait(self, seconds: float = 600) -> None:
        """Wait until no read is in progress."""
        self._background.wait(seconds)


name_store = NameStore()
