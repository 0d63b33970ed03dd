"""Parts of WARC files, and the pages in them, for tests."""

import gzip
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import zstandard

from articles.importers.inputs import Origin
from articles.importers.record import RawRecord, Skipped, Unreadable
from articles.importers.tasks import records

SENTENCES = (
    "The ferry to the islands did not sail on Tuesday, because its crew had refused to work without pay.",
    "Passengers waited on the quay until noon, when the owner promised to settle the matter by Friday.",
    "The harbour master said that two other ships could take over, but only if the weather stayed calm.",
    "Nobody had told the hotels on the islands, whose guests had to stay another night and paid nothing.",
    "The union wants the wages of May and June, and a contract that names the days on which they are due.",
    "A spokesman for the owner said the money was there, and that a bank had held it back for its own ends.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
STATED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'
TEASERS = "".join(
    f'<div class="card"><h2><a href="/{n}">A headline about number {n}</a></h2><p>{sentence}</p></div>'
    for n, sentence in enumerate(SENTENCES * 4)
)


def page(headline: str, content: str = PROSE, head: str = "") -> bytes:
    html = f"<!DOCTYPE html><html><head><title>{headline}</title>{head}</head><body><a href='/'>Home</a>"
    return f"{html}<article><h1>{headline}</h1>{content}</article></body></html>".encode()


def warc(
    block: bytes,
    kind: str = "response",
    uri: str = "http://paper.example/a",
    version: str = "1.0",
    **fields: str,
) -> bytes:
    names = {"date": "2019-05-01T10:00:00Z", "content_type": "application/http; msgtype=response"} | fields
    date, content_type = names.pop("date"), names.pop("content_type")
    head = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", f"WARC-Date: {date}"]
    head += [f"WARC-Record-ID: <urn:uuid:{random.Random(block + uri.encode()).getrandbits(64)}>"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in names.items()]
    head += [f"Content-Type: {content_type}", f"Content-Length: {len(block)}", "", ""]
    return "\r\n".join(head).encode() + block + b"\r\n\r\n"


def answer(
    raw: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Server: test"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + raw


def chunked(raw: bytes, size: int = 100) -> bytes:
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def one(number: int, **fields: str) -> bytes:
    uri = f"https://paper.example/{number}"
    return warc(answer(page(f"Ferry report {number}")), uri=uri, **fields)


def gzipped(parts: Iterable[bytes]) -> bytes:
    return b"".join(map(gzip.compress, parts))


def zstd_with_dictionary(parts: Iterable[bytes]) -> bytes:
    parts = list(parts)
    dictionary = zstandard.ZstdCompressionDict(
        b"".join(parts)[:2000], dict_type=zstandard.DICT_TYPE_RAWCONTENT
    )
    packed = zstandard.ZstdCompressor().compress(dictionary.as_bytes())
    head = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    return head + b"".join(map(compressor.compress, parts))


def read(path: Path) -> tuple[list[str], Counter[str], list[str]]:
    """The addresses of the pages, what was passed over, and the failures."""
    every = list(records(Origin(path, path.name), None, lambda _: None))
    return (
        [each.reference for each in every if isinstance(each, RawRecord)],
        Counter(each.kind for each in every if isinstance(each, Skipped)),
        [f"{each.where}: {each.reason}" for each in every if isinstance(each, Unreadable)],
    )


URIS = [f"https://paper.example/{n}" for n in range(4)]
