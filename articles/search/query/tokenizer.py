"""Split a query into tokens. Every character is read a bounded number of times."""

import re
from dataclasses import replace
from typing import Literal

from articles.search.query.ast import DATE_FIELDS, FIELDS, OTHER_NAMES, Term, terms_of
from articles.search.query.leaves import Value, clean, dates_in, leaf_of, operator_in
from articles.search.query.tokens import (
    LONE_SIGN,
    MAX_TERMS,
    NO_VALUE,
    TOO_LONG,
    TOO_MANY,
    UNCLOSED_QUOTE,
    UNKNOWN_FIELD,
    Token,
    Tokens,
)
from articles.search.request import MAX_QUERY, clean_text

_QUOTES = dict.fromkeys("“”„‟«»‹›″〝〞「」『』＂", '"')
_SIGNS = str.maketrans(_QUOTES | dict(zip("（）｜：", "()|:", strict=True)))
# Single quotation marks around words, which an apostrophe within or after a word is not.
_SINGLE_QUOTES = re.compile(r"(?<!\w)[‘‚‛]([^‘‚‛]*?)[’‘](?!\w)")
_SPACE = re.compile(r"\s+")
_LEAD = re.compile(r'[^\w"()|\s]*')
_AND = re.compile(r"&&?(?!\S)")
_PIPES = re.compile(r"\|\|?")
_FIELD = re.compile(r"([^\W\d_]{2,20}):(?=[^\s/])")
_KNOWN_FIELD = re.compile(rf"({'|'.join([*FIELDS, *OTHER_NAMES])}):", re.IGNORECASE)
_WORD = re.compile(r'[^\s"()|]+')
_WITHIN = re.compile(r"~([0-9]{0,9})")


def tokenize(q: str) -> Tokens:
    """Split a query of any length and content into at most MAX_TERMS terms and fields."""
    found = Tokens(clean_text(q))
    text = _SINGLE_QUOTES.sub(r'"\1"', found.text.translate(_SIGNS))
    if len(q) > MAX_QUERY and len(q.strip()) > MAX_QUERY:
        found.note(TOO_LONG, len(text), len(text))
    last_quote = text.rfind('"')
    position = terms = 0
    while position < len(text):
        if space := _SPACE.match(text, position):
            position = space.end()
            continue
        start = position
        token, position = _read(text, start, last_quote, found)
        if token is None:
            continue
        terms += max(1, len(terms_of(token.leaf))) if token.leaf else 0
        if terms > MAX_TERMS:
            found.note(TOO_MANY, start, len(text))
            break
        found.tokens.append(replace(token, span=(start, position)))
    if not found.tokens:  # The whole query is ignored, so its parts need no notes.
        found.notes = [note for note in found.notes if note == TOO_LONG]
        found.spans.clear()
    return found


def _read(text: str, position: int, last_quote: int, found: Tokens) -> tuple[Token | None, int]:
    """Return the token at ``position``, None if there is nothing to search for, and its end."""
    begins = position == 0 or text[position - 1].isspace() or text[position - 1] in "(|"
    if begins and (ampersand := _AND.match(text, position)):
        return Token("and"), ampersand.end()
    lead_end = _lead_end(text, position)
    lead = text[position:lead_end]
    excluded = begins and lead.startswith("-") and not lead.startswith("--")
    char = text[lead_end : lead_end + 1]
    if begins and lead.isascii() and (not char or char.isspace()):
        found.note(LONE_SIGN, position, lead_end)
    position = lead_end
    if position == last_quote:
        found.note(UNCLOSED_QUOTE, position, position + 1)
        position = _lead_end(text, position + 1)
        char = text[position : position + 1]
    if char in ("(", ")"):
        kind: Literal["open", "close"] = "open" if char == "(" else "close"
        return Token(kind, excluded and kind == "open"), position + 1
    if pipes := _PIPES.match(text, position):
        return Token("or"), pipes.end()
    if not char or char.isspace():
        return None, position
    return _read_leaf(text, position, last_quote, excluded, found)


def _lead_end(text: str, position: int) -> int:
    lead = _LEAD.match(text, position)
    return lead.end() if lead else position


def _read_leaf(
    text: str, position: int, last_quote: int, excluded: bool, found: Tokens
) -> tuple[Token | None, int]:
    """Return the term, field or operator in words at ``position``, and its end."""
    field = _KNOWN_FIELD.match(text, position) or _FIELD.match(text, position)
    if field is None:
        value = _read_value(text, position, position, last_quote, found)
        return _token("", value, excluded, found), value.end
    written = field[1].lower()
    name = OTHER_NAMES.get(written, written)
    if name in DATE_FIELDS and (dates := dates_in(name, text, field.end())):
        return Token("leaf", excluded, dates[0]), dates[1]
    value = _read_value(text, position, field.end(), last_quote, found)
    if name not in FIELDS:
        if clean(value.text):
            found.note(UNKNOWN_FIELD.format(field=written), position, field.end())
            return _token("", value, excluded, found), value.end
        value = _read_value(text, position, position, last_quote, found)
        return _token("", value, excluded, found), value.end
    if not clean(value.text):
        found.note(NO_VALUE.format(field=written), position, field.end())
        return Token("leaf", excluded, Term(written)), value.end
    return _token(name, value, excluded, found), value.end


def _read_value(text: str, begin: int, start: int, last_quote: int, found: Tokens) -> Value:
    """Return the quoted or bare words at ``start``; what they belong to begins at ``begin``."""
    if text[start : start + 1] == '"':
        if start < last_quote:
            end = text.index('"', start + 1)
            within = _WITHIN.match(text, end + 1)
            after = within.end() if within else end + 1
            return Value(text[start + 1 : end], "phrase", begin, after, within[1] if within else None)
        found.note(UNCLOSED_QUOTE, start, start + 1)
        start += 1
    word = _WORD.match(text, start)
    return Value(word[0] if word else "", "word", begin, word.end() if word else start)


def _token(name: str, value: Value, excluded: bool, found: Tokens) -> Token | None:
    """Return the operator or leaf that the words are, None if they have no letter or digit."""
    cleaned = clean(value.text)
    if not cleaned:
        return None
    operator = operator_in(cleaned) if value.kind == "word" and not name else None
    if operator and not value.text.endswith("*"):
        if not excluded or operator.kind == "not":
            return replace(operator, excluded=excluded)
        value = replace(value, kind="phrase")
    return Token("leaf", excluded, leaf_of(name, value, cleaned, found))
