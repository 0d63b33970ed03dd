"""The lines of a file, including files with the line endings of old Macs."""

import re
from collections.abc import Callable
from io import BufferedReader

_LINE_END = re.compile(rb"\r\n?|\n")
_PIECE = 1 << 16


def line_reader(stream: BufferedReader) -> Callable[[int], bytes]:
    """A ``readline`` for the stream. Lines end in CR if the first one does, else in LF."""
    first = _LINE_END.search(stream.peek())
    if first is None or first[0] != b"\r":
        return stream.readline
    ahead = bytearray()

    def readline(limit: int) -> bytes:
        while (end := ahead.find(b"\r")) < 0 and len(ahead) < limit and (piece := stream.read1(_PIECE)):
            ahead.extend(piece)
        size = min(end + 1 or len(ahead), limit)
        line = bytes(ahead[:size])
        del ahead[:size]
        return line

    return readline
