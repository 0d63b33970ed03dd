"""Fixity: whether the bytes of originals still match their checksums."""

import time
from collections.abc import Callable, Iterator, Sequence

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Capture, FixityCheck
from newsarchive.failures import sqlstate

BATCH = 25  # originals read at a time
# The rest of the archive is still readable: damaged data, and a part of the disk that cannot be read.
_UNREADABLE = ("XX", "58030")
# PostgreSQL computes the checksum, so the bytes need not be sent to this process.
_CHECK = """
    SELECT id, octet_length(raw), encode(sha256(raw), 'hex') = sha256 FROM articles_capture WHERE id = ANY(%s)
"""

#: id, size in bytes (0 if unreadable), and whether the bytes match the checksum
Checked = tuple[int, int, bool]


class Pace:
    """Keeps a run to a rate in bytes per second."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._next = time.monotonic()

    def spend(self, size: int) -> None:
        """Sleep until this many bytes fit the rate. Time lost earlier is not made up for."""
        self._next = max(self._next, time.monotonic() - 1) + size / self._rate
        time.sleep(max(0.0, self._next - time.monotonic()))


def verify(after: int, pace: Pace, wanted: Callable[[], bool]) -> Iterator[list[Checked]]:
    """Check the originals with greater ids, in batches, while they are ``wanted``, and store the results."""
    while wanted():
        ids = _next(after)
        if not ids:
            _forget_deleted()
            return
        checked = _check(ids)
        _store(checked)
        yield checked
        after = ids[-1]
        pace.spend(sum(size for _, size, _ in checked))


def _next(after: int) -> Sequence[int]:
    """Return the next ids. If damage keeps PostgreSQL from finding them, return those that may exist."""
    try:
        with transaction.atomic():
            ids = Capture.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
            return list(ids[:BATCH])
    except DatabaseError as error:
        _raise_unless_damaged(error)
        return range(after + 1, after + 1 + BATCH)


def _check(ids: Sequence[int]) -> list[Checked]:
    """Check these originals; if one of them cannot be read, each in a query of its own."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CHECK, [list(ids)])
            return sorted(cursor.fetchall())
    except DatabaseError as error:
        _raise_unless_damaged(error)
    if len(ids) == 1:
        return [(ids[0], 0, False)]
    return [each for pk in ids for each in _check([pk])]


def _raise_unless_damaged(error: DatabaseError) -> None:
    if not sqlstate(error).startswith(_UNREADABLE):
        raise error


def _store(checked: Sequence[Checked]) -> None:
    now = timezone.now()
    FixityCheck.objects.bulk_create(
        [FixityCheck(capture_id=pk, verified_at=now, is_damaged=not intact) for pk, _, intact in checked],
        update_conflicts=True,
        unique_fields=["capture"],
        update_fields=["verified_at", "is_damaged"],
    )


def _forget_deleted() -> None:
    """Delete the checks of originals that were deleted."""
    try:
        with transaction.atomic():
            FixityCheck.objects.filter(~Exists(Capture.objects.filter(pk=OuterRef("pk")))).delete()
    except DatabaseError as error:
        _raise_unless_damaged(error)  # later, when the damage is repaired
