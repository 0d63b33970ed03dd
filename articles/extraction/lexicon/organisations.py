"""The known organisations: data/organisations/, one file per field.

An entry is "Name=Other name=..."; entries on one line are separated by "; ". "[XX]" sets the ISO country of
the entries that follow, "[-]" unsets it; "[metonym]" starts a section of buildings that mean a government,
"[name]" ends it. A name after "?" is doubtful: it counts only if the context shows that it is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.annotations import Evidence
from articles.extraction.lexicon.data import read_lines

FILES = ("world", "government", "parties", "companies", "media", "institutions", "clubs", "brands")

#: The files with the institutions of countries.
PUBLIC = ("government", "parties")


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of an organisation. `entity`: the display name; `code`: its ISO country code."""

    name: str
    entity: str
    code: str | None
    evidence: Evidence
    doubtful: bool


def known_names() -> Iterator[KnownName]:
    """Yield all names, in the order of the files."""
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


def public_bodies() -> frozenset[str]:
    """Return the institutions and parties of countries, by the names to display."""
    return frozenset(
        written.split("=")[0].lstrip("?")
        for file in PUBLIC
        for line in read_lines(f"organisations/{file}.txt")
        if line[0] != "["
        for written in line.split("; ")
    )


def _names(written: str, country: str | None, *, metonym: bool) -> Iterator[KnownName]:
    names = written.split("=")
    display = names[0].lstrip("?")
    for name in names:
        evidence: Evidence = "metonym" if metonym else "name" if name.endswith(display) else "alias"
        plain = name.lstrip("?")
        yield KnownName(plain, display, country, evidence, doubtful=plain != name)
