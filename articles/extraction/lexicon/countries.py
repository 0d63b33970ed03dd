"""The countries and territories that the archive knows, including former ones.

COUNTRIES seeds the country entities and the gazetteer. Two decisions: CS, which ISO 3166-3 lists for two
former countries, is Czechoslovakia (Serbia and Montenegro is a name of Yugoslavia, YU); West Germany is a
name of Germany (DE), while East Germany is a separate country (DD).
"""

from dataclasses import dataclass

from articles.extraction.lexicon.data import read_rows


@dataclass(frozen=True, slots=True)
class Country:
    """A country. code: ISO 3166 alpha-2 (XK for Kosovo; ISO 3166-3 alpha-2 if `former`).

    name: the display name; names: other names, including official ones; demonyms: adjectives and words for
    its people; capitals: the capital, its other spellings, and seats of government.
    """

    code: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    former: bool

    @property
    def capital(self) -> str | None:
        """The first of the capitals, or None if there is none or it has the country's name."""
        return self.capitals[0] if self.capitals else None


def _split(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))


def _load() -> tuple[Country, ...]:
    return tuple(
        Country(code, name, _split(names), _split(demonyms), _split(capitals), former == "1")
        for code, name, names, demonyms, capitals, former in read_rows("countries.tsv")
    )


COUNTRIES: tuple[Country, ...] = _load()
BY_CODE: dict[str, Country] = {country.code: country for country in COUNTRIES}
