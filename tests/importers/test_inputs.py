"""Finding and opening files, and detecting their format."""

import gzip
import lzma
import re
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

import pytest

from articles.importers.inputs import InputError, Origin, find
from articles.importers.record import Found, RawRecord, ReadOptions, Unreadable
from articles.importers.run import import_paths
from articles.importers.summary import Summary
from articles.importers.tasks import records
from articles.models import Article
from tests.importers.support import counts


def read(path: Path) -> list[Found]:
    return list(records(Origin(path, path.name), None, lambda _: None))


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.txt", b"Rain", "text"),
        ("README", b"Rain", "text"),
        ("a.HTM", b"Rain", "html"),
        ("page", b"\xef\xbb\xbf\n <!DOCTYPE html><html>", "html"),
        ("a.ndjson", b"{}", "jsonl"),
        ("a.json", b'{"headline": "x"}\n{"headline": "y"}\n', "jsonl"),
        ("a.json", b'{"headline": "x"}', "json"),
        ("a.json", b'[{"headline": "x"}]', "json"),
        ("a.jsonl", b'[\n{"headline": "x"}\n]', "json"),
        ("a", b'{\n "headline": "x"\n}', "json"),
        ("a.tsv", b"headline\nRain", "csv"),
    ],
)
def test_formats_are_told_by_name_and_content(tmp_path: Path, name: str, raw: bytes, expected: str) -> None:
    for packed, pack in ((name, bytes), (f"{name}.gz", gzip.compress), (f"{name}.xz", lzma.compress)):
        (tmp_path / packed).write_bytes(pack(raw))
        first = read(tmp_path / packed)[0]
        assert isinstance(first, RawRecord)
        assert first.format == expected


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0\x00", "JPEG image, not text"),
        ("a.dat", b"Rain", "format is not known"),
        ("noise", b"\x00\x01\x02", "binary data, not text"),
        ("a.json", b"[1, 2]", "no JSON object"),
        ("a.gz", b"\x1f\x8b\x08 broken", "damaged or incomplete|cannot be read"),
    ],
)
def test_files_that_cannot_be_read_are_reported(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    (found,) = read(tmp_path / name)
    assert isinstance(found, Unreadable)
    assert re.search(reason, found.reason)


def test_a_cut_off_file_gives_what_came_before(tmp_path: Path) -> None:
    lines = b"".join(b'{"headline": "article %d, of some length"}\n' % number for number in range(50_000))
    for name, packed in (("a.jsonl.xz", lzma.compress(lines)), ("a.jsonl.gz", gzip.compress(lines))):
        (tmp_path / name).write_bytes(packed[: len(packed) // 2])
        *before, last = read(tmp_path / name)
        assert len(before) > 1000
        assert isinstance(last, Unreadable)
        assert f"{len(before)} records could be read" in last.reason


def test_a_folder_gives_its_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "c.txt", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(origin.path.relative_to(tmp_path)) for origin in find([str(tmp_path)]).origins]
    assert found == ["c.txt", "a/1.txt", "b/2.txt"]


def test_missing_and_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        find([str(tmp_path / "nowhere")])
    with pytest.raises(InputError, match="contains no files"):
        find([str(tmp_path)])


def test_a_file_that_goes_away_is_reported(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "gone.txt")
    assert isinstance(found, Unreadable)
    assert "cannot be read" in found.reason


@pytest.mark.parametrize(
    ("name", "stem"), [("a.b.jsonl.xz", "a.b"), ("a.txt", "a"), ("a.gz", "a"), ("README", "README")]
)
def test_stem(name: str, stem: str) -> None:
    assert Origin(Path("/x") / name, name).stem == stem


@pytest.mark.django_db
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    def run_on(raw: bytes) -> Summary:
        (tmp_path / "piped").write_bytes(pack(raw))
        with (tmp_path / "piped").open("rb") as stream:
            monkeypatch.setattr("sys.stdin", TextIOWrapper(stream))
            return import_paths(["-"], ReadOptions(extract=False))

    assert counts(run_on(b'{"headline": "One", "date": "13/4/2012"}\n{"headline": "Two"}\n')) == (2, 0, 0, 0)
    assert counts(run_on(b"Rain at last\n\nIt rained in the hills, and the river rose.")) == (1, 0, 0, 0)
    assert counts(run_on(b"Snow at last\n\nIt snowed in the hills, and the river froze.")) == (1, 0, 0, 0)
    assert counts(run_on(b"Rain at last\n\nIt rained in the hills, and the river rose.")) == (0, 0, 1, 0)
    assert Article.objects.filter(headline="Rain at last").exists()
