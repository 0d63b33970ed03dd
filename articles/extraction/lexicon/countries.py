"""Every country and territory the archive knows, former ones included.

COUNTRIES seeds the country entities and feeds the gazetteer. Two choices made here: the code CS,
which ISO 3166-3 lists for two former countries, is Czechoslovakia (Serbia and Montenegro is a name
of Yugoslavia, YU); West Germany is a name of Germany (DE), East Germany is a country of its own (DD).
"""

from dataclasses import dataclass

from articles.extraction.lexicon.data import read_rows


@dataclass(frozen=True, slots=True)
class Country:
    """code: ISO 3166 alpha-2 (XK for Kosovo; ISO 3166-3 alpha-2 where `former`).

    name: the one to display; names: other names, official ones included; demonyms: adjectives and
    words for its people; capitals: the capital, its other spellings and seats of government.
    """

    code: str
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    former: bool

    @property
    def capital(self) -> str | None:
        """The first of the capitals, None where there is none or it bears the country's name."""
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
