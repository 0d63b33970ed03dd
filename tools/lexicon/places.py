"""Write data/places.tsv from regions_own.txt, cities_own.txt and large cities of GeoNames.

    python tools/lexicon/places.py CITIES.json

CITIES.json is a mapping of records with name, countrycode and population, made from the GeoNames file
cities15000 (CC BY 4.0).
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "articles" / "extraction" / "lexicon" / "data"
MIN_POPULATION = 150_000
#: By country, of those that news names towns of more often.
MIN_POPULATIONS = {
    "US": 40_000,
    "GB": 60_000,
    "CA": 60_000,
    "AU": 60_000,
    "IE": 40_000,
    "NZ": 50_000,
} | dict.fromkeys(
    ("AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "HU", "IT", "NL", "NO", "PL", "PT", "SE"),
    80_000,
)
LEFT_OUT = frozenset(
    line for line in (HERE / "cities_left_out.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
)
#: A name is left out if a namesake in another country has at least this share of the city's population.
RIVAL_SHARE = 0.3
HEADER = """\
# Places: name as written, name to display, country code (empty: none or several), region or city.
# Sources: GeoNames cities15000 (https://www.geonames.org, CC BY 4.0), the cities above 150,000 people (40,000
# to 80,000 in Europe, the US, Canada, Australia and New Zealand) whose name is not also a common word, a
# person's name or that of a city of another country that is not much smaller; the rest written for this
# project. Made by tools/lexicon/places.py: edit tools/lexicon/cities_own.txt or regions_own.txt beside it.
"""
Row = tuple[str, str, str, str]


def read_words(name: str) -> set[str]:
    """Return the lines of a word list."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if not line.startswith("#")}


def own(name: str, evidence: str) -> Iterator[Row]:
    """Yield the rows of a hand-written file, skipping ambiguous names, which have a note in brackets."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        code, *entries = line.split(" ")
        for entry in entries:
            display, *others = entry.replace("_", " ").split("=")
            if "(" not in display:
                for written in (display, *others):
                    yield written, display, code.strip("-"), evidence


def fold(name: str) -> str:
    """Return the name without accents."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def geonames(path: Path) -> Iterator[Row]:
    """Yield the large cities, largest first."""
    data = json.loads(path.read_text(encoding="utf-8"))
    cities = sorted(data.values(), key=lambda city: -city["population"])
    common = read_words("common_words.txt")
    people = read_words("given_names.txt") | read_words("surnames.txt")
    rivals = _rivals(cities)
    for city in cities:
        limit = MIN_POPULATIONS.get(city["countrycode"], MIN_POPULATION)
        name = city["name"].replace("’", "'")
        plain = fold(name)
        if city["population"] < limit or len(plain) < 4 or not plain[0].isupper():
            continue
        if plain in rivals | LEFT_OUT or all(word.lower() in common for word in plain.split(" ")):
            continue
        if plain in people or not plain.replace("'", "").isascii():
            continue
        for written in dict.fromkeys((plain, name)):
            yield written, plain, city["countrycode"], "city"


def _rivals(cities: list[dict[str, Any]]) -> set[str]:
    """Return the names shared by cities of similar size in several countries; `cities`: largest first."""
    largest: dict[str, dict[str, Any]] = {}
    rivals: set[str] = set()
    for city in cities:
        first = largest.setdefault(fold(city["name"]), city)
        other = first["countrycode"] != city["countrycode"]
        if other and city["population"] >= RIVAL_SHARE * first["population"]:
            rivals.add(fold(city["name"]))
    return rivals


def main(path: Path) -> None:
    """Merge the sources and write the table; hand-written rows take precedence over GeoNames."""
    rows: dict[str, Row] = {}
    for source in (own("regions_own.txt", "region"), own("cities_own.txt", "city"), geonames(path)):
        for row in source:
            rows.setdefault(row[0], row)
    text = HEADER + "".join("\t".join(rows[name]) + "\n" for name in sorted(rows))
    (FOLDER / "places.tsv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
