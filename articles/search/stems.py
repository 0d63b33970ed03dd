"""The lexeme of an English word, as PostgreSQL 16 to 18 stem it.

The Stemmer package follows a later edition of the same algorithm, which treats a few words differently:
what begins with the words below, and -ogist. Where PostgreSQL takes that edition over, a test will say so,
and this module can shrink to its last line.
"""

from functools import lru_cache

from Stemmer import Stemmer

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
_stemmer = Stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The lexeme of a word, which is looked at in lower case. Stop words have one too."""
    word = word.lower()
    if word in _KEPT:
        return _KEPT[word]
    for beginning, other in _PROTECTED.items():
        if word.startswith(beginning):
            stemmed: str = _stemmer.stemWord(other + word[len(beginning) :])
            return beginning + stemmed[len(other) :] if stemmed.startswith(other) else stemmed
    lexeme: str = _stemmer.stemWord(word)
    return f"{lexeme}ist" if lexeme.endswith("og") and word.startswith(f"{lexeme}ist") else lexeme
