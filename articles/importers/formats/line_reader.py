"""Reading of lines with any line endings, even mixed ones."""

from collections import deque
from collections.abc import Callable
from io import BufferedReader


def line_reader(stream: BufferedReader) -> Callable[[int], bytes]:
    """Return a ``readline`` for the stream. Lines end in LF, CR LF, or CR (as on old Macs)."""
    ahead: deque[bytes] = deque()

    def read(limit: int) -> None:
        ahead.extend(stream.readline(limit).splitlines(keepends=True))

    def readline(limit: int) -> bytes:
        if not ahead:
            read(limit)
        line = ahead.popleft() if ahead else b""
        while line and not ahead and not line.endswith((b"\n", b"\r")) and len(line) < limit:
            read(limit - len(line))
            if not ahead:
                break
            line += ahead.popleft()
        return line

    return readline
