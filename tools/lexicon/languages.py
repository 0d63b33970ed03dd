"""Write data/country_names.tsv: names, adjectives and capitals of countries in languages other than English.

python tools/lexicon/languages.py

Names and capitals (the cities of time zones) are those of CLDR by Babel; the rest is in demonyms_own.txt and
country_names_own.txt.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.core import get_global

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "articles" / "extraction" / "lexicon" / "data"
LANGUAGES = ("fr", "de", "es", "it", "pt")
HEADER = """\
# Countries in other languages: language, code, evidence (name, demonym; capital or city with its English
# name), names separated by ";".
# Sources: Unicode CLDR (Unicode License v3) by Babel for names and capitals; adjectives and other names
# written for this project. Made by tools/lexicon/languages.py from demonyms_own.txt and
# country_names_own.txt.
"""
#: Names that are ordinary words of the language.
LEFT_OUT = {("it", "Mali")}
ENDINGS = {
    "es": (("és", ("és", "esa", "eses", "esas")), ("án", ("án", "ana", "anes", "anas")),
           ("o", ("o", "a", "os", "as")), ("ol", ("ol", "ola", "oles", "olas")), ("í", ("í", "íes", "ís")),
           ("", ("", "s"))),
    "it": (("co", ("co", "ca", "ci", "chi", "che")), ("o", ("o", "a", "i", "e")), ("e", ("e", "i")),
           ("a", ("a", "i", "e"))),
    "pt": (("ês", ("ês", "esa", "eses", "esas")), ("ão", ("ão", "ã", "ães", "ãos", "ãs")),
           ("o", ("o", "a", "os", "as")), ("ol", ("ol", "ola", "óis", "olas")), ("", ("", "s"))),
}  # fmt: skip


def inflected(language: str, written: str) -> Iterator[str]:
    """Yield the forms of an adjective."""
    if language == "fr":
        for form in filter(None, written.split("/")):
            yield form
            yield form if form[-1] in "sx" else f"{form}s"
    elif language == "de":
        stem, *nouns = written.split(",")
        yield from (stem + ending for ending in ("", "e", "er", "en", "es", "em"))
        yield from (stem[0].upper() + stem[1:] + ending for ending in ("e", "er", "en"))
        yield from nouns
    else:
        for ending, forms in ENDINGS[language]:
            if written.endswith(ending):
                base = written[: len(written) - len(ending)]
                yield from (base + form for form in forms)
                return


def plain(name: str) -> str:
    """Return the name without the accent of its first letter ("Etats-Unis")."""
    return unicodedata.normalize("NFD", name[0])[0] + name[1:]


def own_lines(language: str) -> Iterator[tuple[str, str]]:
    """Yield code and names of the hand-written lines in a language."""
    for line in (HERE / "country_names_own.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{language} "):
            _, code, others = line.split(" ", 2)
            yield code, others


def names(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield code, evidence and names of the countries in a language."""
    own = {code: others.split(";") for code, others in own_lines(language) if others[0] != "*"}
    territories = Locale(language).territories
    known = [line.split("\t") for line in (FOLDER / "countries.tsv").read_text(encoding="utf-8").splitlines()]
    for code, *_ in (row for row in known if not row[0].startswith("#")):
        label = territories.get(code, "")
        usual = [] if set("(-") & set(label.split(" ")[-1][:1]) or " - " in label else [label]
        found = [name for name in (*usual, *own.get(code, ())) if name and (language, name) not in LEFT_OUT]
        if language == "de":
            plain_words = (name for name in found if name[-1].islower() and " " not in name)
            found += [f"{name}s" for name in plain_words if name[-1] not in "sxzß"]
        if found:
            yield code, "name", list(dict.fromkeys([*found, *map(plain, found)]))


def demonyms(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield code, evidence and adjectives of the countries in a language."""
    column = 1 + LANGUAGES.index(language)
    for line in (HERE / "demonyms_own.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        cells = line.split("|")
        forms = list(dict.fromkeys(inflected(language, cells[column])))
        forms += [form[0].upper() + form[1:] for form in forms if form[0].islower() and language != "de"]
        if forms:
            yield cells[0], "demonym", forms


def capitals(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield code, evidence and capitals of the countries in a language."""
    english, here = Locale("en").time_zones, Locale(language).time_zones
    for line in (FOLDER / "countries.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, _, _, _, known, _ = line.split("\t")
        for zone, territory in get_global("zone_territories").items():
            city = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            if territory == code and city == known.split(";")[0]:
                local = here.get(zone, {}).get("city")
                if local and local != city:
                    yield code, f"capital {city}", [local]


def cities(language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield code, evidence and names of other cities."""
    for code, others in own_lines(language):
        if others[0] == "*":
            _, english, written = others.split("*")
            yield code, f"city {english}", written.split(";")


def main() -> None:
    """Write the table."""
    rows = [
        f"{language}\t{code}\t{evidence}\t{';'.join(forms)}"
        for language in LANGUAGES
        for table in (names, demonyms, capitals, cities)
        for code, evidence, forms in table(language)
    ]
    (FOLDER / "country_names.tsv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
