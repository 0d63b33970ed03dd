"""What a reader may have meant whose query finds little: the archive's own words, and never nothing."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from django.db import connection, transaction

from articles.search.counting.interface import Counting
from articles.search.page.highlighting import WORD, words_of
from articles.search.query.ast import DATE_FIELDS, Field, Term, leaves
from articles.search.query.lexemes import tsqueries
from articles.search.query.parser import parse
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import Suggestion
from articles.search.spelling.vocabulary import LONGEST, SHORTEST, vocabulary
from articles.search.timeouts import SearchTooCostly, by_index, limited

FEW = 10  # articles: a query that finds more is not doubted, nor a word that more of them have
HARDLY_ANY = 1  # article: then words that are good by themselves are doubted as well
BETTER = 20  # times as many articles must be found, where the query finds any
MOST_LOOKED_AT = 8  # words of a query
MOST_WRONG = 3
LONGEST_QUERY = 12  # words and fields; one with more is no sentence that somebody misspelt
CHOICES = 3  # for one word
ATTEMPTS = 6  # queries that are tried
MILLISECONDS = 1_000  # for each statement
SECONDS = 0.5  # after which no other query is tried
_SAMPLE = 2_000  # articles with a frequent word that are looked at, of those that the index knows


def suggest(request: SearchRequest, count: int, using: Counting) -> Suggestion | None:
    """A query that finds articles, spelt nearly as the one of ``request``, which finds ``count``.

    Every suggestion has been searched for among the published articles (``using`` counts them), so that it
    gives away no name that only others hold. Takes a bounded time, and gives up where the database has none.
    """
    if (
        count > FEW
        or not request.q
        or request.page > 1
        or len(list(leaves(parse(request.q).tree))) > LONGEST_QUERY
    ):
        return None
    vocabulary.ready()
    attempts = _Attempts(request, count, using)
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            return _first(attempts) or (_best(attempts) if count <= HARDLY_ANY else None)
    except SearchTooCostly:
        return None


class _Attempts:
    """Tries queries instead of the one of a request, as long as there is time."""

    def __init__(self, request: SearchRequest, count: int, using: Counting) -> None:
        self.q = request.q
        self._request = request
        self._count = count
        self._using = using
        self._until = time.monotonic() + SECONDS

    def better(self, queries: Iterator[str]) -> Iterator[Suggestion]:
        """Of the first few queries those that find many more articles than the reader's own."""
        for q in islice(queries, ATTEMPTS):
            if time.monotonic() > self._until:
                return
            other = self._request.changed(q=q, sort="")
            found = self._using.total(Selection(other))
            if found > self._count * BETTER:
                yield Suggestion(q, found, other.query_string())


def _first(attempts: _Attempts) -> Suggestion | None:
    """The likeliest query with all the words put right that hardly any article has."""
    words = list(islice(dict.fromkeys(_words(attempts.q)), MOST_LOOKED_AT))
    known = tsqueries([Term(word) for word, in_field in words if not in_field])
    rare = _rare([text for text in known.values() if text])
    # A name in a field is always doubted: a word of the texts it may well be.
    wrong = [word for word, in_field in words if in_field or known[Term(word)] in rare]
    return next(attempts.better(_with(attempts.q, _choices(wrong[:MOST_WRONG]))), None)


def _best(attempts: _Attempts) -> Suggestion | None:
    """Of the queries with one word changed the one that finds most: each word may be good, only not beside
    the others."""
    words = dict.fromkeys(word for word, _ in islice(_words(attempts.q), MOST_LOOKED_AT))
    changed = (q for word in words for q in _with(attempts.q, _choices([word])))
    return max(attempts.better(changed), key=lambda each: each.count, default=None)


def _choices(words: list[str]) -> dict[str, list[str]]:
    return {word: near for word in words if (near := vocabulary.near(word, CHOICES))}


def _rare(tsqueries: Sequence[str]) -> set[str]:
    """Those tsqueries that match FEW published articles at most."""
    if not tsqueries:
        return set()
    with by_index(sample=_SAMPLE), connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([_SOME] * len(tsqueries))}", list(tsqueries))
        counts = cursor.fetchone() or ()
    return {text for text, count in zip(tsqueries, counts, strict=True) if count <= FEW}


_SOME = f"""
    (SELECT count(*) FROM (SELECT FROM articles_article WHERE search @@ %s::tsquery AND status = 'published'
        LIMIT {FEW + 1}) found)
"""  # noqa: S608  (made of constants)


def _words(q: str) -> Iterator[tuple[str, bool]]:
    """The words that must be in an article, and whether they stand in a field's value."""
    for leaf, excluded in leaves(parse(q).tree):
        in_field = isinstance(leaf, Field)
        if excluded or (leaf.name in DATE_FIELDS if isinstance(leaf, Field) else leaf.kind == "prefix"):
            continue
        for word in words_of(leaf.value if isinstance(leaf, Field) else leaf.text):
            if SHORTEST < len(word) <= LONGEST and word.isalpha():
                yield word.lower(), in_field


def _with(q: str, choices: dict[str, list[str]]) -> Iterator[str]:
    if not choices:
        return
    ranks = product(*[range(len(near)) for near in choices.values()])
    for rank in sorted(ranks, key=sum):
        chosen = {word: choices[word][at] for word, at in zip(choices, rank, strict=True)}
        yield WORD.sub(partial(_as_written, chosen), q)


def _as_written(chosen: dict[str, str], match: re.Match[str]) -> str:
    """The word put right, in capitals where the reader wrote capitals."""
    written = match.group()
    word = chosen.get(written.lower())
    if word is None:
        return written
    if written.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if written[:1].isupper() else word
