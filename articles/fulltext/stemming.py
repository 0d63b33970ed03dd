"""The lexemes of a word as the search column has them, without accents.

The Stemmer package follows a later edition of the English algorithm than PostgreSQL 16 to 18, which treats a
few words differently: what begins with the words below, and -ogist. Where PostgreSQL takes that edition
over, a test will say so, and `stem` can shrink to its last line. In German that edition differs in one word
of sixty, so words of other languages are asked of the database, and remembered.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from Stemmer import Stemmer

from articles.fulltext.stopwords import STOP_WORDS
from articles.fulltext.vector import fold

# A beginning that the later edition protects, and one of the same build that neither protects.
_PROTECTED = {
    "inter": "inder",
    "univers": "unifers",
    "organ": "orkan",
    "past": "bast",
    "later": "rater",
    "emerg": "enerk",
}
_KEPT = {"evening": "even", "evenings": "even", "vying": "vy"}
_REMEMBERED = 100_000  # words of other languages than English
_LONGEST = 100  # characters of a word that is asked for; no query has a longer one that matters
_stemmer = Stemmer("english")

ENGLISH = "en"
_ASK = """
    SELECT language, word, tsvector_to_array(articles_vector(language, word))
    FROM unnest(%s::text[], %s::text[]) AS asked (language, word)
"""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English lexeme of a word, which is looked at in lower case. Stop words have one too."""
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
    """What the database said of words in other languages than English."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def learn(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
        wanted = {pair for pair in asked if len(pair[1]) <= _LONGEST}
        missing = [pair for pair in wanted if pair not in self._known]
        fresh = _ask(missing) if missing else {}
        if len(self._known) + len(fresh) > _REMEMBERED:
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
    """The lexemes of words in the languages of one page."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def learn(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Get to know (language, word) pairs; asks the database once, and only for new words."""
        asked = {(language, word.lower()) for language, word in pairs if language != ENGLISH}
        self._known.update(_lexicon.learn(pair for pair in asked if pair not in self._known))

    def of(self, language: str, word: str) -> frozenset[str]:
        """None for a stop word; two where the word is stemmed differently with accents and without."""
        if language == ENGLISH:
            return _english(word)
        return self._known.get((language, word.lower()), frozenset())
