"""The index of a web archive (CDXJ): a sorted line for each record."""

import heapq
import json
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO
from urllib.parse import urlsplit

MOST_LINES = 50_000  # sorted in memory; the sorted parts are merged from temporary files
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SortedLines:
    """Lines that can be added in any order and are read in sorted order."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._parts: list[IO[bytes]] = []

    def add(self, line: str) -> None:
        """Add a line, given without its end."""
        self._lines.append(line.encode() + b"\n")
        if len(self._lines) == MOST_LINES:
            part = tempfile.TemporaryFile()  # noqa: SIM115  (close() closes it)
            part.writelines(sorted(self._lines))
            part.seek(0)
            self._parts.append(part)
            self._lines.clear()

    def __iter__(self) -> Iterator[bytes]:
        return heapq.merge(*self._parts, sorted(self._lines))

    def close(self) -> None:
        """Delete the temporary files."""
        for part in self._parts:
            part.close()


def cdxj_line(address: str, moment: datetime, facts: dict[str, str]) -> str:
    """Return the line of a record: its sort key, time stamp, and facts as JSON."""
    stamp = moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{sort_key(address)} {stamp} {json.dumps({'url': address, **facts})}"


def sort_key(address: str) -> str:
    """Return the address in the form that sorts by domain (SURT): "org,example)/path?a=1"."""
    parts = urlsplit(address.strip().lower())
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").rstrip("."))
    port = "" if parts.port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&")))
    key = f"{','.join(reversed(host.split('.')))}{port}){path}" + (f"?{query}" if query else "")
    return "".join(key.split())
