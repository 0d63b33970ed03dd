"""Random searches, and whether columns and SQL give the same results: every number, every id, every order."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import ModuleType

import numpy as np
import pytest
from django.http import QueryDict

from articles.fulltext import languages
from articles.search.columns import tally
from articles.search.columns.cache import history, matches
from articles.search.columns.cache import scores as cached_scores
from articles.search.columns.cache.history import History
from articles.search.columns.column_counting import ColumnCounting, SearchCaches
from articles.search.columns.name_index import NameIndex
from articles.search.columns.storage import facet_values, packing, postings, segment, snapshot
from articles.search.columns.sync import frequent_words, loader, word_vectors
from articles.search.counting import ranking
from articles.search.counting.ranking import ranked_ids
from articles.search.counting.sql import SQLCounting
from articles.search.engine import run
from articles.search.facet_types import FACETS
from articles.search.filters import ArticleFilterSet
from articles.search.page.timeline import drilled_month
from articles.search.query.selection import Selection
from articles.search.request import MODES, SORTS, SearchRequest
from tests.search.columns.corpora import AUTHORS, CODES, NAMED, NAMES, OFTEN, SOURCES, WORDS

YEARS = ["0001", "1999", "2000", "2012", "2014", "9999"]
MONTHS = ["2000-01", "2014-01", "2014-02", "2014-3", "9999-12"]
A_DAY = ["0001-01-01", "1999-12-31", "2012-02-29", "2014-02-28", "2014-03-01", "9999-12-31"]
NO_DATES = ["0000", "10000", "2014-13", "2014-02-30", "-44", "now"]
DATES = [*YEARS, *MONTHS, *A_DAY]
#: Text for the search field of a facet.
TEXTS = ["", "", "author", "rg", "1", "person 1", "ŁODZ", "é", "%", "_", "'s", "paper", "nothing"]


def request_of(chance: random.Random) -> SearchRequest:
    """A search with any combination of parameters, parsed from its URL."""
    return ArticleFilterSet(parameters_of(chance)).search_request


def parameters_of(chance: random.Random) -> QueryDict:
    """Return the parameters of a random search: one in two has words, one in four uses each filter."""
    query = QueryDict(mutable=True)
    if chance.random() < 0.5:
        query["q"] = _query(chance, chance.choice([0, 1, 1, 2]))
    keys: dict[str, list[str]] = {
        kind: [*(f"{kind}-{number}" for number in range(NAMES)), "nobody"] for kind in NAMED
    }
    keys["author"] = [*AUTHORS, "nobody"]
    keys |= {"country": [*CODES, "GB", "ZZ"], "source": [f"paper-{number}" for number in range(SOURCES + 1)]}
    for name, every in keys.items():
        if chance.random() < 0.25:
            query.setlist(name, chance.choices(every, k=chance.randint(1, 4)))
        if chance.random() < 0.1:
            query.setlist(f"not_{name}", chance.choices(every, k=chance.randint(1, 2)))
    for name in MODES:
        query[name] = chance.choice(["any", "all"])
    if chance.random() < 0.3:
        query["collapse"] = "1"
    if chance.random() < 0.4:
        query["after"], query["before"] = _range(chance)
    return query


def _range(chance: random.Random) -> tuple[str, str]:
    """Return a year, a month or a day, as from a click on the timeline, or any two dates."""
    if chance.random() < 0.5:
        value = chance.choice(DATES)
        return value, value
    return chance.choice(["", *DATES, *NO_DATES]), chance.choice(["", *DATES, *NO_DATES])


def _query(chance: random.Random, depth: int) -> str:
    """Return a random query; ``depth`` is the maximum depth of its brackets."""
    if not depth:
        return _leaf(chance)
    parts = []
    for _ in range(chance.randint(1, 3)):
        part = _query(chance, depth - 1)
        part = f"({part})" if " " in part and chance.random() < 0.7 else part
        parts.append(f"{chance.choice(['-', 'NOT '])}{part}" if chance.random() < 0.2 else part)
    return chance.choice([" ", " ", " AND ", " OR ", "|", " || "]).join(parts)


def _leaf(chance: random.Random) -> str:
    word, other = chance.choices(WORDS, OFTEN, k=2)
    number = chance.randrange(NAMES)
    fields = [
        *(f"headline:{word}", f"person:person-{number}", f"place:place-{number}", "organisation:nobody"),
        *(f"country:{chance.choice(CODES)}", "source:paper-0", f"after:{chance.choice(DATES)}"),
        *(f"before:{chance.choice(DATES)}", f'headline:"{word} {other}"', f'person:"person {number}"'),
    ]
    fields += [f"mentions:{chance.choice(CODES)}", f"-mentions:{chance.choice(CODES)}"]
    fields += ["section:world", "language:fr", "-section:sport", f"date:{chance.choice(DATES)}"]
    fields += [f"author:{chance.choice(AUTHORS)}", "byline:nobody", 'author:"Roe, Mark"']
    plain = [word, word, word, "report", f'"{word} {other}"', f"{word[:3]}*", "zzzz"]
    if chance.random() < 0.5:  # of frequent words, or hardly any article would have it
        return _phrase(chance, *chance.choices(WORDS[:4], OFTEN[:4], k=2))
    return chance.choice(plain if chance.random() < 0.7 else fields)


def _phrase(chance: random.Random, word: str, other: str) -> str:
    """Return words that stand together; of the most frequent ones, they are found by positions in memory."""
    phrases = [f'"{word} {other}"', f'"{word} {other} {word}"', f'"{word} the {other}"', f'"report {word}"']
    near = [f'"{word} {other}"~2', f"{word} NEAR/3 report", f'"{word} {other}" NEAR {chance.choice(WORDS)}']
    prefixes = [f'"{word} {other[:3]}*"', f'"{word[:4]}* {other}"', f"{word[:3]}* NEAR {other}"]
    return chance.choice(
        [*phrases, *near, *prefixes, f'headline:"{word} {other}"', f"headline:{word} NEAR report"]
    )


def _count(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    months = [drilled_month(selection.request), None, date(2014, 2, 1), date(9999, 12, 1), date(1, 1, 1)]
    month = chance.choice(months)
    assert fast.count(selection, month) == SQLCounting().count(selection, month)


def _extent(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    plain = SQLCounting()
    assert fast.extent(selection) == plain.extent(selection)
    assert fast.total(selection) == plain.total(selection)
    for pk in selection.ids.get("country", ())[:1]:
        assert fast.total(selection.mentioning(pk)) == plain.total(selection.mentioning(pk))


def _by_month(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    plain = SQLCounting()
    assert fast.months(selection) == plain.months(selection)
    for month, _articles in plain.months(selection)[0][:3]:
        assert fast.days(selection, month) == plain.days(selection, month)


def _every(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    name = chance.choice(FACETS)
    assert fast.every(selection, name) == SQLCounting().every(selection, name)


def _frequencies(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    name = chance.choice(FACETS)
    listed = [*(pk for pk, _ in SQLCounting().every(selection, name)), 0, 10**8]
    ids = np.array(chance.sample(listed, len(listed)), np.int64)
    plain = SQLCounting().frequencies(selection, name, ids)
    assert fast.frequencies(selection, name, ids).tolist() == plain.tolist()


def _ids(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    plain = SQLCounting()
    sort = chance.choice(SORTS[1:])
    offset, limit = chance.choice([0, 0, 1, 5, 40]), chance.choice([0, 1, 7, 1000])
    without = plain.ids(selection, "newest", 1, 3) if chance.random() < 0.4 else []
    expected = plain.ids(selection, sort, offset, limit, without=without)
    assert fast.ids(selection, sort, offset, limit, without=without) == expected


def _stories(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Each story that matches is listed once, whatever the order."""
    plain = SQLCounting()
    ids = plain.ids(selection.each_article, "newest", 0, 10_000)
    told = plain.stories([*ids, 0])
    assert fast.stories([*ids, 0]) == told
    for sort in SORTS[1:] if selection.collapse else ():
        listed = fast.ids(selection, sort, 0, 10_000)
        stories = {story or -pk for pk, story in zip(ids, told, strict=False)}
        assert len(listed) == fast.total(selection) == len(stories)


