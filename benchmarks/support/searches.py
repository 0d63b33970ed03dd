"""The searches to time, with words chosen by frequency and various filters."""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from articles.fulltext.stopwords import STOP_WORDS
from articles.models import Article, Entity, Source
from articles.search.engine import run
from articles.search.request import SearchRequest
from articles.search.timeouts import by_index

# Ranges of the share of articles that contain a word. Of a million articles, 2 % are 20,000.
RARE, SOME, BROAD = (0.0001, 0.001), (0.005, 0.02), (0.13, 0.17)
_SAMPLE = 10_000  # articles from which the frequencies are estimated
_WORD = re.compile(r"[a-z]{4,12}")


@dataclass(frozen=True, slots=True)
class Search:
    """A search in the archive, and its equivalent in other engines (see benchmarks/support/peers.py)."""

    request: SearchRequest
    kind: str = "none"
    words: tuple[str, ...] = ()

    def peer(self, ids: dict[tuple[str, str], int]) -> dict[str, Any] | None:
        """Return the request for a peer, or None without an equivalent: later pages, fields in the query."""
        request = self.request
        if request.page > 1 or self.kind == "field":
            return None
        found: dict[str, Any] = {"kind": self.kind, "words": self.words, "sort": request.effective_sort}
        for name in ("country", "person", "source"):
            for value in request.selected(name):
                found[name] = ids[name, value]
        after, before = request.dates
        if after and before:
            found["days"] = [int(after.first.strftime("%Y%m%d")), int(before.last.strftime("%Y%m%d"))]
        return found | {"limit": request.per_page}


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """Searches of one kind, timed together. target: milliseconds for the median, or None."""

    name: str
    target: float | None
    searches: tuple[Search, ...]


def frequencies() -> dict[str, float]:
    """Estimate the share of articles that contain each word, for words that equal their stems."""
    articles = Article.objects.count()
    percent = min(100.0, 100 * _SAMPLE / max(1, articles))
    sample = f"SELECT search FROM articles_article TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat(%s) WHERE word ~ '^[a-z]{4,12}$'"
            " AND to_tsquery('english', word)::text = quote_literal(word)",
            [sample],
        )
        rows = cursor.fetchall()
    sampled = articles * percent / 100
    return {word: number / sampled for word, number in rows}


def choose(words: dict[str, float], share: tuple[float, float], count: int, seed: int) -> list[str]:
    """Choose ``count`` words within a range of shares. Raises SystemExit if the archive has fewer."""
    found = sorted(word for word, each in words.items() if share[0] <= each <= share[1])
    if len(found) < count:
        raise SystemExit(f"Only {len(found)} words are in {share[0]:.2%} to {share[1]:.2%} of the articles.")
    return random.Random(seed).sample(found, count)


def phrases(count: int) -> list[tuple[str, str]]:
    """Return pairs of adjacent words from articles."""
    found: dict[tuple[str, str], None] = {}
    for body in Article.objects.published().order_by("pk").values_list("body", flat=True)[: 20 * count]:
        pairs = [pair for pair in pairwise(body.split()) if all(map(_WORD.fullmatch, pair))]
        chosen = [pair for pair in pairs if not set(pair) & STOP_WORDS]
        found |= dict.fromkeys(chosen[:1])
    return list(found)[:count]


