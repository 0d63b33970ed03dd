"""National institutions that are named without their country: data/institutions.tsv."""

from articles.extraction.lexicon.countries import BY_CODE
from articles.extraction.lexicon.data import read_lines


def _load() -> tuple[dict[str, dict[str, str]], frozenset[str]]:
    names: dict[str, dict[str, str]] = {}
    american: set[str] = set()
    for line in read_lines("institutions.tsv"):
        name, _, displays = line.partition("\t")
        plain = name.lstrip("*")
        names[plain] = dict(pair.split("=") for pair in displays.split(";") if pair)
        if plain != name:
            american.add(plain)
    return names, frozenset(american)


#: What countries call their own, by the common name; and the names that alone are American ones.
INSTITUTIONS, AMERICAN = _load()


def display_name(name: str, code: str) -> str:
    """Return the name of a country's institution: "Indian Parliament" for ("Parliament", "IN")."""
    country = BY_CODE[code]
    return INSTITUTIONS[name].get(code) or f"{(country.demonyms or (country.name,))[0]} {name}"
