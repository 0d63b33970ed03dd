"""Names of countries and cities in other languages than English, and the small words of these languages."""

from collections.abc import Iterator
from typing import NamedTuple

from articles.extraction.annotations import Document, Evidence
from articles.extraction.lexicon.countries import BY_CODE
from articles.extraction.lexicon.data import read_rows
from articles.extraction.lexicon.languages import language_of

ENGLISH = "en"
_WORDS = {language: words.split(" ") for language, words in read_rows("function_words.tsv")}
#: What a word begins with before an apostrophe, by language.
ELISIONS = {lang: frozenset(w[:-1] for w in words if w[-1] == "'") for lang, words in _WORDS.items()}
_SMALL = {lang: frozenset(w for w in words if w[-1] != "'") for lang, words in _WORDS.items()}
#: Capitalised words that begin a sentence and no name, by language; for English see lexicon/words.py.
OPENERS = {
    lang: frozenset(w.capitalize() for w in words if lang != ENGLISH) for lang, words in _SMALL.items()
}


class ForeignName(NamedTuple):
    """A name of a country, or of a city or capital in it. entity: the name to display."""

    written: str
    entity: str
    code: str
    evidence: Evidence


def foreign_names(language: str) -> Iterator[ForeignName]:
    """Yield the names of countries and cities in a language."""
    for row, code, how, names in read_rows("country_names.tsv"):
        if row == language:
            evidence, _, city = how.partition(" ")
            for name in names.split(";"):
                yield ForeignName(name, city or BY_CODE[code].name, code, evidence)  # type: ignore[arg-type]


def names_language(document: Document) -> str:
    """Return the language whose names of countries to use: that of the text if it is known, else English."""
    found = language_of(document.body or document.headline, document.language)
    return found if found in _SMALL else ENGLISH
