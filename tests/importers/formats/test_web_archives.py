"""WARC, ARC and WACZ: the news pages among other records, with address, time and HTTP headers."""

import gzip
import io
import random
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from articles.importers.inputs import Origin
from articles.importers.record import RawRecord, ReadOptions, Skipped, Unreadable
from articles.importers.tasks import records
from tests.importers.formats.web_archive_parts import (
    PROSE,
    SENTENCES,
    STATED,
    TEASERS,
    URIS,
    answer,
    chunked,
    gzipped,
    one,
    page,
    read,
    warc,
    zstd_with_dictionary,
)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        (".warc", b"".join),
        (".warc.gz", gzipped),
        (".warc.gz", lambda parts: gzip.compress(b"".join(parts))),
        (".warc.zst", lambda parts: b"".join(map(zstandard.ZstdCompressor().compress, parts))),
        (".warc.zst", zstd_with_dictionary),
        (".bin", gzipped),
    ],
)
def test_pages_of_a_warc(
    tmp_path: Path, version: str, ending: str, pack: Callable[[Iterable[bytes]], bytes]
) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(pack([one(n, version=version, date="2019-05-01T10:00:00.123456Z") for n in range(4)]))
    assert read(path) == (URIS, Counter(), [])


def test_a_wacz_is_read_like_its_warcs(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.warc.gz", gzipped(one(n) for n in range(4)))
        archive.writestr("pages/pages.jsonl", '{"url": "https://paper.example/0", "title": "x"}\n')
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b"cdx"))
        archive.writestr("datapackage.json", "{}")
    (tmp_path / "a.wacz").write_bytes(file.getvalue())
    assert read(tmp_path / "a.wacz") == (URIS, Counter({"indexes of web archives": 3}), [])
    deflated = io.BytesIO()
    with zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.warc", b"".join(one(n) for n in range(2)))
        archive.writestr("b.warc.gz", gzipped(one(n) for n in range(2, 4)))
    (tmp_path / "b.zip").write_bytes(deflated.getvalue())
    assert read(tmp_path / "b.zip") == (URIS, Counter(), [])


def test_what_is_no_news_is_counted_by_reason(tmp_path: Path) -> None:
    def served(uri: str, *args: str, raw: bytes = b"data", **headers: str) -> bytes:
        return warc(answer(raw, *args, **headers), uri=f"http://paper.example{uri}")

    parts = [
        warc(b"software: test", "warcinfo", "", content_type="application/warc-fields"),
        warc(b"GET / HTTP/1.1\r\n\r\n", "request"),
        warc(b"via: x", "metadata", content_type="application/warc-fields"),
        warc(b"20190501 paper.example", "response", "dns:paper.example", content_type="text/dns"),
        served("/a.png", "200 OK", "image/png"),
        served("/a.css", "200 OK", "text/css"),
        served("/old", "301 Moved"),
        served("/gone", "404 Not Found", raw=page("Not found")),
        served("/a.json", "200 OK", "application/json"),
        served("/robots.txt", "200 OK", "text/plain"),
        served("/empty", raw=b" "),
        served("/", raw=page("The Paper", TEASERS)),
        served("/section", raw=page("Harbour", TEASERS)),
        served("/list", raw=page("All", TEASERS, "".join(STATED % n for n in range(9)))),
        served("/imprint", raw=page("Imprint", "<p>The Paper, 1 Quay.</p>")),
        served(
            "/stated", raw=page("Ferry strikes", f"<p>{' '.join(SENTENCES)}</p>", STATED % "Ferry strikes")
        ),
        served("/og", raw=page("Ferry sails", PROSE, '<meta property="og:type" content="article">')),
        served("/prose", raw=page("Ferry waits")),
        served("/br", raw=page("Ferry returns", "<br><br>".join(SENTENCES))),
        warc(page("Ferry rests"), "resource", "http://paper.example/resource", content_type="text/html"),
        warc(b"", "revisit", "http://paper.example/og"),
    ]
    (tmp_path / "a.warc.gz").write_bytes(gzipped(parts))
    summary = run_read(tmp_path / "a.warc.gz")
    assert summary[0] == [
        f"http://paper.example/{name}" for name in ("stated", "og", "prose", "br", "resource")
    ]
    assert summary[1] == {
        "notes of the crawler": 3,
        "images": 1,
        "styles and scripts": 1,
        "redirects": 1,
        "errors of the server": 1,
        "other records that are not HTML": 3,
        "empty pages": 1,
        "front pages": 1,
        "pages that are no articles": 3,
        "pages unchanged since an earlier visit": 1,
    }
    assert summary[2] == []


