"""What PostgreSQL makes of the terms of a query: tsquery text, safe to join and to cast again.

Terms go to PostgreSQL as parameters and quoted, so that nothing in them can be taken for an operator.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from articles.fulltext.languages import DEFAULT
from articles.fulltext.vector import fold, plain
from articles.search.query.ast import Term

_CACHED = 20_000
# unnest keeps the texts from being constants, so that only the branch meant for each is evaluated.
_COMPILE = """
    SELECT CASE way
        WHEN 'text' THEN phraseto_tsquery(config::regconfig, body)::text
        ELSE to_tsquery(config::regconfig, body)::text
    END
    FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS term (config, way, body, place)
    ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text, the configuration that reads it, and the way: text, or quoted (with weights or an asterisk)."""

    config: str
    way: str
    body: str


class LexemeCache:
    """Compiled pieces. They follow from the text alone, so they never grow stale."""

    def __init__(self, size: int) -> None:
        self._known: dict[_Piece, str] = {}
        self._size = size

    def get(self, pieces: Iterable[_Piece]) -> dict[_Piece, str]:
        """The tsquery text of every piece, "" where it holds nothing but stop words and punctuation."""
        wanted = set(pieces)
        missing = [piece for piece in wanted if piece not in self._known]
        fresh = _compile(missing) if missing else {}
        if len(self._known) + len(fresh) > self._size:
            self._known = {}
        known = self._known
        known.update(fresh)
        return {piece: fresh[piece] if piece in fresh else known[piece] for piece in wanted}


_cache = LexemeCache(_CACHED)


def readings(terms: Iterable[Term], configs: Iterable[str]) -> dict[str, Mapping[Term, str]]:
    """By configuration, the tsquery text of each term; "" for one that it cannot search for (stop words).

    The beginning of a word finds lexemes that begin so, and the word itself by its stem: "government*"
    finds governmental and, the stem being "govern", governments, but not governor. A word with accents is
    looked for as it is stemmed with them and without them, as the search column has it.
    """
    pieces = {config: {term: _pieces(term, config) for term in terms} for config in configs}
    known = _cache.get(piece for each in pieces.values() for some in each.values() for piece in some)
    return {
        config: {term: _either(known[piece] for piece in some) for term, some in each.items()}
        for config, each in pieces.items()
    }


def tsqueries(terms: Iterable[Term], config: str = DEFAULT) -> Mapping[Term, str]:
    """The tsquery text of each term as one configuration reads it."""
    return readings(terms, [config])[config]


def _either(texts: Iterable[str]) -> str:
    """tsquery text, in brackets, that finds what one of ``texts`` finds."""
    kept = dict.fromkeys(text for text in texts if text)
    return f"({' | '.join(kept)})" if kept else ""


@lru_cache(maxsize=_CACHED)
def _pieces(term: Term, config: str) -> tuple[_Piece, ...]:
    weight = "A" if term.headline else ""
    text = plain(term.text)
    bare = fold(text.lower())
    spellings = (text,) if bare == text.lower() else (text, bare)
    stems = [
        _Piece(config, "quoted", f"{_quoted(each)}:{weight}") if weight else _Piece(config, "text", each)
        for each in spellings
    ]
    if term.kind == "prefix":
        return _Piece("simple", "quoted", f"{_quoted(bare)}:*{weight}"), *stems
    return tuple(stems)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("\\", " ").replace("'", "''"))


def _compile(pieces: list[_Piece]) -> dict[_Piece, str]:
    columns = [[getattr(piece, name) for piece in pieces] for name in ("config", "way", "body")]
    with connection.cursor() as cursor:
        cursor.execute(_COMPILE, columns)
        return {
            piece: open_at_its_end(fold(row[0] or ""))
            for piece, row in zip(pieces, cursor.fetchall(), strict=True)
        }


_BEGINNING = re.compile(r"'((?:[^'\\]|''|\\.)*)':\*([ABCD]*)")


def open_at_its_end(tsquery: str) -> str:
    """A tsquery in which only the end of what was written is the beginning of a word.

    PostgreSQL parts a word at its punctuation, "a[b*" into a and b, and takes every part for a beginning. One
    of a single letter is none: half of all words would be looked up.
    """
    every = _BEGINNING.findall(tsquery)
    if not every:
        return tsquery
    last = every[-1][0]

    def as_meant(found: re.Match[str]) -> str:
        lexeme, weights = found.groups()
        flags = f"*{weights}" if lexeme.endswith(last) and len(lexeme) > 1 else weights
        return f"'{lexeme}':{flags}" if flags else f"'{lexeme}'"

    return _BEGINNING.sub(as_meant, tsquery)
