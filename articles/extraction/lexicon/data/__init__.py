"""Word lists shipped with the package. Each file's header states its source; README.md lists licences and how
each file was made. Lines that start with "#" are comments."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read_lines(name: str) -> list[str]:
    """Return the lines of a data file, without comments and blank lines."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]


def read_rows(name: str) -> Iterator[list[str]]:
    """Yield the tab-separated cells of each line of a data file."""
    return (line.split("\t") for line in read_lines(name))


def read_groups(name: str) -> dict[str, list[list[str]]]:
    """Return the lines of a data file, split into words, by section ("[given names]")."""
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in read_lines(name):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line.split())
    return sections
