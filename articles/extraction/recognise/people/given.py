"""Given names that are titles or words as well: "Dean Jones", "Dr. Grace Penny"."""

from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    COMMON_WORDS,
    COURTESY,
    GIVEN_NAMES,
    GIVEN_PLACES,
    GIVEN_TITLES,
    LARGER_NAMES,
    LEADING_PARTICLES,
    NEVER_NAMES,
    PERSONAL_TITLES,
    ROLES,
    TITLE_PARTS,
    TITLES,
    WORD_GIVEN_NAMES,
)
from articles.extraction.recognise.people.words import is_family, is_name_word

#: Of the titles that are given names, those that are mostly names in news.
EITHER_TITLES = frozenset({"Don", "Dean"})
#: Words that usually are no given names.
DOUBTFUL_GIVEN = GIVEN_TITLES | WORD_GIVEN_NAMES | (TITLE_PARTS & GIVEN_NAMES) | {"Christian"}


def is_doubtful_given(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a word of DOUBTFUL_GIVEN is a given name here."""
    return is_unlikely_given(text, index, last) or is_word_given(text, index, last)


def is_unlikely_given(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a word that usually is not a given name is one here: "Dean Jones", "Christian Cullen"."""
    word, following = text.words[index], text.words[index + 1] if index + 1 < last else ""
    if word in GIVEN_TITLES:
        if text.word(index - 1) in TITLES and is_family(following):
            return True  # "Chief Executive Dean Nelson"
        alone = index + 2 == last and text.word(index - 1).lower() not in {"the", "a", "former"}
        if word in EITHER_TITLES:  # "Don Siegelman", "Dean Martin"
            return alone and (is_family(following) or is_name_word(following))
        return alone and is_family(following) and following not in GIVEN_NAMES
    if word in TITLE_PARTS and word in GIVEN_NAMES and following in LEADING_PARTICLES:
        return index + 2 < last  # "Marine Le Pen"
    if word != "Christian" or not following or following.lower() in COMMON_WORDS:
        return False
    return is_name_word(following)


def is_word_given(text: TokenizedText, index: int, last: int) -> bool:
    """Whether a word is a given name here: "Faith Knowles", "Dr. Grace Penny"."""
    word, following = text.words[index], text.words[index + 1] if index + 1 < last else ""
    if word not in WORD_GIVEN_NAMES or not following or following in NEVER_NAMES:
        return False
    if text.word(index - 1) in PERSONAL_TITLES:
        return following.isalpha() and not following.isupper()
    if following in TITLES or following in LARGER_NAMES or following.isupper():
        return False
    return following.isalpha() and following.lower() not in COMMON_WORDS


def is_after_title(text: TokenizedText, index: int, start: int) -> bool:
    """Whether a common word is the family name after a title and a given name: "Dr. Grace Penny"."""
    word, before = text.words[index], text.words[start]
    role = text.word(start - 1)
    if text.titlecase or not (role in PERSONAL_TITLES or role in COURTESY or role in ROLES):
        return False
    given = before in GIVEN_PLACES or before in GIVEN_NAMES or before in WORD_GIVEN_NAMES
    return given and word.isalpha() and not word.isupper() and word not in NEVER_NAMES and word not in TITLES
