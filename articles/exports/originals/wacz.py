"""The originals of articles as a web archive (WACZ 1.1.1): a WARC file, its index and a list of pages."""

import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from articles.exports.citations.citation import ARCHIVE
from articles.exports.originals import manifest
from articles.exports.originals.cdxj import SortedLines, cdxj_line
from articles.exports.originals.rows import ExportedOriginal, exported_originals
from articles.exports.originals.zip_stream import HashedFile, ZipStream

WARC = "data.warc.gz"
_PAGES_IN_MEMORY = 1_000_000  # bytes; more are kept in a temporary file
_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}


def wacz(ids: Sequence[int], site: str) -> Iterator[bytes]:
    """Yield a WACZ file of the originals of these articles."""
    with closing(_Wacz(site)) as file:
        yield from file.write(ids)


class _Wacz:
    """A WACZ file being written."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._moment = timezone.now()
        self._stream = ZipStream(self._moment)
        self._index = SortedLines()
        self._manifest = manifest.Manifest()
        self._pages = tempfile.SpooledTemporaryFile(_PAGES_IN_MEMORY)  # noqa: SIM115  (close() closes it)
        self._resources: list[dict[str, Any]] = []

    def write(self, ids: Sequence[int]) -> Iterator[bytes]:
        """Yield the file. What lists the records comes after them, since it is known only then."""
        self._add_page(_PAGES_HEAD)
        # It is compressed already, and programs read single records of it.
        with closing(self._stream.open(f"archive/{WARC}", packed=False)) as file:
            yield from self._write_records(file, exported_originals(ids, self._site))
        self._list(f"archive/{WARC}", file)
        yield from self._write_lines("indexes/index.cdx", self._index)
        self._pages.seek(0)
        yield from self._write_lines("pages/pages.jsonl", self._pages)
        with closing(self._stream.open(manifest.NAME)) as file:
            yield from self._manifest.write(self._stream, file)
        self._list(manifest.NAME, file)
        self._describe()
        yield from self._stream.finish()

    def close(self) -> None:
        """Delete the temporary files."""
        for each in (self._index, self._manifest, self._pages):
            each.close()

    def _write_records(self, file: HashedFile, originals: Iterable[ExportedOriginal]) -> Iterator[bytes]:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(
            writer.create_warcinfo_record(WARC, {"software": ARCHIVE, "isPartOf": self._site})
        )
        for each in originals:
            begin = file.size
            record = writer.create_warc_record(
                each.address,
                "resource",
                payload=io.BytesIO(each.raw),
                length=len(each.raw),
                warc_content_type=each.media_type,
                warc_headers_dict={"WARC-Date": datetime_to_iso_date(each.captured_at.astimezone(UTC))},
            )
            writer.write_record(record)
            self._note(each, begin, file.size - begin, record.rec_headers.get_header("WARC-Payload-Digest"))
            yield from self._stream.taken()

    def _note(self, each: ExportedOriginal, begin: int, size: int, digest: str) -> None:
        """Add a record to the index, the pages and the manifest."""
        facts = {"mime": each.media_type, "digest": digest, "length": str(size), "offset": str(begin)}
        self._index.add(cdxj_line(each.address, each.captured_at, {**facts, "filename": WARC}))
        page = {"id": str(each.pk), "url": each.address, "ts": _instant(each.captured_at)}
        self._add_page({**page, "title": each.headline})
        self._manifest.add(each, f"archive/{WARC}")

    def _add_page(self, page: dict[str, str]) -> None:
        self._pages.write(json.dumps(page, ensure_ascii=False).encode() + b"\n")

    def _write_lines(self, name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
        with closing(self._stream.open(name)) as file:
            for line in lines:
                file.write(line)
                yield from self._stream.taken()
        self._list(name, file)

    def _list(self, path: str, file: HashedFile) -> None:
        name = path.rpartition("/")[2]
        self._resources.append(
            {"name": name, "path": path, "hash": f"sha256:{file.sha256}", "bytes": file.size}
        )

    def _describe(self) -> None:
        """Write the package's description, and its checksum."""
        told = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": f"{ARCHIVE}: originals",
            "software": ARCHIVE,
            "created": _instant(self._moment),
            "resources": self._resources,
        }
        with closing(self._stream.open("datapackage.json")) as file:
            file.write(json.dumps(told, indent=2, ensure_ascii=False).encode())
        with closing(self._stream.open("datapackage-digest.json")) as digest:
            digest.write(json.dumps({"path": "datapackage.json", "hash": f"sha256:{file.sha256}"}).encode())


def _instant(moment: datetime) -> str:
    """Return a moment as in RFC 3339, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
