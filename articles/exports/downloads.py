"""Long downloads, limited in number so that other readers never wait for them."""

import threading
from collections.abc import Iterator

from django.conf import settings


class TooManyDownloads(Exception):  # noqa: N818  (the name states the problem)
    """This process is already sending the maximum number of downloads."""


# Each download holds a thread, and its database connection, until it ends. The archive's own server gives
# files a quarter of POOL_SIZE threads, so this limit is for other servers.
_slots = threading.BoundedSemaphore(max(1, settings.POOL_SIZE // 2))


class Download:
    """An iterator over the pieces of a response that holds a slot until it is closed or exhausted.

    ``pieces`` may be set later, since finding what to send may take long, too.
    Raises TooManyDownloads if no slot is free.
    """

    def __init__(self, pieces: Iterator[bytes] = iter(())) -> None:  # noqa: B008  (it is always empty)
        if not _slots.acquire(blocking=False):
            raise TooManyDownloads
        self.pieces = pieces
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the slot. Further calls do nothing."""
        if self._open:
            self._open = False
            _slots.release()

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            self.close()
