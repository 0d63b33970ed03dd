"""Make the leaves of a query: words, phrases, words near each other, fields and dates."""

import re
import unicodedata
from dataclasses import dataclass, replace

from articles.search.date_reader import LONGEST, NotADateError, read_dates
from articles.search.query.ast import (
    DATE_FIELDS,
    MOST_NEAR,
    NEAR,
    OPERATORS,
    Field,
    Leaf,
    Proximity,
    Term,
    Text,
)
from articles.search.query.tokens import (
    ASTERISK,
    MAX_NAMES,
    MOST_TOGETHER,
    TOO_FAR,
    TOO_MANY_NAMES,
    TOO_MANY_NEAR,
    Token,
    Tokens,
)

SHORTEST_PREFIX = 2  # characters; a single one would match half the vocabulary
MOST_WORDS_IN_DATE = 7  # "17 March 2014 to 20 May 2015"
_OPERATOR = re.compile(r"(OR|AND|NOT|NEAR)(?:(?<=NEAR)/([0-9]{1,9}))?")
_WRITTEN_LIKE_FIELD = re.compile(r"[^\W\d_]{2,20}:")
_SEPARATE = str.maketrans("()|:", "    ")
# A date without quotation marks ends with a year, so that the next words are not taken for a part of it.
_DATE = re.compile(rf'[^\s"()|]+(?:\s+[^\s"()|]+){{0,{MOST_WORDS_IN_DATE - 1}}}')
_YEAR_ENDS = re.compile(r"[0-9]{4}(?!\S)")


@dataclass(frozen=True, slots=True)
class Value:
    """Words as written in the query, "phrase" or "word"; start and end include the field name before them.

    within: the digits after "~", None without it.
    """

    text: str
    kind: str
    start: int
    end: int
    within: str | None = None


def operator_in(word: str) -> Token | None:
    """Return the operator that a word in capitals is."""
    match = _OPERATOR.fullmatch(word)
    if match is None:
        return None
    return Token(OPERATORS[match[1]], within=int(match[2] or NEAR) or 1)


def dates_in(name: str, text: str, start: int) -> tuple[Field, int] | None:
    """Return a date of several words without quotation marks, and its end: "after:17 March 2014"."""
    words = _DATE.match(text, start, start + LONGEST)
    ends = [match.end() for match in _YEAR_ENDS.finditer(text, start, words.end())] if words else []
    for end in reversed(ends):
        if any(char.isspace() for char in text[start:end]) and (found := _dates(name, text[start:end])):
            return found, end
    return None


def _dates(name: str, text: str) -> Field | None:
    try:
        return _date_field(name, text)
    except NotADateError:
        return None


def _date_field(name: str, text: str) -> Field:
    """Return a field that is written the usual way. "after:2013-2015" means both ends."""
    dates = read_dates(text)
    return Field(name if dates.first == dates.last else "date", dates.text)


def leaf_of(name: str, value: Value, cleaned: str, found: Tokens) -> Leaf:
    """Return the leaf for a value with letters or digits. What it cannot be is said in a note."""
    if name in DATE_FIELDS:
        try:
            return _date_field(name, cleaned)
        except NotADateError as error:
            found.note(str(error), value.start, value.end)
        if operator_in(cleaned) or _WRITTEN_LIKE_FIELD.match(cleaned):
            value = replace(value, kind="phrase")
    elif name and name != "headline":
        found.names += 1
        if found.names <= MAX_NAMES:
            return Field(name, cleaned)
        found.note(TOO_MANY_NAMES, value.start, value.end)
        value = replace(value, kind="phrase")
    return text_leaf(value, cleaned, name == "headline", found)


def text_leaf(value: Value, cleaned: str, headline: bool, found: Tokens) -> Text:
    """Return the leaf for words: one word, the beginning of one, a phrase, or words near each other."""
    if value.kind == "word":
        return _word(value.text, headline, value, found)
    if value.within is None and "*" not in value.text:
        return Term(cleaned, "phrase", headline)
    within = min(int(value.within or NEAR), MOST_NEAR) if value.within is not None else 0
    if value.within and int(value.within) > MOST_NEAR:
        found.note(TOO_FAR, value.start, value.end)
    words = [word for word in value.text.translate(_SEPARATE).split() if clean(word)]
    terms = [_word(word, headline, value, found) for word in words]
    if within:
        terms = list(dict.fromkeys(map(_as_searched, terms)))
        if len(terms) > MOST_TOGETHER:
            found.note(TOO_MANY_NEAR, value.start, value.end)
        terms = terms[:MOST_TOGETHER]
        return Proximity(tuple(terms), within) if len(terms) > 1 else terms[0]
    if all(term.kind != "prefix" for term in terms):
        return Term(clean(" ".join(term.text for term in terms)), "phrase", headline)
    terms = [
        replace(term, kind=term.kind if term.kind == "prefix" else "word", text=part)
        for term in terms
        for part in term.text.split()
    ]
    return Proximity(tuple(terms), within) if len(terms) > 1 else terms[0]


def _as_searched(term: Term) -> Term:
    """Return a term that can stand beside NEAR: what would be an operator there is put in quotation marks."""
    return replace(term, kind="phrase") if term.kind == "word" and operator_in(term.text) else term


def _word(text: str, headline: bool, value: Value, found: Tokens) -> Term:
    cleaned = clean(text)
    is_prefix = text.rstrip(".,;:!?").endswith("*")
    if "*" in cleaned or (is_prefix and len(cleaned) < SHORTEST_PREFIX):
        found.note(ASTERISK, value.start, value.end)
        parts = " ".join(filter(None, map(clean, cleaned.split("*"))))
        return Term(parts, "phrase" if " " in parts else "word", headline)
    return Term(cleaned, "prefix" if is_prefix else "word", headline)


def clean(value: str) -> str:
    """Strip punctuation around the words and collapse whitespace; return "" if no letter or digit is left."""
    text = " ".join(value.split())
    start, end = 0, len(text)
    # A combining accent without a letter before it cannot begin a word.
    while start < end and (_is_mark(text[start]) or unicodedata.category(text[start])[0] == "M"):
        start += 1
    while end > start and _is_mark(text[end - 1]):
        end -= 1
    if " " not in text and "." in text[start:end] and text[end : end + 1] == ".":  # U.S.
        end += 1
    return text[start:end] if any(char.isalnum() for char in text[start:end]) else ""


def _is_mark(char: str) -> bool:
    """Return whether the character is punctuation, a symbol or a joiner, which cannot begin or end a word."""
    return char.isspace() or unicodedata.category(char)[0] in "PSC"
