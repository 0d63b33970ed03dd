"""The failed records of a run as files, to correct and import again."""

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from articles.importers.formats import FORMATS
from articles.importers.formats.wire.frames import framed
from articles.models import ImportFailure, ImportRun

#: Formats with many records in a file, by the extension of a file of failed ones.
_JOINED = {"csv": "csv", "jsonl": "jsonl", "json": "jsonl"}
# What is in a container is a file of its own outside it.
_ENDINGS = {
    "mbox": ".eml",
    "warc": ".html",
    "feed": ".xml",
    "nitf": ".xml",
    "newsml": ".xml",
    "ninjs": ".json",
}


class FailedFile(NamedTuple):
    """A file: its name, its bytes and its media type."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


def failed_file(run: ImportRun) -> FailedFile | None:
    """Return the failed records as a file of their format, or several as a ZIP; None if none was kept."""
    files = list(_files(run))
    if not files:
        return None
    if len(files) == 1:
        return files[0]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(file.name, file.content)
    return FailedFile(f"run-{run.pk}-failed.zip", packed.getvalue(), "application/zip")


def _files(run: ImportRun) -> Iterator[FailedFile]:
    lines: dict[tuple[str, bytes], list[bytes]] = defaultdict(list)
    items: dict[tuple[str, bytes], list[bytes]] = defaultdict(list)
    alone: list[ImportFailure] = []
    for failure in run.failures.exclude(raw=b""):
        raw = bytes(failure.raw)
        ending = _JOINED.get(failure.format, "")
        if ending == "jsonl" and len(raw.splitlines()) > 1:
            ending = ""  # an object on several lines
        if ending:
            lines[ending, bytes(failure.head)].append(raw.rstrip(b"\r\n") + b"\n")
        elif failure.head:
            items[failure.format, bytes(failure.head)].append(raw)
        else:
            alone.append(failure)
    yield from _tables(run, lines)
    for number, ((kind, frame), parts) in enumerate(items.items(), 1):
        ending = ".json" if frame.startswith(b"{") else _ENDINGS[kind]
        yield FailedFile(f"run-{run.pk}-failed-{kind}-{number}{ending}", framed(frame, parts))
    for failure in alone:
        ending = _ENDINGS.get(failure.format) or (
            FORMATS[failure.format].endings[0] if failure.format in FORMATS else ".txt"
        )
        yield FailedFile(f"run-{run.pk}-failed-{failure.pk}{ending}", bytes(failure.raw))


def _tables(run: ImportRun, lines: dict[tuple[str, bytes], list[bytes]]) -> Iterator[FailedFile]:
    for number, ((ending, head), records) in enumerate(lines.items(), 1):
        head = head and head.rstrip(b"\r\n") + b"\n"  # noqa: PLW2901  (a file may have another line ending)
        name = f"run-{run.pk}-failed{f'-{number}' if len(lines) > 1 else ''}.{ending}"
        yield FailedFile(name, head + b"".join(records))
