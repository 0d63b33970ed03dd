"""An import survives any file: unreadable records fail with a reason."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.batch.workers import Workers
from articles.importers.formats import FORMATS
from articles.importers.inputs import Origin
from articles.importers.record import ReadOptions, Skipped, Unreadable
from articles.importers.run import import_paths
from articles.importers.tasks import READING, Read, Task, records
from articles.models import Article
from tests.importers.formats.test_mail import MHTML, PAGE, mailbox, message
from tests.importers.formats.web_archive_parts import one
from tests.importers.formats.wire.test_feed import RSS
from tests.importers.formats.wire.test_newsml import ITEM, XHTML
from tests.importers.formats.wire.test_ninjs import VERSION_1, VERSION_2
from tests.importers.formats.wire.test_nitf import NITF
from tests.importers.support import SCRAPED, counts, run

GOOD = {
    "text": SCRAPED.encode(),
    "html": b"<html><head><title>Rain</title></head><body><article><h1>Rain</h1><p>It rained in the hills "
    b"for days, and the river rose over its banks.</p></article></body></html>",
    "jsonl": b'{"headline": "Rain", "body": "It rained.", "date": "2012-02-02", "id": 1}\n' * 3,
    "json": b'{"status": "ok", "articles": [{"headline": "Rain", "body": "Rain."}, {"headline": "Snow"}]}',
    "mhtml": (MHTML % PAGE.replace("=", "=3D")).encode(),
    "eml": bytes(message()),
    "mbox": mailbox([message("One", "1@x"), message("Two", "2@x")], "\n"),
    "warc": b"".join(map(one, range(3))),
    "csv": b'headline,date,body\nRain,2012-02-02,"It rained,\nand rained."\n' * 2,
    "feed": RSS.encode(),
    "nitf": (NITF % "").encode(),
    "newsml": (ITEM % XHTML).encode(),
    "ninjs": json.dumps([VERSION_1, VERSION_2]).encode(),
}
DEEP = 200_000
HOSTILE = {
    "mhtml": [b"Content-Type: multipart/related; boundary=x\n\n" + b"--x\n" * 10_000, b"(" * DEEP],
    "eml": [
        b"From: " + b"(" * DEEP,
        b"Subject: " + b"=?utf-8?b?" * 10_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2000,
        b"Content-Type: text/plain; charset=idna\n\n\xff",
        b"\r" * 10_000 + b"\n" * 10_000,
    ],
    "mbox": [b"From a 10:00:00\n" * 1000, b"From a@b Mon Jan 1 10:00:00 2001", b">From \n" * 1000],
    "warc": [
        b"WARC/1.0\r\n\r\n" * 1000,
        b"WARC/1.0\r\nContent-Length: " + b"9" * 15 + b"\r\n\r\nx",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc" * 3,
        b"WARC/1.0\r\n" + b"x" * 200_000,
        b"\x1f\x8b\x08" * 1000,
        b"(\xb5/\xfd" * 1000,
        b"\x5d\x2a\x4d\x18\xff\xff\xff\xff",
        b"filedesc://a 0.0.0.0 20050101000000 text/plain 99999999999\n",
    ],
    "text": [
        "Headline: Rain\nFrom: =?utf\ufeff-8?q?=C3=84nne?= Lee <ann@paper.example>\nDate: 2012\n\nx".encode(),
        *(b"", b"\0", b"\r" * 1000, b"\xff\xfe", b"\xff\xfea", "\ud800".encode("utf-8", "surrogatepass")),
    ],
    "html": [
        b"<div>" * DEEP,
        b"<html><head><meta charset=idna></head><p>\xff",
        b"<html><head><meta charset=undefined></head><p>\xff",
        b'<html><script type="application/ld+json">' + b"[" * DEEP + b"</script><p>Rain",
        b'<script type="application/ld+json">{"a":"' + b'\\"' * DEEP + b"</script><p>Rain",
        b"<script type='application/ld+json'>" + b"/*" * DEEP + b"</script><p>Rain",
        b"<html><body><h1>Rain</h1><p>By " + b"Ann" * 40 + b"!</p>",
        b"<html><body><h1>Rain</h1><p class=byline>By Ann" + b" " * DEEP + b"|</p>",
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><html><p>&a;",
    ],
    "jsonl": [
        b"[" * DEEP,
        b'{"a":' * DEEP,
        b'{"headline": ' + b"1" * 10_000 + b"}",
        b'{"headline": "h", "id": ' + b"1" * 10_000 + b"}",
        b'{"headline": "h", "views": 1e999999}',
        b'{"headline": "h", "date": "\\ud800\\u001b[2J"}',
        b'{"headline": "\\ud800", "id": "\\ud800", "source": "\\udfff"}',
        b'{"headline": "h", "body": [{}, []]}',
        b'{"headline": NaN, "date": Infinity}',
        b"nul\0l\nnull\ntrue\n\"x\"",
    ],
    "json": [
        b"[" * DEEP,
        b'{"articles": ' * DEEP,
        b'{"articles": [' * DEEP,
        b'{"data":' + b"[" * DEEP + b'{"a": 1}',
        b'[{"headline": "h"}, {"headline": "cut o',
        b'[{"headline": "h"}, 5, null, "x"]',
        b"}}]]{{",
        b'"' * DEEP,
        b'"\\' * DEEP,
    ],
    "csv": [
        b"headline,date,body\rRain,2012-05-01,It rained.\r",
        b"headline",
        b'"headline\n',
        b'"\r"\rheadline',
        b"headline,headline\na,b,c\n",
        b"headline\n" + b'"' * 100_001,
        b"\0\n\0",
        b"headline\n\0\n",
        b"headline\n" + b"\xff" * 100,
    ],
    "feed": [
        b"<rss><channel>" + b"<item>" * DEEP,
        b"<rss><item><title>x</title><description>" + b"<b>" * DEEP + b"</description></item></rss>",
        b"<rss><item><title>x</title><description>" + b"&lt;b&gt;" * DEEP + b"</description></item></rss>",
        b"<rss><item>" + b"<media:title>" * DEEP,
        b"<rss><item>" + b"<![CDATA[" * DEEP,
        b"<rss>" + b"<!--" * DEEP + b"<item>",
        b"<rss><item><title>&#x110000;&#0;&#xD800;</title></item></rss>",
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">]><rss><item><title>' + b"&a;" * DEEP,
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * DEEP,
        b'{"version": "https://jsonfeed.org/version/1", "items": [3, null, {}, {"id": [], "tags": [3]}]}',
    ],
    "nitf": [
        b"<nitf>" + b"<p>" * DEEP + b"</p>" * DEEP + b"</nitf>",
        b"<nitf><body><body.content>" + b"<table><tr><td>" * 80 + b"<p>a</p>" * 10_000,
        b'<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]><nitf><head><title>&a;</title></head></nitf>',
    ],
    "newsml": [
        b"<newsMessage><itemSet>" + b"<newsItem/>" * 1000,
        b"<newsItem><contentSet><inlineData encoding='base64'>=====</inlineData></contentSet></newsItem>",
        b"<newsItem>" + b"<a>" * DEEP + b"</newsItem>",
    ],
    "ninjs": [
        b"[" * DEEP,
        b'{"uri":' * DEEP,
        b'{"uri": 3, "headlines": [[], {"value": {}}], "bodies": "x", "associations": [3], "subject": {}}',
    ],
}  # fmt: skip
bytes_of_all_kinds = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(['{"headline":', "headline,body\n", "<html>", "\r", '"', "[[[", "\0", "\ufeff"]).map(
        str.encode
    ),
)


@st.composite
def mutations(draw: st.DrawFn, good: bytes) -> bytes:
    """A good input with a piece replaced."""
    start = draw(st.integers(0, len(good)))
    end = draw(st.integers(start, min(len(good), start + 40)))
    return good[:start] + draw(bytes_of_all_kinds) + good[end:]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with closing(Workers(1)) as pool:
        yield pool


def read_all(workers: Workers, path: Path, format_name: str | None) -> None:
    """Read a file as an import does: every record is parsed or fails with a reason."""
    chunk = list(records(Origin(path, path.name), format_name, lambda _: None))
    task = Task(chunk, ReadOptions(extract=False), frozenset(), frozenset(), 0)
    for result in workers.run(READING, task):
        assert isinstance(result, Read | Unreadable | Skipped)
        assert isinstance(result, Read) or (result.where and (result.reason or isinstance(result, Skipped)))
        reason = result.reason if isinstance(result, Unreadable) else ""
        assert "crashed the process" not in reason
        assert not reason.startswith("it could not be read: ")  # an exception that nobody foresaw


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_garbage_in_every_format(
    workers: Workers, tmp_path: Path, format_name: str, data: st.DataObject
) -> None:
    raw = data.draw(st.one_of(bytes_of_all_kinds, mutations(GOOD[format_name])))
    path = tmp_path / "garbage"
    path.write_bytes(raw)
    read_all(workers, path, format_name)
    read_all(workers, path, None)


@pytest.mark.parametrize(
    ("format_name", "raw"), [(name, raw) for name, hostile in HOSTILE.items() for raw in hostile]
)
def test_known_traps(workers: Workers, tmp_path: Path, format_name: str, raw: bytes) -> None:
    (tmp_path / "trap").write_bytes(raw)
    read_all(workers, tmp_path / "trap", format_name)


@pytest.mark.django_db
def test_the_rest_of_a_folder_comes_in(tmp_path: Path) -> None:
    endings = {"text": "txt", "feed": "rss"}
    for format_name, hostile in HOSTILE.items():
        for number, raw in enumerate(hostile):
            (tmp_path / f"{format_name}{number}.{endings.get(format_name, format_name)}").write_bytes(raw)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl")).write_bytes(
        b'{"body": 1}\n{"headline": "h"}'
    )
    (tmp_path / "zz.txt").write_text("The last\n\nIt comes in.")
    with (tmp_path / ".failures").open("w", encoding="utf-8") as failures:
        summary = import_paths([str(tmp_path)], ReadOptions(), failures=failures)
    assert Article.objects.filter(headline="The last").exists()
    written = [json.loads(line) for line in (tmp_path / ".failures").read_text(encoding="utf-8").splitlines()]
    assert len(written) == summary.failed > 10
    assert all(each["where"].isprintable() and each["reason"].isprintable() for each in written)


@pytest.mark.django_db
def test_a_table_with_the_line_ends_of_old_macs(tmp_path: Path) -> None:
    rows = [
        "headline,date,body",
        "Crane falls,2012-05-01,A crane fell.",
        '"Second, too",2012-05-02,"One.\rTwo."',
    ]
    (tmp_path / "a.csv").write_bytes("\r".join(rows).encode())
    assert counts(run(tmp_path / "a.csv")) == (2, 0, 0, 0)
    assert Article.objects.get(headline="Second, too").body == "One.\n\nTwo."
    (tmp_path / "b.jsonl").write_bytes(b'{"headline": "One"}\r{"headline": "Two"}\r')
    assert counts(run(tmp_path / "b.jsonl")) == (2, 0, 0, 0)


@pytest.mark.django_db
def test_a_page_that_takes_too_long_is_a_failure_and_the_next_one_is_read(tmp_path: Path) -> None:
    attributes = " ".join(f"a{n}=''" for n in range(60_000)).encode()
    (tmp_path / "a.html").write_bytes(b"<html><body><p " + attributes + b">Rain</p></body></html>")
    (tmp_path / "b.html").write_bytes(GOOD["html"])
    summary = import_paths([str(tmp_path)], ReadOptions(extract=False, seconds=1))
    assert counts(summary) == (1, 0, 0, 1)
    ((where, why),) = summary.failures
    assert where.endswith("a.html")
    assert why == "reading it took longer than 1 seconds"
