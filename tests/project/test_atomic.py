"""Atomic writing of files."""

from pathlib import Path

import pytest

from newsarchive.atomic import atomic_write


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with atomic_write(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_write(path) as part:
        _ = part.write_text("half"), 1 / 0
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_of_several_wins_without_overwriting(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with atomic_write(path, overwrite=False) as one, atomic_write(path, overwrite=False) as other:
        one.write_text("second")
        other.write_text("first")
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]
