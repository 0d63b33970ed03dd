"""Cursor pagination: continue a list after an article, so that nothing is skipped or repeated."""

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

BEGIN = "*"  # the cursor of the first page
_ORDERS: dict[str, Sort] = {"n": "newest", "o": "oldest"}
_MOST_ID = 2**63 - 1


class BadCursorError(ValueError):
    """The text is not a valid cursor."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in a sorted list: after the article with ``key``, or at the start if ``key`` is None."""

    sort: Sort
    key: Key | None

    def __str__(self) -> str:
        day, pk = self.key or (None, 0)
        text = f"{self.sort[0]}:{day.isoformat() if day else ''}:{pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Parse a cursor. Raises BadCursorError."""
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
class CursorCounting:
    """A counting backend that lists articles from a cursor on.

    ``following`` is the cursor of the next page, None on the last one. Everything but ``ids`` is delegated.
    """

    cursor: Cursor
    following: Cursor | None = field(default=None, init=False)
    _backend: Counting | None = field(default=None, init=False)

    def __getattr__(self, name: str) -> Any:
        # counting() must be called inside the transaction of the search.
        if self._backend is None:
            self._backend = counting()
        return getattr(self._backend, name)

    def ids(
        self, selection: Selection, sort: Sort, _offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        """Return the first ``limit`` ids after the cursor."""
        assert not without, "only ranking excludes articles, and it has no cursors"
        keys = self.keys_after(selection, sort, self.cursor.key, limit + 1)
        if len(keys) > limit:
            self.following = Cursor(sort, keys[limit - 1])
        return [pk for _, pk in keys[:limit]]
