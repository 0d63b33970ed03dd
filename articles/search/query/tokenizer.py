"""Split a query into tokens. Every character is read a bounded number of times."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.search.partial_dates import HOW_TO_WRITE, parse_partial
from articles.search.query.ast import DATE_FIELDS, FIELDS, Field, Leaf, Term
from articles.search.request import MAX_QUERY, clean_text

MAX_TERMS = 40
MAX_NAMES = 6  # in fields such as person: in one query; each is looked up among all names
SHORTEST_PREFIX = 2  # characters; a single one would match half the vocabulary
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_SPACE = re.compile(r"\s+")
_LEAD = re.compile(r'[^\w"()|\s]*')
_PIPES = re.compile(r"\|\|?")
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):", re.IGNORECASE)
_WORD = re.compile(r'[^\s"()|]+')
#: Only in capitals: "trick or treat" is three words.
OPERATORS: dict[str, Literal["or", "and", "not"]] = {"OR": "or", "AND": "and", "NOT": "not"}

UNCLOSED_QUOTE = _("A quotation mark was not closed; the words after it were searched separately.")
ASTERISK = _("An asterisk works only at the end of a word of at least two letters; another one was ignored.")
TOO_LONG = format_lazy(
    _("The query is too long; only the first {number} characters were used."), number=MAX_QUERY
)
TOO_MANY_NAMES = format_lazy(
    _("Only the first {number} names in fields were looked up; the rest were searched as plain words."),
    number=MAX_NAMES,
)
TOO_MANY = format_lazy(_("Only the first {number} words of the query were used."), number=MAX_TERMS)


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A leaf, a bracket or an operator; ``excluded`` after a dash. ``span`` is its position in the query."""

    kind: Literal["leaf", "open", "close", "or", "and", "not"]
    excluded: bool = False
    leaf: Leaf | None = None
    span: Span = (0, 0)


@dataclass(slots=True)
class Tokens:
    """The tokens of a query, with notes about parts that were interpreted differently.

    spans: the positions in ``text`` that the notes are about. names: the number of names in fields.
    """

    text: str = ""
    tokens: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spans: dict[Span, None] = field(default_factory=dict)
    names: int = 0

    def note(self, said: str | Promise, start: int, end: int) -> None:
        """Add a sentence for the reader, once, and the position that it is about."""
        sentence = str(said)
        if sentence not in self.notes:
            self.notes.append(sentence)
        if start < end:
            self.spans[start, end] = None


def tokenize(q: str) -> Tokens:
    """Split a query of any length and content into at most MAX_TERMS leaves and their operators."""
    found = Tokens(clean_text(q))
    text = found.text.translate(_QUOTES)
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
        terms += token.kind == "leaf"
        if terms > MAX_TERMS:
            found.note(TOO_MANY, start, len(text))
            break
        found.tokens.append(replace(token, span=(start, position)))
    return found


def _read(text: str, position: int, last_quote: int, found: Tokens) -> tuple[Token | None, int]:
    """Return the token at ``position``, None if there is nothing to search for, and its end."""
    begins = position == 0 or text[position - 1].isspace() or text[position - 1] in "(|"
    lead_end = _lead_end(text, position)
    lead = text[position:lead_end]
    excluded = begins and lead.startswith("-") and not lead.startswith("--")
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
    name = _FIELD.match(text, position)
    start = name.end() if name else position
    value, kind_of_value, end = _read_value(text, start, last_quote, found)
    if name and not _clean(value):
        word = name[1].lower()
        sentence = gettext(
            "“%(field)s:” needs a word right after the colon; it was searched as a plain word."
        )
        found.note(sentence % {"field": word}, position, start)
        return Token("leaf", excluded, Term(word)), end
    words = _Value(value, kind_of_value, position, end)
    return _make_token(name[1].lower() if name else "", words, excluded, found), end


def _lead_end(text: str, position: int) -> int:
    lead = _LEAD.match(text, position)
    return lead.end() if lead else position


def _read_value(text: str, start: int, last_quote: int, found: Tokens) -> tuple[str, str, int]:
    """Return the quoted or bare words at ``start``, "phrase" or "word", and their end."""
    if text[start : start + 1] == '"':
        if start < last_quote:
            end = text.index('"', start + 1)
            return text[start + 1 : end], "phrase", end + 1
        found.note(UNCLOSED_QUOTE, start, start + 1)
        start += 1
    word = _WORD.match(text, start)
    return (word[0], "word", word.end()) if word else ("", "word", start)


@dataclass(frozen=True, slots=True)
class _Value:
    """Words as written in the query, "phrase" or "word"; start and end include the field name before them."""

    text: str
    kind: str
    start: int
    end: int


def _make_token(name: str, value: _Value, excluded: bool, found: Tokens) -> Token | None:
    cleaned = _clean(value.text)
    if not cleaned:
        return None
    if value.kind == "word" and cleaned in OPERATORS and not name and not value.text.endswith("*"):
        if not excluded or cleaned == "NOT":
            return Token(OPERATORS[cleaned], excluded)
        value = replace(value, kind="phrase")
    if name in DATE_FIELDS:
        date = parse_partial(cleaned)
        if date is not None:
            return Token("leaf", excluded, Field(name, date.text))
        said = gettext("“{value}” after “{field}:” is not a valid date; {advice}.")
        found.note(said.format(value=cleaned[:40], field=name, advice=HOW_TO_WRITE), value.start, value.end)
        if cleaned in OPERATORS or _FIELD.match(cleaned):
            value = replace(value, kind="phrase")
    elif name and name != "headline":
        found.names += 1
        if found.names <= MAX_NAMES:
            return Token("leaf", excluded, Field(name, cleaned))
        found.note(TOO_MANY_NAMES, value.start, value.end)
        value = replace(value, kind="phrase")
    return Token("leaf", excluded, _term(value, cleaned, name == "headline", found))


def _term(value: _Value, cleaned: str, headline: bool, found: Tokens) -> Term:
    if value.kind == "phrase":
        return Term(cleaned, "phrase", headline)
    is_prefix = value.text.rstrip(".,;:!?").endswith("*")
    if "*" in cleaned or (is_prefix and len(cleaned) < SHORTEST_PREFIX):
        found.note(ASTERISK, value.start, value.end)
        parts = " ".join(filter(None, map(_clean, cleaned.split("*"))))
        return Term(parts, "phrase" if " " in parts else "word", headline)
    return Term(cleaned, "prefix" if is_prefix else "word", headline)


def _clean(value: str) -> str:
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