def groups(count: int, seed: int = 1) -> list[SearchGroup]:
    """Return the searches to time, in order: ``count`` of each kind, with different words in each kind."""
    known = frequencies()
    rare, some, broad = (choose(known, share, each, seed) for share, each in (
        (RARE, count), (SOME, 4 * count), (BROAD, 2 * count)
    ))  # fmt: skip
    top = {name: [each.value for each in facet.values] for name, facet in run(SearchRequest()).facets.items()}
    country, person, source = (_cycle(top[name], count) for name in ("country", "person", "source"))
    first = [_word(word) for word in broad[:count]]

    def narrowed(name: str, values: Sequence[Any], searches: Sequence[Search] = first) -> SearchGroup:
        changed = [_with(each, **value) for each, value in zip(searches, values, strict=True)]
        what = "broad" if searches is first else "no keyword"
        return SearchGroup(f"{what}: {name}", 30 if searches is first else 40, tuple(changed))

    years = [{"after": year, "before": year} for year in _cycle(["2012", "2016", "2019"], count)]
    countries = [{"country": (value,)} for value in country]
    people = [{"person": (value,)} for value in person]
    sources = [{"source": (value,)} for value in source]
    all_three = [a | b | c for a, b, c in zip(countries, sources, years, strict=True)]
    nothing = [Search(SearchRequest())] * count
    sorts = [{"sort": value} for value in _cycle(["oldest", "newest"], count)]
    return [
        SearchGroup("rare word, first time", 60, tuple(map(_word, rare))),
        SearchGroup("word in 0.5 to 2 %, first time", 60, tuple(map(_word, some[:count]))),
        SearchGroup("word in 13 to 17 % (broad), first time", 200, tuple(first)),
        SearchGroup("broad: the same again", 30, tuple(first)),
        narrowed("by country", countries),
        narrowed("by person", people),
        narrowed("by source", sources),
        narrowed("by year", years),
        narrowed("by country, source and year", all_three),
        narrowed("newest first", [{"sort": "newest"}] * count),
        narrowed("third page", [{"page": 3}] * count),
        SearchGroup("no keyword", 40, tuple(nothing)),
        narrowed("oldest or newest first", sorts, nothing),
        narrowed("by country", countries, nothing),
        narrowed("by person", people, nothing),
        narrowed("by source", sources, nothing),
        narrowed("by year", years, nothing),
        narrowed("by country, source and year", all_three, nothing),
        *_other_kinds(count, some, broad, person),
    ]


def _other_kinds(
    count: int, some: Sequence[str], broad: Sequence[str], people: Sequence[str]
) -> list[SearchGroup]:
    """Return the searches with operators, prefixes and fields."""
    pairs = list(zip(some[count : 2 * count], some[2 * count : 3 * count], strict=True))
    return [
        SearchGroup(
            "phrase, first time", None, tuple(_of("phrase", '"{} {}"', pair) for pair in phrases(count))
        ),
        SearchGroup("prefix, first time", None, tuple(_prefix(word) for word in some[3 * count :])),
        SearchGroup("OR, first time", None, tuple(_of("or", "{} OR {}", pair) for pair in pairs)),
        SearchGroup(
            "broad without another word, first time", 200,
            tuple(_of("not", "{} -{}", pair) for pair in zip(broad[count:], some[:count], strict=True)),
        ),
        SearchGroup("person: field", None, tuple(_field(value) for value in people)),
    ]  # fmt: skip


def _cycle(values: Sequence[str], count: int) -> list[str]:
    return [values[number % min(5, len(values))] for number in range(count)]


def _word(word: str) -> Search:
    return Search(SearchRequest(q=word), "words", (word,))


def _of(kind: str, form: str, words: tuple[str, str]) -> Search:
    return Search(SearchRequest(q=form.format(*words)), kind, words)


def _prefix(word: str) -> Search:
    return Search(SearchRequest(q=f"{word[:4]}*"), "prefix", (word[:4],))


def _field(person: str) -> Search:
    return Search(SearchRequest(q=f"person:{person}"), "field")


def _with(search: Search, **changes: Any) -> Search:
    return replace(search, request=search.request.changed(**changes))


def ids_of(searches: Iterable[Search]) -> dict[tuple[str, str], int]:
    """Return the database ids of all facet values in the searches, by facet and value."""
    requests = [search.request for search in searches]
    names = ("country", "person", "source")
    wanted = {name: {value for each in requests for value in each.selected(name)} for name in names}
    countries = Entity.objects.filter(kind="country", code__in=wanted["country"])
    people = Entity.objects.filter(kind="person", slug__in=wanted["person"])
    sources = Source.objects.filter(slug__in=wanted["source"])
    found = {("country", each.code): each.pk for each in countries}
    found |= {("person", each.slug): each.pk for each in people}
    return found | {("source", each.slug): each.pk for each in sources}


def warm(searches: Iterable[Search]) -> None:
    """Warm up PostgreSQL with the data that the searches read, without the archive's own code.

    The rows come last: they are a twelfth of the data, and reading the long texts would evict them.
    """
    words = {word for search in searches for word in search.words}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(search)) FROM articles_article")  # ranking reads these
        with transaction.atomic(), by_index():
            for word in sorted(words):
                cursor.execute(
                    "SELECT count(*), sum(cardinality(country_ids)) FROM articles_article"
                    " WHERE search @@ plainto_tsquery('english', %s)",
                    [word],
                )
        cursor.execute("SELECT count(published_on), sum(cardinality(person_ids)) FROM articles_article")
