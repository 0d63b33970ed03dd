"""Word lists shipped with the package. Every file states its source and licence in its head;
README.md says how each was made. Lines that begin with "#" are comments."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read_lines(name: str) -> list[str]:
    """The lines of one data file without comments and blank lines."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]


def read_rows(name: str) -> Iterator[list[str]]:
    """The tab-separated cells of each line of one data file."""
    return (line.split("\t") for line in read_lines(name))


def read_groups(name: str) -> dict[str, list[list[str]]]:
    """The lines of one data file as words, by the section they stand in ("[given names]")."""
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in read_lines(name):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line.split())
    return sections
