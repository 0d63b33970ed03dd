"""The organisations known by name: data/organisations/, one file a field of life.

An entry is "Name=Other name=...", entries of one line stand with "; " between. "[XX]" gives the ISO country
of what follows, "[-]" none; "[metonym]" and "[name]" say whether buildings that stand for a government
follow. A name after "?" is doubtful: it is taken only where the text gives a sign that it is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.annotations import Evidence
from articles.extraction.lexicon.data import read_lines

FILES = ("world", "government", "parties", "companies", "media", "institutions", "clubs")


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of an organisation: `entity` is the name to display, `code` its ISO country."""

    name: str
    entity: str
    code: str | None
    evidence: Evidence
    doubtful: bool


def known_names() -> Iterator[KnownName]:
    """Every name in the order of the files."""
    for file in FILES:
        country: str | None = None
        metonym = False
        for line in read_lines(f"organisations/{file}.txt"):
            if line[0] != "[":
                for written in line.split("; "):
                    yield from _names(written, country, metonym=metonym)
            elif len(line) < 5:
                country = line.strip("[-]") or None
            else:
                metonym = line == "[metonym]"


def _names(written: str, country: str | None, *, metonym: bool) -> Iterator[KnownName]:
    names = written.split("=")
    display = names[0].lstrip("?")
    for name in names:
        evidence: Evidence = "metonym" if metonym else "name" if name.endswith(display) else "alias"
        plain = name.lstrip("?")
        yield KnownName(plain, display, country, evidence, doubtful=plain != name)
