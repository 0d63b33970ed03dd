"""Suggest a corrected query if a search finds little, using the archive's own words."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from django.db import connection, transaction

from articles.search.counting.interface import Counting
from articles.search.page.highlighting import WORD, words_of
from articles.search.query.ast import DATE_FIELDS, TEXT_FIELDS, Field, Term, leaves, terms_of
from articles.search.query.lexemes import tsqueries
from articles.search.query.parser import parse
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import Suggestion
from articles.search.spelling.vocabulary import LONGEST, SHORTEST, vocabulary
from articles.search.timeouts import SearchTooCostly, by_index, limited

FEW = 25  # articles; a query or word with more matches is not corrected
HARDLY_ANY = 1  # article; with no more matches, words that are frequent by themselves are corrected too
BETTER = 20  # times as many articles a suggestion must find, if the query finds any
MOST_CHECKED = 8  # words of a query
MOST_WRONG = 3
LONGEST_QUERY = 12  # words and fields; longer queries get no suggestion
CHOICES = 3  # for one word
ATTEMPTS = 6  # corrected queries to try
MILLISECONDS = 1_000  # for each statement
SECONDS = 0.5  # after which no more queries are tried
_SAMPLE = 2_000  # articles to fetch from the index for a frequent word


def suggest(
    request: SearchRequest, count: int, using: Counting, archive: int | None = None
) -> Suggestion | None:
    """Suggest a similarly spelt query that finds articles, for one that finds ``count``.

    Every suggestion has been searched among the published articles (with ``using``), so that it reveals no
    name that only others contain. The time is bounded: if the database is too slow, there is no suggestion.
    ``archive``: the number of all articles, if it is known.
    """
    if (
        count > FEW
        or not request.q
        or (archive is not None and archive <= count * BETTER)  # no other query can find enough
        or request.page > 1
        or len(list(leaves(parse(request.q).tree))) > LONGEST_QUERY
    ):
        return None
    vocabulary.refresh()
    attempts = _Attempts(request, count, using)
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            return _first(attempts) or (_best(attempts) if count <= HARDLY_ANY else None)
    except SearchTooCostly:
        return None


class _Attempts:
    """Tries other queries for a request, until the time is up."""

    def __init__(self, request: SearchRequest, count: int, using: Counting) -> None:
        self.q = request.q
        self._request = request
        self._count = count
        self._using = using
        self._until = time.monotonic() + SECONDS

    @property
    def is_one_word(self) -> bool:
        """Whether nothing but one word was asked for: it is in as few articles as were found."""
        return self.q.isalpha() and self._request.is_only_words

    def better(self, queries: Iterator[str]) -> Iterator[Suggestion]:
        """Yield those of the first few queries that find many more articles than the reader's own."""
        for q in islice(queries, ATTEMPTS):
            if time.monotonic() > self._until:
                return
            other = self._request.changed(q=q, sort="")
            found = self._using.total(Selection(other))
            if found > self._count * BETTER:
                yield Suggestion(q, found, other.query_string())


def _first(attempts: _Attempts) -> Suggestion | None:
    """Return the likeliest query with all rare words corrected."""
    words = list(islice(dict.fromkeys(_words(attempts.q)), MOST_CHECKED))
    known = tsqueries([Term(word) for word, in_field in words if not in_field])
    asked = [text for text in known.values() if text]
    rare = set(asked) if attempts.is_one_word else _rare(asked)
    # A name in a field is always checked: it may well be a word of the texts.
    wrong = [word for word, in_field in words if in_field or known[Term(word)] in rare]
    return next(attempts.better(_with(attempts.q, _choices(wrong[:MOST_WRONG]))), None)


def _best(attempts: _Attempts) -> Suggestion | None:
    """Return the query with one word changed that finds the most: only the combination may be wrong."""
    words = dict.fromkeys(word for word, _ in islice(_words(attempts.q), MOST_CHECKED))
    changed = (q for word in words for q in _with(attempts.q, _choices([word])))
    return max(attempts.better(changed), key=lambda each: each.count, default=None)


def _choices(words: list[str]) -> dict[str, list[str]]:
    return {word: near for word in words if (near := vocabulary.near(word, CHOICES))}


def _rare(tsqueries: Sequence[str]) -> set[str]:
    """Return the tsqueries that match at most FEW published articles."""
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
    """Yield the non-excluded words of a query, and whether they are in the value of a field."""
    for leaf, excluded in leaves(parse(q).tree):
        in_field = isinstance(leaf, Field)
        if excluded or (isinstance(leaf, Field) and leaf.name in (*DATE_FIELDS, *TEXT_FIELDS)):
            continue
        texts = [term.text for term in terms_of(leaf) if term.kind != "prefix"]
        for word in words_of(leaf.value if isinstance(leaf, Field) else " ".join(texts)):
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
    """Return the corrected word, with capitals as the reader wrote them."""
    written = match.group()
    word = chosen.get(written.lower())
    if word is None:
        return written
    if written.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if written[:1].isupper() else word
