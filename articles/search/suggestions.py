"""What a reader may have meant whose query finds little: the archive's own words, and never nothing."""

import re
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice, product

from django.db import transaction

from articles.models import Article
from articles.search.costs import SearchTooCostly, limited
from articles.search.filters import Selection
from articles.search.lexemes import tsqueries
from articles.search.marks import WORD, words_of
from articles.search.parser import parse
from articles.search.query import Matches
from articles.search.request import SearchRequest
from articles.search.results import Suggestion
from articles.search.syntax import DATE_FIELDS, Field, Term, leaves
from articles.search.vocabulary import LONGEST, SHORTEST, vocabulary

FEW = 10  # articles: a query that finds more is not doubted, nor a word that more of them have
HARDLY_ANY = 1  # article: then words that are good by themselves are doubted as well
BETTER = 20  # times as many articles must be found, where the query finds any
MOST_LOOKED_AT = 8  # words of a query
MOST_WRONG = 3
LONGEST_QUERY = 12  # words and fields; one with more is no sentence that somebody misspelt
CHOICES = 3  # for one word
ATTEMPTS = 6  # queries that are tried
MILLISECONDS = 300  # for each statement
SECONDS = 0.5  # after which no other query is tried


def suggest(request: SearchRequest, count: int) -> Suggestion | None:
    """A query that finds articles, spelt nearly as the one of ``request``, which finds ``count``.

    Every suggestion has been searched for among the published articles, so that it gives away no name that
    only others hold. Takes a bounded time, and gives up where the database has none.
    """
    if (
        count > FEW
        or not request.q
        or request.page > 1
        or len(list(leaves(parse(request.q).tree))) > LONGEST_QUERY
    ):
        return None
    vocabulary.ready()
    try:
        with transaction.atomic(), limited(MILLISECONDS):
            until = time.monotonic() + SECONDS
            return _first(request, count, until) or (
                _best(request, count, until) if count <= HARDLY_ANY else None
            )
    except SearchTooCostly:
        pass
    return None


def _first(request: SearchRequest, count: int, until: float) -> Suggestion | None:
    """The likeliest query with all the words put right that hardly any article has."""
    words = list(islice(dict.fromkeys(_words(request.q)), MOST_LOOKED_AT))
    known = tsqueries([Term(word) for word, in_field in words if not in_field])
    # A name in a field is always doubted: a word of the texts it may well be.
    wrong = [
        word for word, in_field in words if in_field or (known[Term(word)] and _is_rare(known[Term(word)]))
    ]
    tried = _tried(request, _with(request.q, _choices(wrong[:MOST_WRONG])), until)
    return next((each for each in tried if each.count > count * BETTER), None)


def _best(request: SearchRequest, count: int, until: float) -> Suggestion | None:
    """Of the queries with one word changed the one that finds most: each word may be good, only not beside
    the others."""
    words = dict.fromkeys(word for word, _ in islice(_words(request.q), MOST_LOOKED_AT))
    changed = (q for word in words for q in _with(request.q, _choices([word])))
    tried = (each for each in _tried(request, changed, until) if each.count > count * BETTER)
    return max(tried, key=lambda each: each.count, default=None)


def _tried(request: SearchRequest, queries: Iterator[str], until: float) -> Iterator[Suggestion]:
    for q in islice(queries, ATTEMPTS):
        if time.monotonic() > until:
            return
        other = request.changed(q=q, sort="")
        found = Selection(other).articles().order_by().count()
        if found:
            yield Suggestion(q, found, other.query_string())


def _choices(words: list[str]) -> dict[str, list[str]]:
    return {word: near for word in words if (near := vocabulary.near(word, CHOICES))}


def _is_rare(tsquery: str) -> bool:
    return Article.objects.published().filter(Matches(tsquery)).order_by()[: FEW + 1].count() <= FEW


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
