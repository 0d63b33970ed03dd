"""Downloads that may take long, so many at a time that readers never wait for them."""

import threading
from collections.abc import Iterator

from django.conf import settings


class TooManyDownloads(Exception):  # noqa: N818  (it says what is the matter)
    """This process sends as many long answers as it may."""


# Each holds a thread, and its database connection, for as long as it takes. The archive's own server gives
# files a quarter of POOL_SIZE threads, so this bound is for other servers.
_places = threading.BoundedSemaphore(max(1, settings.POOL_SIZE // 2))


class Download:
    """An iterator over the pieces of an answer that takes up a place until it is closed or at its end.

    ``pieces`` may be given once they are known: what there is to send may take long to find, too.
    Raises TooManyDownloads where there is no place.
    """

    def __init__(self, pieces: Iterator[bytes] = iter(())) -> None:  # noqa: B008  (it is empty for ever)
        if not _places.acquire(blocking=False):
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
        """Give the place back; the second time does nothing."""
        if self._open:
            self._open = False
            _places.release()

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            self.close()
