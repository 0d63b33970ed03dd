"""ZIP and tar archives: their members are read as files in a folder would be."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from articles.importers import unpacking, zip_files
from articles.importers.inputs import Origin
from articles.importers.record import RawRecord, Skipped, Unreadable
from articles.importers.tasks import records
from articles.models import Article, Capture
from tests.importers.support import counts, run

TEXT = b"Rain at last\n\nIt rained in the hills, and the river rose over its banks in the night."
LINES = b'{"headline": "One"}\n{"headline": "Two"}\n'


def read(path: Path) -> list[RawRecord | Unreadable | Skipped]:
    return list(records(Origin(path, path.name), None, lambda _: None))


def found(path: Path) -> tuple[list[str], list[str]]:
    """The references of the records below the archive, and the failures."""
    every = read(path)
    below = [each.reference.removeprefix(path.as_uri()) for each in every if isinstance(each, RawRecord)]
    return below, [f"{each.where}: {each.reason}" for each in every if isinstance(each, Unreadable)]


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return file.getvalue()


def tarred(members: Iterable[tuple[str, bytes]], format_: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format_) as archive:
        for name, raw in members:
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return file.getvalue()


def zstd(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(raw)


MEMBERS = [("a.txt", TEXT), ("folder/b #1.jsonl", LINES), ("ünder.jsonl.gz", gzip.compress(LINES))]
EXPECTED = [
    "#a.txt",
    "#folder/b%20%231.jsonl#1",
    "#folder/b%20%231.jsonl#2",
    "#%C3%BCnder.jsonl.gz#1",
    "#%C3%BCnder.jsonl.gz#2",
]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_of_a_zip(tmp_path: Path, method: int) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(MEMBERS, method))
    assert found(tmp_path / "a.zip") == (EXPECTED, [])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress, zstd])
@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_of_a_tar(tmp_path: Path, pack: Callable[[bytes], bytes], format_: int) -> None:
    (tmp_path / "a.tar.x").write_bytes(pack(tarred(MEMBERS, format_)))
    assert found(tmp_path / "a.tar.x") == (EXPECTED, [])


@pytest.mark.parametrize("pack", [bz2.compress, zstd])
@pytest.mark.parametrize("ending", [".bz2", ".zst"])
def test_compressed_files(tmp_path: Path, pack: Callable[[bytes], bytes], ending: str) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(pack(LINES))
    assert found(path) == (["#1", "#2"], [])
    path.write_bytes(pack(LINES * 1000)[:-20])
    assert "damaged or incomplete" in found(path)[1][0]


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = zipped(
        [("b.zip", zipped([("c.txt", TEXT)])), ("d.tgz", gzip.compress(tarred([("e.txt", TEXT)])))]
    )
    (tmp_path / "a.zip").write_bytes(zipped([("in.zip", inner), ("z.txt", TEXT)]))
    assert found(tmp_path / "a.zip") == (["#in.zip#b.zip#c.txt", "#in.zip#d.tgz#e.txt", "#z.txt"], [])
    (tmp_path / "b.tar").write_bytes(tarred([("in.zip", inner), ("z.txt", TEXT)]))
    assert found(tmp_path / "b.tar")[0] == ["#in.zip#b.zip#c.txt", "#in.zip#d.tgz#e.txt", "#z.txt"]
    (tmp_path / "c.zip").write_bytes(zipped([("a.zip", zipped([("in.zip", inner)])), ("z.txt", TEXT)]))
    assert found(tmp_path / "c.zip") == (
        ["#z.txt"],
        [
            f"c.zip, a.zip, in.zip, {name}: archives are nested more than 3 deep; unpack the outer ones first"
            for name in ("b.zip", "d.tgz")
        ],
    )


def test_hidden_files_folders_and_links_are_passed_over(tmp_path: Path) -> None:
    names = [".DS_Store", "__MACOSX/a.txt", "x/.git/a.txt", "../../etc/passwd", "/root/b.txt"]
    raw = zipped([(name, TEXT) for name in names])
    (tmp_path / "a.zip").write_bytes(raw)
    assert found(tmp_path / "a.zip") == (["#../../etc/passwd", "#/root/b.txt"], [])
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        archive.addfile(tarfile.TarInfo("folder/"))
    assert [each.kind for each in read(tmp_path / "a.tar") if isinstance(each, Skipped)] == [
        "links or special files"
    ] * 3
    assert not (tmp_path / "etc").exists()


def test_encrypted_and_damaged_members_fail_and_the_rest_is_read(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3000).hex().encode()
    raw = bytearray(
        zipped([("a.txt", TEXT), ("b.txt", b"Noise\n\n" + noise), ("c.txt", TEXT), ("d.txt", TEXT)])
    )
    place = raw.index(b"b.txt") + 1000
    raw[place : place + 4] = b"\0\0\0\0"
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):  # its flags say that it is encrypted
        at = raw.index(b"c.txt", raw.index(mark)) - (24 if mark == b"PK\x03\x04" else 38)
        raw[at if mark == b"PK\x03\x04" else raw.rindex(b"c.txt") - 38] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    names, failures = found(tmp_path / "a.zip")
    assert names == ["#a.txt", "#d.txt"]
    assert failures[0].startswith("a.zip, b.txt: the compressed file is damaged")
    assert failures[1] == "a.zip, c.txt: it is encrypted"


def test_a_member_with_a_wrong_checksum_is_not_imported(tmp_path: Path) -> None:
    raw = zipped([("a.txt", TEXT), ("b.txt", TEXT)], zipfile.ZIP_STORED).replace(b"Rain", b"Pain", 1)
    (tmp_path / "a.zip").write_bytes(raw)
    names, (failure,) = found(tmp_path / "a.zip")
    assert names == ["#b.txt"]
    assert "a.txt" in failure
    assert "checksum" in failure


def test_a_damaged_header_in_a_tar(tmp_path: Path) -> None:
    raw = bytearray(tarred([(f"{n}.txt", TEXT) for n in range(4)], tarfile.USTAR_FORMAT))
    raw[1024 : 1024 + 100] = b"x" * 100
    (tmp_path / "a.tar").write_bytes(raw)
    names, failures = found(tmp_path / "a.tar")
    assert names == ["#0.txt", "#2.txt", "#3.txt"]
    assert failures == ["a.tar: a part of the archive is damaged; files in it are lost"]
    (tmp_path / "b.tar").write_bytes(raw[: 3 * 1024 + 530])
    names, failures = found(tmp_path / "b.tar")
    assert names == ["#0.txt", "#2.txt"]
    assert failures[1].startswith("b.tar, 3.txt: it is cut off")


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_zip_without_its_end(tmp_path: Path, is_streamed: bool) -> None:
    """The list of members is at the end; without it, they are looked for one by one."""
    file = io.BytesIO()
    with zipfile.ZipFile(_Unseekable(file) if is_streamed else file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", TEXT)
    raw = file.getvalue()
    (tmp_path / "a.zip").write_bytes(raw[: raw.index(b"PK\x01\x02") + 10])
    names, failures = found(tmp_path / "a.zip")
    assert names == [f"#{number}.txt" for number in range(4)]
    assert failures == ["a.zip: the ZIP archive is incomplete; files at its end may be lost"]
    last = raw.rindex(b"PK\x03\x04")
    (tmp_path / "a.zip").write_bytes(raw[: last + 60])
    names, failures = found(tmp_path / "a.zip")
    assert names == [f"#{number}.txt" for number in range(3)]
    assert len(failures) == 2
    assert failures[1].startswith("a.zip, 3.txt")


class _Unseekable(io.RawIOBase):
    """As the output of a program: sizes and checksums come after the data."""

    def __init__(self, file: io.BytesIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)


def test_office_documents_are_still_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zipped([("word/document.xml", b"<xml/>")]))
    assert "Word document" in found(tmp_path / "a.docx")[1][0]


def test_bombs_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FREE", 10_000_000)
    spaces = b" " * 50_000_000
    bombs = {
        "a.jsonl.gz": gzip.compress(spaces),
        "a.jsonl.xz": lzma.compress(spaces),
        "a.jsonl.bz2": bz2.compress(spaces),
        "a.jsonl.zst": zstd(spaces),
        "deflated.zip": zipped([("a.jsonl", spaces)]),
        "bzip2.zip": zipped([("a.jsonl", spaces)], zipfile.ZIP_BZIP2),
        "many.zip": zipped([(f"{n}.zip", zipped([("a.jsonl", spaces[:5_000_000])])) for n in range(4)]),
        "a.tar.gz": gzip.compress(tarred([("a.jsonl", spaces)])),
    }
    for name, raw in bombs.items():
        (tmp_path / name).write_bytes(raw)
        names, failures = found(tmp_path / name)
        assert names == [], name
        assert any("decompression bomb" in failure for failure in failures), name


def test_far_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_MANY", 100)
    (tmp_path / "a.zip").write_bytes(zipped((f"{n}.txt", b"") for n in range(200)))
    assert "more than 1" in found(tmp_path / "a.zip")[1][0]
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tarred((f"{n}.txt", b"") for n in range(200))))
    assert "for its size" in found(tmp_path / "a.tar.gz")[1][-1]
    monkeypatch.setattr(zip_files, "_LONGEST_LIST", 1000)
    assert "list of files" in found(tmp_path / "a.zip")[1][0]


def test_a_header_that_promises_gigabytes(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8_000_000_000
    (tmp_path / "a.tar").write_bytes(info.tobuf() + b"x" * 512 * 20 + tarred([("a.txt", TEXT)]))
    names, failures = found(tmp_path / "a.tar")
    assert names == ["#a.txt"]
    assert failures


def test_deflate64_is_named(tmp_path: Path) -> None:
    raw = zipped([("a.txt", TEXT), ("b.txt", TEXT)])
    first = raw.index(b"PK\x01\x02")
    raw = raw[: first + 10] + struct.pack("<H", 9) + raw[first + 12 :]
    (tmp_path / "a.zip").write_bytes(raw)
    assert found(tmp_path / "a.zip") == (
        ["#b.txt"],
        ["a.zip, a.txt: its method of compression is not known (9)"],
    )


@pytest.mark.django_db
def test_an_archive_is_imported_once(tmp_path: Path) -> None:
    page = b"<html><title>Crane falls</title><body><article><h1>Crane falls</h1><p>%b</p></article></body>"
    members = [
        *MEMBERS,
        ("page.html", page % (b"A crane fell on the quay this morning, and nobody was hurt. " * 5)),
    ]
    (tmp_path / "a.zip").write_bytes(zipped(members))
    assert counts(run(tmp_path / "a.zip")) == (4, 0, 2, 0)  # the same two lines are in it twice
    assert counts(run(tmp_path / "a.zip")) == (0, 0, 6, 0)
    reference = f"{(tmp_path / 'a.zip').as_uri()}#page.html"
    assert Capture.objects.get(reference=reference).article.headline == "Crane falls"
    (tmp_path / "page.html").write_bytes(members[-1][1])  # the same bytes outside the archive
    assert counts(run(tmp_path / "page.html")) == (0, 0, 1, 0)
    assert Article.objects.count() == 4


def test_unpacked_sizes_of_zip_members_are_not_believed(tmp_path: Path) -> None:
    """A header may say that nothing is inside: what counts is what comes out."""
    packed = zlib.compressobj(wbits=-15)
    raw = packed.compress(TEXT) + packed.flush()
    good = zipped([("a.txt", TEXT)])
    assert raw in good
    lying = good.replace(struct.pack("<I", len(TEXT)), struct.pack("<I", 5))
    (tmp_path / "a.zip").write_bytes(lying)
    assert found(tmp_path / "a.zip") == (["#a.txt"], [])
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
