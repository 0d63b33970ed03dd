"""Context cues for organisations: "shares of Dell", "an analyst at Dell"."""

from articles.extraction.lexicon.boilerplate import BLANK
from articles.extraction.lexicon.tokens import TokenizedText
from articles.extraction.lexicon.words import (
    COMPANY_ENDS,
    COMPANY_ROLES,
    ORGANISATION_KINDS,
    SIGNS_AFTER,
    SIGNS_AT,
    SIGNS_BY,
    SIGNS_OF,
    SIGNS_POSSESSIVE,
    SIGNS_STUDIES,
    SIGNS_SURVEYS,
)

POSSESSIVE = frozenset({"'s", "’s"})
#: Words after the comma within which a noun may say what the name is.
KIND_WORDS = 6


def has_sign(text: TokenizedText, first: int, last: int) -> bool:
    """Whether the context of the tokens from first to last (exclusive) shows an organisation."""
    return _after(text, last) or _before(text, first)


def _after(text: TokenizedText, last: int) -> bool:
    following = text.word(last)
    if following in SIGNS_AFTER or following in COMPANY_ENDS:
        return following != "Chief" or text.word(last + 1) == "Executive"
    if following in POSSESSIVE:
        return text.word(last + 1) in SIGNS_POSSESSIVE
    if following == "(":  # a code of shares: "(GE.N)", "(NYSE: GE)"
        return text.word(last + 1) == BLANK
    if following in SIGNS_SURVEYS:
        return True
    if following == "said":
        return text.word(last + 1) in {"it", "its"}
    return following == "," and _is_explained(text, last + 1)


def _is_explained(text: TokenizedText, index: int) -> bool:
    """Whether the words after the comma describe an organisation: "a marketing research firm"."""
    if text.word(index) not in {"a", "an", "the"}:
        return False
    for word in text.words[index + 1 : index + 1 + KIND_WORDS]:
        if word in ORGANISATION_KINDS:
            return True
        if not (word[0].isalpha() or word == "-") or word in {"of", "who", "and", "at", "for", "in", "by"}:
            return False
    return False


def _before(text: TokenizedText, first: int) -> bool:
    joining = text.word(first - 1)
    if joining == "the":
        first -= 1
        joining = text.word(first - 1)
    before = text.word(first - 2).lower()
    if joining == "of":
        return before in SIGNS_OF
    if joining in {"at", "from", "in"} and text.word(first - 2) in SIGNS_STUDIES:
        return True
    if joining in {"at", "with", "for"}:
        return before in SIGNS_AT
    if joining == "by":
        return before in SIGNS_BY
    return joining == "in" and before == "shares"


def is_called(text: TokenizedText, first: int) -> bool:
    """Whether the word before describes a company: "carmaker Ford"."""
    return text.word(first - 1) in COMPANY_ROLES
