"""What PostgreSQL makes of the terms of a query: tsquery text, safe to join and to cast again.

Terms go to PostgreSQL as parameters and quoted, so that nothing in them can be taken for an operator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from articles.search.configuration import CONFIG, plain
from articles.search.syntax import Term

_CACHED = 20_000
# unnest keeps the texts from being constants, so that only the branch meant for each is evaluated.
_COMPILE = """
    SELECT CASE way
        WHEN 'text' THEN phraseto_tsquery(%s::regconfig, body)::text
        WHEN 'stems' THEN to_tsquery(%s::regconfig, body)::text
        ELSE to_tsquery('simple', body)::text
    END
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS term (way, body, place) ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text and the way to compile it: text, stems (quoted, with weights), forms (without stemming)."""

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


def tsqueries(terms: Iterable[Term]) -> dict[Term, str]:
    """The tsquery text of each term, in brackets; "" for one that cannot be searched for (stop words).

    The beginning of a word finds lexemes that begin so, and the word itself by its stem: "government*"
    finds governmental and, the stem being "govern", governments, but not governor.
    """
    pieces = {term: _pieces(term) for term in terms}
    known = _cache.get(piece for each in pieces.values() for piece in each)
    found: dict[Term, str] = {}
    for term, each in pieces.items():
        texts = [known[piece] for piece in each if known[piece]]
        found[term] = f"({' | '.join(texts)})" if texts else ""
    return found


@lru_cache(maxsize=_CACHED)
def _pieces(term: Term) -> tuple[_Piece, ...]:
    weight = "A" if term.headline else ""
    text = plain(term.text)
    quoted = "'{}'".format(text.replace("\\", " ").replace("'", "''"))
    stems = _Piece("stems", f"{quoted}:{weight}") if weight else _Piece("text", text)
    if term.kind == "prefix":
        return _Piece("forms", f"{quoted}:*{weight}"), stems
    return (stems,)


def _compile(pieces: list[_Piece]) -> dict[_Piece, str]:
    ways, bodies = [piece.way for piece in pieces], [piece.body for piece in pieces]
    with connection.cursor() as cursor:
        cursor.execute(_COMPILE, [CONFIG, CONFIG, ways, bodies])
        return {piece: row[0] or "" for piece, row in zip(pieces, cursor.fetchall(), strict=True)}
