"""Whether a single word can be part of a person's name."""

import re

from articles.extraction.lexicon.tokens import has_article
from articles.extraction.lexicon.words import COMMON_WORDS, FAMILY_FIRST, GIVEN_NAMES, NEVER_NAMES, SURNAMES

#: A capital inside a word that is not explained by "Mc", "De" or "O'".
INNER_CAPITAL = re.compile(
    r"^(?!(?:Mc|Mac|De|Di|Da|La|Le|Fitz|Van|Du|Del|Mal|Al|El|Abdul)[A-Z])[^-']*[a-z][A-Z]"
)


def is_initial(word: str) -> bool:
    """Whether the word is one or more initials ("J.", "J.P.")."""
    return word[-1] == "." and word[0].isupper() and (len(word) == 2 or word.count(".") * 2 == len(word))


def is_name_word(word: str) -> bool:
    """Whether the word alone could be part of a person's name."""
    if word in SURNAMES or word in GIVEN_NAMES or word in FAMILY_FIRST:
        return word not in NEVER_NAMES
    if word in NEVER_NAMES or word.lower().replace("’", "'") in COMMON_WORDS:
        return False
    if (
        not (word[0].isupper() or has_article(word))
        or not word.replace("'", "").replace("-", "").replace("’", "").isalpha()
    ):
        return False
    return not word.isupper() and len(word) > 1 and not _is_compound(word) and is_latin(word)


def is_latin(word: str) -> bool:
    """Whether the word is in Latin letters: the rules know no names in others."""
    return word.isascii() or all(letter < "ɐ" or "Ḁ" <= letter <= "ỿ" for letter in word)


def is_family(word: str) -> bool:
    return word in SURNAMES or (word.startswith(("Mc", "O'")) and len(word) > 4 and word[2].isupper())


def _is_compound(word: str) -> bool:
    """Whether the word is joined or derived ("SandersDemocrats", "Carolina-based", "JPMorgan")."""
    if INNER_CAPITAL.search(word):
        return True
    stem, _, end = word.rpartition("-")
    if end == "ism":
        return True
    # not "Ki-moon"
    return end in COMMON_WORDS and (len(stem) > 4 or len(end) > 4)
