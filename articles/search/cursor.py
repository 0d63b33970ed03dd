"""A search read on from an article rather than from a page number: nothing is missed or seen twice."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from articles.search.backend import counting
from articles.search.counting.interface import Counting, Key
from articles.search.query.selection import Selection
from articles.search.request import Sort

BEGIN = "*"  # the cursor of the first answer
_ORDERS: dict[str, Sort] = {"n": "newest", "o": "oldest"}
_MOST_ID = 2**63 - 1


class BadCursorError(ValueError):
    """What was given as a cursor is none."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which article of which order to go on; ``key`` None: from the beginning."""

    sort: Sort
    key: Key | None

    def __str__(self) -> str:
        day, pk = self.key or (None, 0)
        text = f"{self.sort[0]}:{day.isoformat() if day else ''}:{pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor that was written so. Raises BadCursorError."""
        try:
            if len(text) > 100:
                raise ValueError
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True).decode(
                "ascii"
            )
            order, day, pk = plain.split(":")
            number = int(pk)
            cursor = cls(_ORDERS[order], (date.fromisoformat(day) if day else None, number))
        except (ValueError, KeyError, binascii.Error) as error:
            raise BadCursorError(text[:100]) from error
        if not 0 <= number <= _MOST_ID or str(cursor) != text:
            raise BadCursorError(text[:100])
        return cursor


@dataclass
class CountingFrom:
    """Counts as usual and lists from a cursor on; ``following`` is then where to go on, None at the end."""

    cursor: Cursor
    following: Cursor | None = field(default=None, init=False)
    _usual: Counting | None = field(default=None, init=False)

    def __getattr__(self, name: str) -> Any:
        # All but ids is as usual. counting() has to be called within the transaction of the search.
        if self._usual is None:
            self._usual = counting()
        return getattr(self._usual, name)

    def ids(
        self, selection: Selection, sort: Sort, _offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """The first ``limit`` after the cursor."""
        assert not without, "only ranking leaves articles out, and there are no cursors in it"
        keys = self.keys_after(selection, sort, self.cursor.key, limit + 1)
        if len(keys) > limit:
            self.following = Cursor(sort, keys[limit - 1])
        return [pk for _, pk in keys[:limit]]
