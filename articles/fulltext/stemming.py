"""The lexemes of a word as in the search column, without accents.

The Stemmer package implements a later version of the English algorithm than PostgreSQL 16 to 18. They differ
in words that begin as below, and in -ogist. If PostgreSQL adopts the later version, a test will fail, and
``stem`` can be reduced to its last line. For German, the versions differ in one word of sixty, so words in
other languages are stemmed by the database, and cached.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from Stemmer import Stemmer

from articles.fulltext.stopwords import STOP_WORDS
from articles.fulltext.vector import fold

# A prefix that the later version protects, and a similar one that neither version protects.
_PROTECTED = {
    "inter": "inder",
    "univers": "unifers",
    "organ": "orkan",
    "past": "bast",
    "later": "rater",
    "emerg": "enerk",
}
_KEPT = {"evening": "even", "evenings": "even", "vying": "vy"}
_MOST_CACHED = 100_000  # words of other languages than English
_LONGEST = 100  # characters of a word to stem; longer ones do not matter in queries
_stemmer = Stemmer("english")

ENGLISH = "en"
_ASK = """
    SELECT language, word, tsvector_to_array(articles_stems(language, word))
    FROM unnest(%s::text[], %s::text[]) AS asked (language, word)
"""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the English lexeme of a word in any case, even of a stop word."""
    word = word.lower()
    if word in _KEPT:
        return _KEPT[word]
    for beginning, other in _PROTECTED.items():
        if word.startswith(beginning):
            stemmed: str = _stemmer.stemWord(other + word[len(beginning) :])
            return beginning + stemmed[len(other) :] if stemmed.startswith(other) else stemmed
    lexeme: str = _stemmer.stemWord(word)
    return f"{lexeme}ist" if lexeme.endswith("og") and word.startswith(f"{lexeme}ist") else lexeme


@lru_cache(maxsize=50_000)
def _english(word: str) -> frozenset[str]:
    word = word.lower()
    if word in STOP_WORDS:
        return frozenset()
    return frozenset([stem(word)] if word.isascii() else [fold(stem(word)), stem(fold(word))])


class _Lexicon:
    """Cache of the lexemes of words in other languages than English."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def learn(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
        wanted = {pair for pair in asked if len(pair[1]) <= _LONGEST}
        missing = [pair for pair in wanted if pair not in self._known]
        fresh = _ask(missing) if missing else {}
        if len(self._known) + len(fresh) > _MOST_CACHED:
            self._known = {}
        known = self._known
        known.update(fresh)
        return {pair: fresh[pair] if pair in fresh else known[pair] for pair in wanted}


def _ask(pairs: list[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [[language for language, _ in pairs], [word for _, word in pairs]])
        return {(language, word): frozenset(lexemes) for language, word, lexemes in cursor.fetchall()}


_lexicon = _Lexicon()


class Lexemes:
    """The lexemes of the words of one page, in any language."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Learn (language, word) pairs, with one database query for those not cached."""
        asked = {(language, word.lower()) for language, word in pairs if language != ENGLISH}
        self._known.update(_lexicon.learn(pair for pair in asked if pair not in self._known))

    def of(self, language: str, word: str) -> frozenset[str]:
        """Return the lexemes of a learned word: empty for a stop word, two if accents change the stem."""
        if language == ENGLISH:
            return _english(word)
        return self._known.get((language, word.lower()), frozenset())
