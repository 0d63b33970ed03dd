"""Templates that people can edit: short lines, and addresses by their names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(path for path in ROOT.rglob("*") if path.is_file())
LONGEST_LINE = 160
WRITTEN_ADDRESS = re.compile(r"""\b(?:href|src|action)=\\?["']/""")


def test_there_are_templates_of_both_kinds() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in TEMPLATES}
    assert folders == {"admin", "public"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_is_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_addresses_of_the_archive_go_by_their_names(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if WRITTEN_ADDRESS.search(line)] == [], "write url(…), or {% url … %}"
