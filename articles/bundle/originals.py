"""The originals of a bundle as web archives (WARC 1.1)."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from articles.bundle.bag import Bag, BagWriter, BundleError
from articles.bundle.tables import read
from articles.exports.originals.rows import is_of_web

FILE_BYTES = 1_000_000_000  # after which another file begins
_BATCH = 10  # originals read at a time
_READ = """
    SELECT id, reference, sha256, captured_at, http_headers, media_type, raw FROM articles_capture
    WHERE {} ORDER BY id
"""
# They describe the bytes as they were sent. An original is kept without compression and chunks.
_OF_TRANSFER = {"content-encoding", "transfer-encoding", "content-length"}
_ORIGINALLY = "X-Archive-Orig-"


def record_id(pk: int, sha256: str) -> str:
    """Return the id of the WARC record of an original."""
    return f"<{uuid5(NAMESPACE_URL, f'capture:{pk}:{sha256}').urn}>"


def write_originals(bag: BagWriter, site: str, ids: Sequence[int] | None) -> list[str]:
    """Write the originals, in the order of their ids; return the names of the files."""
    condition = "true" if ids is None else "article_id = ANY(%(ids)s)"
    rows = read(_READ.format(condition), ids, _BATCH)
    names: list[str] = []
    row = next(rows, None)
    while row is not None:
        names.append(f"originals/{len(names) + 1:05}.warc.gz")
        with bag.open(names[-1], packed=False) as file:
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            writer.write_record(writer.create_warcinfo_record(names[-1], {"isPartOf": site}))
            while row is not None and file.size < FILE_BYTES:
                writer.write_record(_record(writer, site, *row))
                row = next(rows, None)
    return names


def _record(
    writer: WARCWriter,
    site: str,
    pk: int,
    reference: str,
    sha256: str,
    captured_at: datetime,
    headers: str,
    media_type: str,
    raw: bytes,
) -> Any:
    """Return the record of an original: a response with its headers, or a resource without any."""
    address = reference if is_of_web(reference) else site + reverse("capture", args=[pk])
    http = _http_headers(headers, len(raw))
    return writer.create_warc_record(
        address,
        "response" if http else "resource",
        payload=io.BytesIO(raw),
        length=len(raw),
        warc_content_type="" if http else media_type,
        http_headers=http,
        warc_headers_dict={
            "WARC-Record-ID": record_id(pk, sha256),
            "WARC-Date": datetime_to_iso_date(captured_at.astimezone(UTC), use_micros=True),
        },
    )


def _http_headers(text: str, size: int) -> StatusAndHeaders | None:
    status, *lines = text.splitlines() or [""]
    protocol, _, rest = status.partition(" ")
    if not protocol.startswith("HTTP/"):
        return None
    pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    kept = [
        (_ORIGINALLY + name if name.lower() in _OF_TRANSFER else name, value) for name, value in pairs if name
    ]
    return StatusAndHeaders(rest, [*kept, ("Content-Length", str(size))], protocol=protocol)


def read_originals(bag: Bag, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the id and the bytes of every record. Raises BundleError for a file that cannot be read."""
    for name in names:
        with bag.open(name) as file:
            yield from _records(file, name)


def _records(file: IO[bytes], name: str) -> Iterator[tuple[str, bytes]]:
    try:
        for record in ArchiveIterator(file):
            if record.rec_type in {"response", "resource"}:
                yield record.rec_headers.get_header("WARC-Record-ID"), record.raw_stream.read()
    except ArchiveLoadFailed as error:
        raise BundleError(f"The bundle is damaged: {name} cannot be read.") from error


def check(row: dict[str, Any], found: tuple[str, bytes] | None) -> bytes:
    """Return the bytes of the original in ``row``. Raises BundleError if they are those of another."""
    pk, sha256 = row["id"], row["sha256"]
    if found is None or found[0] != record_id(pk, sha256) or hashlib.sha256(found[1]).hexdigest() != sha256:
        raise BundleError(f"The bundle is damaged: original {pk} is not the one that its row describes.")
    return found[1]
