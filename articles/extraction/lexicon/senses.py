"""Names with a second meaning: data/senses.toml, towns_with_namesakes.tsv and region_abbreviations.tsv."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass

from articles.extraction.annotations import Kind
from articles.extraction.lexicon.data import FOLDER, read_lines, read_rows


@dataclass(frozen=True, slots=True)
class OtherMeaning:
    """What a name means instead of the country or place with `code`, and the words of a text that decide.

    `kind` is None if it is then not a name; `means`: the country code of the other meaning. See senses.toml.
    """

    name: str
    code: str
    kind: Kind | None
    entity: str
    means: str
    stays: tuple[str, ...]
    moves: tuple[str, ...]
    more: tuple[str, ...]
    fewer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateOfSameName:
    """A state with the name of a city, and the states that are named beside it."""

    entity: str
    neighbours: tuple[str, ...]


def _load() -> tuple[dict[str, tuple[OtherMeaning, ...]], dict[str, StateOfSameName]]:
    tables = tomllib.loads((FOLDER / "senses.toml").read_text(encoding="utf-8"))
    meanings: defaultdict[str, list[OtherMeaning]] = defaultdict(list)
    for row in tables["sense"]:
        signs = {key: tuple(row.get(key, ())) for key in ("stays", "moves", "more", "fewer")}
        meanings[row["code"]].append(
            OtherMeaning(
                row["name"].upper(),
                row["code"],
                row.get("kind"),
                row.get("entity", ""),
                row.get("means", ""),
                **signs,
            )
        )
    states = {
        row["name"]: StateOfSameName(row["entity"], tuple(row["neighbours"])) for row in tables["state"]
    }
    return {code: tuple(rows) for code, rows in meanings.items()}, states


#: The other meanings by country code, and the states by the name they share with a city.
OTHER_MEANINGS, STATES = _load()
#: The countries of the lesser known namesakes, by name.
NAMESAKES: defaultdict[str, list[str]] = defaultdict(list)
for _name, _code in read_rows("towns_with_namesakes.tsv"):
    NAMESAKES[_name].append(_code)
#: Names of counties without "County", which few other countries have.
US_COUNTIES = frozenset(read_lines("us_counties.txt"))
#: Region and country by abbreviation ("N.Y.", "TX").
REGION_ABBREVIATIONS: dict[str, tuple[str, str]] = {
    short: (region, code) for short, region, code in read_rows("region_abbreviations.tsv")
}
