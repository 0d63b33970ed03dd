"""Links, special files, damaged files and binary files."""

import gzip
import io
import json
import lzma
import os
import random
import socket
import zipfile
from pathlib import Path

import pytest

from articles.importers.inputs import InputError, Origin, find
from articles.importers.record import Found, RawRecord, Unreadable
from articles.importers.tasks import records

TEXT = "Rain at last\n\nIt rained in the hills, and the river rose."


def read(path: Path, folder: Path | None = None) -> list[Found]:
    return list(records(Origin(path, path.name, folder), None, lambda _: None))


def reason(path: Path, folder: Path | None = None) -> str:
    (found,) = read(path, folder)
    assert isinstance(found, Unreadable)
    return found.reason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article, and with every kind of link out of it."""
    folder, secret = tmp_path / "in", tmp_path / "secret-key.txt"
    folder.mkdir()
    secret.write_text("the key")
    (folder / "a.txt").write_text(TEXT)
    (folder / "link.txt").symlink_to(secret)
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.txt"))
    return folder


def test_only_regular_files_of_a_folder_are_found(folder: Path) -> None:
    found = find([str(folder)])
    assert [origin.path.name for origin in found.origins] == ["a.txt"]
    assert {Path(path).name: why for path, why in found.skipped} == {
        **dict.fromkeys(("dangling.txt", "inside.txt", "link.txt", "loop"), "it is a symbolic link"),
        "pipe.txt": "it is a named pipe",
        "socket.txt": "it is a socket",
    }


def test_a_file_that_becomes_a_link_after_it_was_found_is_not_read(folder: Path) -> None:
    assert "cannot be read" in reason(folder / "link.txt", folder)
    assert "cannot be read" in reason(folder / "pipe.txt", folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text(TEXT)
    assert isinstance(read(folder / "sub" / "b.txt", folder)[0], RawRecord)
    (folder / "sub").rename(folder / "moved")
    (folder / "sub").symlink_to("moved")
    assert "cannot be read" in reason(folder / "sub" / "b.txt", folder)


def test_a_link_that_is_named_is_read_if_it_leads_to_a_file(folder: Path) -> None:
    (origin,) = find([str(folder / "inside.txt")]).origins
    (found,) = records(origin, None, lambda _: None)
    assert isinstance(found, RawRecord)
    assert found.reference == (folder / "a.txt").as_uri()
    (folder / "to-pipe.txt").symlink_to("pipe.txt")
    assert "it is a named pipe" in reason(folder / "to-pipe.txt")
    assert "it is a device" in reason(Path("/dev/zero"))


def test_a_folder_of_nothing_but_links_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("/etc/passwd")
    assert find([str(tmp_path)]).origins == []
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError):
        find([str(tmp_path)])


def test_folders_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(1100):
        deep /= "d"
        deep.mkdir()
    (deep / "a.txt").write_text(TEXT)
    (origin,) = find([str(tmp_path)]).origins
    (found,) = records(origin, None, lambda _: None)
    assert isinstance(found, RawRecord)
    (deep / "a.txt").unlink()
    while deep != tmp_path:  # pytest would recurse into it, with one call per level
        deep.rmdir()
        deep = deep.parent


LINES = [json.dumps({"headline": f"Report {n}", "noise": random.Random(n).random()}) for n in range(2000)]
WHOLE = "\n".join(LINES).encode() + b"\n"


def cut(packed: bytearray) -> None:
    del packed[-100:]


def end(packed: bytearray) -> None:
    packed[-30:] = b"\0" * 30


def middle(packed: bytearray) -> None:
    place = len(packed) // 2
    packed[place : place + 64] = random.Random(1).randbytes(64)


def tail(packed: bytearray) -> None:
    packed += b"no packed data"


@pytest.mark.parametrize("damage", [cut, end, middle, tail])
@pytest.mark.parametrize("ending", ["gz", "xz"])
def test_records_before_a_damage_are_read_and_the_damage_is_reported(
    tmp_path: Path, ending: str, damage: object
) -> None:
    packed = bytearray(gzip.compress(WHOLE) if ending == "gz" else lzma.compress(WHOLE))
    assert callable(damage)
    damage(packed)
    path = tmp_path / f"a.jsonl.{ending}"
    path.write_bytes(packed)
    *before, last = read(path)
    assert isinstance(last, Unreadable)
    assert "damaged or incomplete" in last.reason
    whole = [record.raw.decode() for record in before]
    share = 0.45 if damage is middle else 0.9  # if the damage is in the middle, half of the file precedes it
    sure = int(len(LINES) * share)
    assert whole[:sure] == LINES[:sure]
    if damage is tail:
        assert whole == LINES


def test_damage_that_only_a_checksum_shows_invents_no_articles(tmp_path: Path) -> None:
    noise = random.Random(3)
    rows = [
        f'id{n},Headline {n},"{" ".join(noise.choices(TEXT.split(), k=40))}",2014-03-17' for n in range(5000)
    ]
    packed = bytearray(gzip.compress("\n".join(["id,headline,body,date", *rows]).encode()))
    place = len(packed) // 2
    packed[place] ^= 0xFF
    packed[place + 1] ^= 0xFF
    (tmp_path / "a.csv.gz").write_bytes(packed)
    *before, last = read(tmp_path / "a.csv.gz")
    assert isinstance(last, Unreadable)
    assert "damaged or incomplete" in last.reason
    texts = [record.raw.decode() for record in before]
    garbled = [text for text, row in zip(texts, rows, strict=False) if text != row]
    assert len(before) > 2000
    assert len(garbled) < 20


def test_a_single_article_in_a_damaged_file_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode())[:-6])
    assert "damaged or incomplete" in reason(tmp_path / "a.txt.gz")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_files_packed_one_after_the_other(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "a.jsonl.gz").write_bytes(pack(WHOLE) + b"\0" * 8 + pack(WHOLE))
    assert len(read(tmp_path / "a.jsonl.gz")) == 2 * len(LINES)


def archive_of(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return stream.getvalue()


NOISE = random.Random(2).randbytes(5000)
BINARY = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
    (b"%PDF-1.7\n1 0 obj\n", "a PDF document"),
    (b"\x7fELF\x02\x01\x01", "a program"),
    (archive_of("[Content_Types].xml", "word/document.xml"), "a Word document"),
    (archive_of("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
    (b"{\\rtf1\\ansi Rain}", "an RTF document"),
    (NOISE, "binary data"),
    (b"\xff\xfe" + NOISE, "binary data"),
    (gzip.compress(gzip.compress(NOISE)), "compressed twice"),
]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a"])
@pytest.mark.parametrize(("raw", "kind"), BINARY)
def test_binary_files_are_refused_and_named(tmp_path: Path, name: str, raw: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert kind in reason(tmp_path / name)


def test_text_that_turns_into_noise_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode() * 20 + NOISE)
    assert "binary data" in reason(tmp_path / "a.txt")


def test_a_damaged_place_does_not_spoil_the_other_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(WHOLE[:5000] + b"\0" * 8192 + WHOLE[5000:])
    found = read(tmp_path / "a.jsonl")
    assert len(found) == len(LINES)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Été à Paris\n\n“L’été” — dit-il.", "cp1252"),
        ("Été à Paris\n\n“L’été” — dit-il.", "mac_roman"),
        ("Été à Paris\n\n“L’été” — dit-il.", "utf-16"),
        ("Rain in Paris\n\nIt rained.", "utf-16-le"),
        ("Rain in Paris\n\nIt rained.", "utf-16-be"),
        ("Été à Paris\n\n“L’été” — dit-il.", "utf-32"),
        ("Straße\n\nÖl und Käse", "cp850"),
        ("Дождь\n\nНаконец пошёл дождь.", "koi8_r"),
        ("雨が降った。\n\n本文です。", "shift_jis"),
        ("Rain\n\n\x02ZCZC\x03 it rained.\x0c\x1a", "ascii"),
    ],
)
def test_old_encodings_are_text(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert isinstance(read(tmp_path / "a.txt")[0], RawRecord)