def run_read(path: Path) -> tuple[list[str], Counter[str], list[str]]:
    """As ``read``, with the pages parsed."""
    from articles.importers.formats import parse
    from articles.importers.record import SkippedError

    every = list(records(Origin(path, path.name), None, lambda _: None))
    pages, others = [], Counter(each.kind for each in every if isinstance(each, Skipped))
    for each in every:
        if isinstance(each, RawRecord):
            try:
                pages.append(parse(each, ReadOptions()).reference)
            except SkippedError as reason:
                others[reason.kind] += 1
    return pages, others, [each.reason for each in every if isinstance(each, Unreadable)]


def deflate(raw: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(raw) + machine.flush()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflate),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip", bytes),  # named, but undone by the crawler
        ("unknown", bytes),
    ],
)
@pytest.mark.parametrize("is_chunked", [True, False])
def test_compressed_and_chunked_bodies(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes], is_chunked: bool
) -> None:
    raw = pack(page("Ferry strikes"))
    headers = {"Content_Encoding": name} | ({"Transfer_Encoding": "chunked"} if is_chunked else {})
    block = answer(chunked(raw) if is_chunked else raw, **headers)
    (tmp_path / "a.warc").write_bytes(warc(block))
    (record,) = records(Origin(tmp_path / "a.warc", "a.warc"), None, lambda _: None)
    assert isinstance(record, RawRecord)
    assert record.raw == page("Ferry strikes")


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_bodies_that_are_damaged_or_bombs_fail_alone(tmp_path: Path, name: str) -> None:
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress}[name]
    bomb, cut = pack(b"<p>" * 70_000_000), pack(page("Ferry strikes"))[:-300]
    parts = [warc(answer(raw, Content_Encoding=name), uri="http://paper.example/bad") for raw in (bomb, cut)]
    (tmp_path / "a.warc").write_bytes(b"".join([one(0), *parts, one(1)]))
    pages, _, failures = read(tmp_path / "a.warc")
    assert pages == URIS[:2]
    assert len(failures) == 2
    assert all("http://paper.example/bad" in failure for failure in failures)


def test_the_charset_of_the_http_header_counts(tmp_path: Path) -> None:
    text = page("Žalud spadl", PROSE.replace("ferry", "přívoz")).decode().encode("cp1250")
    (tmp_path / "a.warc").write_bytes(warc(answer(text, kind="text/html; charset=windows-1250")))
    (record,) = records(Origin(tmp_path / "a.warc", "a.warc"), None, lambda _: None)
    from articles.importers.formats import parse

    assert isinstance(record, RawRecord)
    assert parse(record, ReadOptions()).headline == "Žalud spadl"


def noise(seed: int) -> str:
    return f"<p>{random.Random(seed).randbytes(3000).hex()}</p>"


def test_records_after_damage_are_read(tmp_path: Path) -> None:
    parts = [bytearray(gzip.compress(one(n))) for n in range(4)]
    parts[1][200:260] = random.Random(1).randbytes(60)
    (tmp_path / "a.warc.gz").write_bytes(b"".join(parts))
    pages, _, failures = read(tmp_path / "a.warc.gz")
    assert pages == [URIS[0], *URIS[2:]]
    assert failures == ["a.warc.gz: a part of the web archive is damaged; the records in it are lost"]
    parts = [bytearray(gzip.compress(one(n))) for n in range(4)]
    parts[1][-8] ^= 1  # the checksum
    (tmp_path / "a.warc.gz").write_bytes(b"".join(parts))
    assert read(tmp_path / "a.warc.gz")[0] == [URIS[0], *URIS[2:]]
    whole = bytearray(
        gzip.compress(b"".join(warc(answer(page(f"{n}", noise(n))), uri=URIS[n]) for n in range(4)))
    )
    place = len(whole) * 5 // 8
    whole[place : place + 60] = random.Random(1).randbytes(60)
    (tmp_path / "a.warc.gz").write_bytes(whole)
    pages, _, failures = read(tmp_path / "a.warc.gz")
    assert (pages, len(failures)) == (URIS[:2], 1)
    plain = [one(n) for n in range(4)]
    plain[1] = plain[1].replace(b"Content-Length", b"Content-Lxngth")
    plain[2] = b"garbage" * 5000 + plain[2]
    (tmp_path / "b.warc").write_bytes(b"".join(plain))
    pages, _, failures = read(tmp_path / "b.warc")
    assert pages == [URIS[0], *URIS[2:]]
    assert len(failures) == 1


