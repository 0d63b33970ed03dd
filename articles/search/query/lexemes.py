"""Compile search terms to tsquery text that is safe to join and to cast.

Terms are passed to PostgreSQL as quoted parameters, so that nothing in them is parsed as an operator.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from articles.fulltext.languages import DEFAULT
from articles.fulltext.plain import is_beginning, is_paired, spellings
from articles.fulltext.vector import fold
from articles.search.query.ast import Term

_CACHED = 20_000
# unnest keeps the texts from being constants, so that only the branch chosen for each is evaluated.
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
    """A text to compile, its configuration, and how: "text", or "quoted" (with weights or a prefix)."""

    config: str
    way: str
    body: str


class LexemeCache:
    """Cache of compiled pieces. They depend only on the text, so they never become stale."""

    def __init__(self, size: int) -> None:
        self._known: dict[_Piece, str] = {}
        self._size = size

    def get(self, pieces: Iterable[_Piece]) -> dict[_Piece, str]:
        """Return the tsquery text of every piece, "" if it has only stop words and punctuation."""
        wanted = set(pieces)
        missing = [piece for piece in wanted if piece not in self._known]
        fresh = _compile(missing) if missing else {}
        if len(self._known) + len(fresh) > self._size:
            self._known = {}
        known = self._known
        known.update(fresh)
        return {piece: fresh[piece] if piece in fresh else known[piece] for piece in wanted}


_cache = LexemeCache(_CACHED)


def tsqueries_by_config(terms: Iterable[Term], configs: Iterable[str]) -> dict[str, Mapping[Term, str]]:
    """Return by configuration the tsquery text of each term, "" for stop words.

    A prefix matches lexemes that start with it, and the word itself by its stem: "government*" finds
    governmental and, since its stem is "govern", governments, but not governor. A word with accents is looked
    up by its stems with and without them, as in the search column.
    """
    pieces = {config: {term: _pieces(term, config) for term in terms} for config in configs}
    known = _cache.get(piece for each in pieces.values() for some in each.values() for piece in some)
    return {
        config: {term: _either(known[piece] for piece in some) for term, some in each.items()}
        for config, each in pieces.items()
    }


def tsqueries(terms: Iterable[Term], config: str = DEFAULT) -> Mapping[Term, str]:
    """Return the tsquery text of each term in one configuration."""
    return tsqueries_by_config(terms, [config])[config]


def _either(texts: Iterable[str]) -> str:
    """Join tsquery texts by OR, in brackets; return "" if all are empty."""
    kept = dict.fromkeys(text for text in texts if text)
    return f"({' | '.join(kept)})" if kept else ""


@lru_cache(maxsize=_CACHED)
def _pieces(term: Term, config: str) -> tuple[_Piece, ...]:
    weight = "A" if term.headline else ""
    prefixes: list[_Piece] = []
    if term.kind == "prefix":  # in lower case, since "US" is a word of its own
        found = (fold(text) for text in spellings(term.text.lower()))
        prefixes = [_Piece("simple", "quoted", f"{_quoted(text)}:*{weight}") for text in found]
    stems = [_stem(text, config, weight) for each in spellings(term.text) for text in _with_bare(each)]
    return (*prefixes, *stems)


def _with_bare(text: str) -> tuple[str, ...]:
    bare = fold(text.lower())
    return (text,) if bare == text.lower() else (text, bare)


def _stem(text: str, config: str, weight: str) -> _Piece:
    if is_beginning(text):
        return _Piece(config, "quoted", f"{_quoted(text)}:*{weight}")
    return _Piece(config, "quoted", f"{_quoted(text)}:{weight}") if weight else _Piece(config, "text", text)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("\\", " ").replace("'", "''"))


def _compile(pieces: list[_Piece]) -> dict[_Piece, str]:
    columns = [[getattr(piece, name) for piece in pieces] for name in ("config", "way", "body")]
    with connection.cursor() as cursor:
        cursor.execute(_COMPILE, columns)
        return {
            piece: keep_last_prefix(fold(row[0] or ""))
            for piece, row in zip(pieces, cursor.fetchall(), strict=True)
        }


_BEGINNING = re.compile(r"'((?:[^'\\]|''|\\.)*)':\*([ABCD]*)")


def keep_last_prefix(tsquery: str) -> str:
    """Keep the prefix flag only on the last lexeme as written.

    PostgreSQL splits "a[b*" at its punctuation into a and b, and makes both prefixes. A single letter is
    never kept as a prefix: it would match half of all words. A single Chinese character is.
    """
    prefixes = _BEGINNING.findall(tsquery)
    if not prefixes:
        return tsquery
    last = prefixes[-1][0]

    def with_flags(found: re.Match[str]) -> str:
        lexeme, weights = found.groups()
        flags = f"*{weights}" if lexeme.endswith(last) and (len(lexeme) > 1 or is_paired(lexeme)) else weights
        return f"'{lexeme}':{flags}" if flags else f"'{lexeme}'"

    return _BEGINNING.sub(with_flags, tsquery)
