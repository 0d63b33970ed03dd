"""Originals as ZIP and WACZ: every byte, a manifest, only what is published, in little memory."""

import csv
import gzip
import hashlib
import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from articles.exports.originals import cdxj, rows
from articles.exports.originals.wacz import wacz
from articles.exports.originals.zip_file import zip_file
from articles.models import Article, Capture, Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
SUFFIXES = ("zip", "wacz")


def capture(article: Article, raw: bytes, reference: str, media_type: str = "text/html") -> Capture:
    return Capture.objects.create(
        article=article,
        reference=reference,
        sha256=hashlib.sha256(raw).hexdigest(),
        captured_at=datetime(2020, 5, 1, 12, 30, tzinfo=UTC),
        media_type=media_type,
        raw=raw,
        parser="html/1",
    )


@pytest.fixture
def captures() -> list[Capture]:
    """Originals of three articles: two versions of a page, a page from a file, and a record."""
    first = ArticleFactory.create(headline="Rain in Lódź", body="oil")
    second = ArticleFactory.create(headline="Sun", body="oil", url="https://news.example/sun")
    third = ArticleFactory.create(headline="Wind", body="oil", url="https://news.example/wind")
    hidden = ArticleFactory.create(headline="Hidden", body="oil", status=Status.WITHDRAWN)
    capture(hidden, b"secret", "https://news.example/secret")
    return [
        capture(first, b"<p>Rain", "https://www.news.example/Rain?b=2&a=1"),
        capture(first, "<p>Räin\r\n\0".encode("latin-1"), "https://www.news.example/Rain?b=2&a=2"),
        capture(second, b"<p>Sun", "file:/home/someone/sun.html"),
        capture(third, b'{"headline": "Wind"}', "file:/home/someone/a.jsonl#1", "application/json"),
    ]


def downloaded(client: Client, path: str) -> zipfile.ZipFile:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    file = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert file.testzip() is None
    return file


def manifest_of(file: zipfile.ZipFile) -> dict[int, dict[str, str]]:
    return {int(row["id"]): row for row in csv.DictReader(io.StringIO(file.read("manifest.csv").decode()))}


def records_of(file: zipfile.ZipFile) -> Iterator[tuple[str, str, bytes]]:
    with file.open("archive/data.warc.gz") as warc:
        for record in ArchiveIterator(warc, check_digests="raise"):
            if record.rec_type == "resource":
                address = record.rec_headers.get_header("WARC-Target-URI")
                yield address, record.rec_headers.get_header("WARC-Date"), record.content_stream().read()


def address_of(each: Capture) -> str:
    if each.media_type != "text/html":
        return f"http://testserver/captures/{each.pk}/"
    return each.article.url or each.reference


def test_a_zip_has_every_byte_and_says_where_it_came_from(client: Client, captures: list[Capture]) -> None:
    file = downloaded(client, "/articles.zip?q=oil")
    listed = manifest_of(file)
    assert sorted(listed) == [each.pk for each in captures]
    assert len(file.namelist()) == 5
    for each in captures:
        row = listed[each.pk]
        assert file.read(row["file"]) == each.raw
        assert hashlib.sha256(file.read(row["file"])).hexdigest() == row["sha256"]
        assert (row["address"], row["media_type"]) == (address_of(each), each.media_type)
        assert (row["article"], row["bytes"]) == (str(each.article_id), str(len(each.raw)))
    assert "someone" not in file.read("manifest.csv").decode()


def test_a_web_archive_can_be_read_and_verified(client: Client, captures: list[Capture]) -> None:
    file = downloaded(client, "/articles.wacz?q=oil")
    records = sorted(records_of(file))
    assert records == sorted((address_of(each), "2020-05-01T12:30:00Z", each.raw) for each in captures)
    package = json.loads(file.read("datapackage.json"))
    assert {each["path"] for each in package["resources"]} == set(file.namelist()) - {
        *("datapackage.json", "datapackage-digest.json"),
    }
    for each in package["resources"]:
        raw = file.read(each["path"])
        assert (each["hash"], each["bytes"]) == (f"sha256:{hashlib.sha256(raw).hexdigest()}", len(raw))
    digest = json.loads(file.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(file.read('datapackage.json')).hexdigest()}"
    assert file.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    assert sorted(manifest_of(file)) == [each.pk for each in captures]
    pages = [json.loads(each) for each in file.read("pages/pages.jsonl").decode().splitlines()]
    assert pages[0]["format"] == "json-pages-1.0"
    assert {each["title"] for each in pages[1:]} == {"Rain in Lódź", "Sun", "Wind"}


def test_the_index_leads_to_each_record(client: Client, captures: list[Capture]) -> None:
    file = downloaded(client, "/articles.wacz?q=oil")
    warc = file.read("archive/data.warc.gz")
    lines = file.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    assert lines[0].startswith("example,news)/rain?a=1&b=2 20200501123000 {")
    for line in lines:
        facts = json.loads(line.split(" ", 2)[2])
        begin = int(facts["offset"])
        record = gzip.decompress(warc[begin : begin + int(facts["length"])])
        assert record.startswith(b"WARC/1.1\r\n")
        assert f"WARC-Target-URI: {facts['url']}\r\n".encode() in record
    assert len(lines) == len(captures)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_withdrawn_while_a_file_is_sent_is_left_out(
    client: Client, captures: list[Capture], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(rows, "MOST", 1)
    answer: Any = client.get(f"/articles.{suffix}?q=oil&sort=oldest")
    parts = iter(answer.streaming_content)
    begin = [next(parts)]
    Article.objects.update(status=Status.WITHDRAWN)
    file = zipfile.ZipFile(io.BytesIO(b"".join([*begin, *parts])))
    assert len(manifest_of(file)) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_head_and_the_link_on_the_page(client: Client, captures: list[Capture], suffix: str) -> None:
    path = f"/articles.{suffix}?q=oil"
    got: Any = client.get(path)
    got.getvalue()
    assert list(client.head(path).items()) == list(got.items())
    assert got["Content-Disposition"] == f'attachment; filename="articles-oil.{suffix}"'
    assert got["X-Total-Count"] == "3"
    assert f'href="{path}"' in client.get("/articles/?q=oil").content.decode()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_found(client: Client, suffix: str) -> None:
    assert manifest_of(downloaded(client, f"/articles.{suffix}?q=zyzzyva")) == {}


@pytest.mark.parametrize("write", [zip_file, wacz])
def test_originals_are_not_held_in_memory(write: Any) -> None:
    article = ArticleFactory.create()
    for number in range(30):
        capture(article, os.urandom(1_500_000), f"https://news.example/{number}")
    tracemalloc.start()
    size = sum(len(piece) for piece in write([article.pk], "http://testserver"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 45_000_000
    assert peak < 25_000_000


def test_an_index_larger_than_memory_is_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdxj, "MOST_LINES", 7)
    with closing(cdxj.SortedLines()) as lines:
        for number in range(50):
            lines.add(str(number * 37 % 50).zfill(2))
        assert [int(line) for line in lines] == list(range(50))


@pytest.mark.parametrize(
    "reference", ["https://a.example/\r\nWARC-Type: x", "https://[", "https://a.example:x/", "javascript:1"]
)
def test_odd_addresses_become_those_of_the_archive(client: Client, reference: str) -> None:
    made = capture(ArticleFactory.create(), b"<p>Odd", reference)
    address, _, raw = next(records_of(downloaded(client, "/articles.wacz")))
    assert (address, raw) == (f"http://testserver/captures/{made.pk}/", b"<p>Odd")
