"""The lines of a file, also of one whose lines end as on old Macs."""

import re
from collections.abc import Callable
from io import BufferedReader, TextIOWrapper

_LINE_END = re.compile(rb"\r\n?|\n")


def line_reader(stream: BufferedReader) -> Callable[[int], bytes]:
    """``readline`` of the stream: lines end in CR where the first one does, else in LF."""
    first = _LINE_END.search(stream.peek())
    if first is None or first[0] != b"\r":
        return stream.readline
    # Latin-1 gives every byte a character, and back.
    text = TextIOWrapper(stream, encoding="latin-1", newline="\r")
    return lambda limit: text.readline(limit).encode("latin-1")
