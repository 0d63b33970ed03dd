"""Languages other than English in which the archive knows the names of countries, and how it tells them."""

from collections.abc import Iterator
from typing import NamedTuple

from articles.extraction.annotations import Document, Evidence
from articles.extraction.lexicon.countries import BY_CODE
from articles.extraction.lexicon.data import read_rows

ENGLISH = "en"
#: How much of a text shows its language, in characters.
SAMPLE = 400
#: A text that is not stated to be in another language than English is taken for one in it if it has at least
#: this many small words of that language, and this many times as many as of English.
LEAST_WORDS, TIMES = 4, 3
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


def language_of(document: Document) -> str:
    """Return the language whose names to use: the one stated or, if that is English, the one that the small
    words of the text show."""
    stated = document.language.partition("-")[0].lower()
    if stated != ENGLISH and stated:
        return stated if stated in _SMALL else ENGLISH
    words = document.body[:SAMPLE].lower().split()
    english = sum(map(_SMALL[ENGLISH].__contains__, words))
    if TIMES * english > len(words):
        return ENGLISH
    found = {language: sum(map(small.__contains__, words)) for language, small in _SMALL.items()}
    best = max(found, key=lambda language: found[language])
    return best if found[best] >= max(LEAST_WORDS, TIMES * english) else ENGLISH