def _values(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    name, text = chance.choice(FACETS), chance.choice(TEXTS)
    offset, limit = chance.choice([0, 0, 1, 5]), chance.choice([1, 3, 100])
    expected = SQLCounting().values(selection, name, text, offset, limit)
    assert fast.values(selection, name, text, offset, limit) == expected
    with_names = ColumnCounting(fast.snapshot, SearchCaches(History(), NameIndex.read, many=0))
    assert with_names.values(selection, name, text, offset, limit) == expected


def _ranked(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Return a page of results by relevance."""
    if not selection.query.ranked:
        return _ids(fast, selection, chance)
    plain = SQLCounting()
    total = len(plain.ids(selection, "newest", 0, 1000))
    assert total == plain.total(selection)
    offset, limit = chance.choice([0, 0, 2, 6, 40]), chance.choice([1, 5, 1000])
    expected = ranked_ids(selection, plain, total, offset, limit)
    assert ranked_ids(selection, fast, total, offset, limit) == expected
    return None


def _candidates(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Return the ranking candidates and their scores."""
    if not selection.query.ranked:
        return _values(fast, selection, chance)
    plain = SQLCounting()
    most = chance.randint(1, 12)
    candidates = plain.candidates(selection, most)
    assert fast.candidates(selection, most) == candidates
    ranked = selection.query.ranked
    assert fast.scores(ranked, candidates) == plain.scores(ranked, candidates)
    return None


def _page(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Return everything on a page: articles, facets, timeline, chips, links to other pages."""
    request = selection.request.changed(
        sort=chance.choice(["", *SORTS]),
        per_page=chance.choice([1, 3, 20]),
        page=chance.choice([1, 1, 2, 99]),
    )
    pages = [run(request, using=using) for using in (fast, SQLCounting())]
    first, second = (replace(page, suggestion=None) for page in pages)  # words may be collected at any time
    assert first == second


def _filterset(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Return the articles of ArticleFilterSet, which defines every parameter."""
    query = QueryDict(selection.request.query_string().removeprefix("?"))
    expected = set(ArticleFilterSet(query).qs.values_list("pk", flat=True))
    assert set(fast.ids(selection.each_article, "newest", 0, 10_000)) == expected


Question = Callable[[ColumnCounting, Selection, random.Random], None]
#: The weight of each question. A whole page takes ten times as long as others.
QUESTIONS: dict[Question, int] = {
    _extent: 2,
    _by_month: 2,
    _every: 2,
    _frequencies: 2,
    _filterset: 2,
    _stories: 3,
    _count: 25,
    _ids: 10,
    _values: 8,
    _ranked: 12,
    _candidates: 6,
    _page: 1,
}


#: Limits for large archives, lowered so that archives of a few articles reach them.
_LARGE: list[tuple[ModuleType, str, int]] = [
    *((ranking, "RANKED_WHOLE", 4), (ranking, "CANDIDATES", 3), (matches, "_MOST_REFRESHED", 8)),
    *((cached_scores, "_MOST_SCORES", 20), (history, "MOST_IDS", 40), (loader, "_AT_ONCE", 10)),
    *(
        (facet_values, "_ROWS_AT_ONCE", 8),
        (tally, "_BLOCK", 2),
        (packing, "_BLOCK", 16),
        (postings, "PARTITION_ROWS", 12),
        (snapshot, "PARTITION_ROWS", 12),
        (frequent_words, "_FEW", 2),
        (word_vectors, "_AT_ONCE", 7),
    ),
    *((segment, "_PACKED", 5), (segment, "_MOST_PACKED", 4)),
    # A new language must be noticed at once: archives here live for less than a second.
    (languages, "KEPT_SECONDS", 0),
]


def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limits: rank a few of the matches, work in blocks, drop old changes, as for a million
    articles."""
    for module, name, value in _LARGE:
        monkeypatch.setattr(module, name, value)


def ask(fast: ColumnCounting, selection: Selection, chance: random.Random) -> None:
    """Assert that columns and SQL give the same result for one question about a search."""
    (question,) = chance.choices(list(QUESTIONS), list(QUESTIONS.values()))
    question(fast, selection, chance)