@pytest.mark.parametrize("wrong", [-500, +500, +5_000_000])
def test_a_wrong_length_costs_no_other_record(tmp_path: Path, wrong: int) -> None:
    parts = [one(n) for n in range(4)]
    length = len(answer(page("Ferry report 1")))
    parts[1] = parts[1].replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length + wrong))
    (tmp_path / "a.warc").write_bytes(b"".join(parts))
    (tmp_path / "a.warc.gz").write_bytes(gzipped(parts))
    for name in ("a.warc", "a.warc.gz"):
        assert read(tmp_path / name) == (URIS, Counter(), [])


def test_a_warc_that_is_cut_off(tmp_path: Path) -> None:
    for name, whole in (("a.warc", b"".join(map(one, range(4)))), ("a.warc.gz", gzipped(map(one, range(4))))):
        (tmp_path / name).write_bytes(whole[:-300])
        pages, _, failures = read(tmp_path / name)
        assert pages == URIS[:3]
        assert len(failures) == 1


def test_arc(tmp_path: Path) -> None:
    info = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://a.arc 0.0.0.0 20050101000000 text/plain %d\n%b\n" % (len(info), info)]
    for n in range(4):
        block = answer(page(f"Ferry report {n}"))
        parts.append(
            b"https://paper.example/%d 1.2.3.4 20050102030405 text/html %d\n%b\n" % (n, len(block), block)
        )
    (tmp_path / "a.arc").write_bytes(b"".join(parts))
    (tmp_path / "a.arc.gz").write_bytes(gzipped(parts))
    for name in ("a.arc", "a.arc.gz"):
        assert read(tmp_path / name) == (URIS, Counter({"notes of the crawler": 1}), [])
        record = next(
            each
            for each in records(Origin(tmp_path / name, name), None, lambda _: None)
            if isinstance(each, RawRecord)
        )
        assert record.capture is not None
        assert record.capture.captured_at == datetime(2005, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_conversions_of_pages_that_are_not_there(tmp_path: Path) -> None:
    text = ("Ferry strikes\n" + "\n".join(SENTENCES)).encode()
    wet = warc(
        text, "conversion", "http://paper.example/wet", content_type="text/plain", WARC_Refers_To="<urn:x>"
    )
    (tmp_path / "a.wet.warc").write_bytes(wet)
    assert run_read(tmp_path / "a.wet.warc")[0] == ["http://paper.example/wet"]
    response = one(0)
    name = response.partition(b"WARC-Record-ID: ")[2].partition(b"\r\n")[0].decode()
    both = response + warc(text, "conversion", URIS[0], content_type="text/plain", WARC_Refers_To=name)
    (tmp_path / "b.warc").write_bytes(both)
    assert read(tmp_path / "b.warc") == (URIS[:1], Counter({"conversions of pages that are there": 1}), [])


#: Pages in the real samples, some of which are broken on purpose.
SAMPLES = {
    **dict.fromkeys(
        ("bad.arc", "example-digest.warc", "example-space-in-target-uri.warc.gz", "post-test.warc.gz"), 0
    ),
}


@pytest.mark.corpora
def test_real_broken_samples_are_read_to_the_end(corpora: Path) -> None:
    for path in sorted((corpora / "formats" / "warc").iterdir()):
        assert len(read(path)[0]) == SAMPLES.get(path.name, 1), path.name
