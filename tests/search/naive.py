"""A naive implementation of filters and counts in Python, as a reference for the database."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from articles.models import Article, Entity, Kind, Source, Status
from articles.partial_dates import PartialDate, decade, full_date, partial_date
from articles.search.facet_types import FACETS
from articles.search.request import SearchRequest
from articles.text import make_slug
from tests.factories import ArticleFactory, EntityFactory, SourceFactory, country

CODES = ("UA", "RU", "US", "FR", "DE")
AUTHORS = ("Ann Berg", "Mark Roe", "Bo Li", "Eva Klein")
WORDS = ("referendum", "oil", "price", "vote", "treaty", "storm")


@dataclass(frozen=True)
class Row:
    """An article as the naive search sees it: its words, and its values by facet."""

    article: Article
    words: frozenset[str]
    keys: dict[str, frozenset[str]]


def make_corpus(seed: int, size: int = 60) -> list[Row]:
    """Create a random archive: few values, so that they often coincide; some empty, some not public."""
    random_ = random.Random(seed)
    values: dict[str, list[Entity]] = {
        "country": [country(code) for code in CODES],
        **{
            kind: [EntityFactory.create(kind=kind, name=f"{kind} {number}") for number in range(14)]
            for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
        },
    }
    sources = [SourceFactory.create(name=f"Paper {number}") for number in range(3)]
    return [_make_row(random_, values, sources) for _ in range(size)]


def _make_row(random_: random.Random, values: dict[str, list[Entity]], sources: list[Source]) -> Row:
    entities = {
        kind: random_.sample(every, random_.choice([0, 1, 1, 2, 3])) for kind, every in values.items()
    }
    authors = random_.sample(AUTHORS, random_.choice([0, 1, 1, 2]))
    words = random_.sample(WORDS, random_.randint(0, 4))
    source = random_.choice([None, *sources])
    day = date(2012, 1, 1) + timedelta(days=random_.choice([0, 1, 20, 40, 400, 500, 800, 1200, 1201]))
    status = random_.choice([Status.PUBLISHED] * 6 + [Status.DRAFT, Status.WITHDRAWN])
    article: Article = ArticleFactory.create(
        body=" ".join(words),
        entities=[entity for each in entities.values() for entity in each],
        entity_names="",
        byline=" and ".join(authors),
        source=source,
        status=status,
        **_dated(random_, day),
    )
    keys = {kind: frozenset(entity.key for entity in each) for kind, each in entities.items()}
    keys["author"] = frozenset(map(make_slug, authors))
    return Row(article, frozenset(words), keys | {"source": frozenset([source.slug] if source else [])})


def _dated(random_: random.Random, day: date) -> dict[str, Any]:
    """Return the fields of a full date, of what is known of it, or of none."""
    month, year = partial_date(day.year, day.month), partial_date(day.year)
    known = random_.choice([full_date(day)] * 5 + [month, year, decade(day.year // 10 * 10), None])
    if known is None:
        return {}
    approximate = random_.random() < 0.2 and known.level != "day"
    return {
        "published_on": known.first,
        "published_until": known.until,
        "date_is_approximate": approximate,
    }


def matches(row: Row, request: SearchRequest, without: str = "") -> bool:
    """Return whether an article matches, ignoring what is chosen in one facet (or "dates").

    ``q`` may have words and -words.
    """
    if row.article.status != Status.PUBLISHED:
        return False
    for word in request.q.split():
        if (word.lstrip("-") in row.words) == word.startswith("-"):
            return False
    for name in FACETS:
        if not _has(row.keys[name], request, name, ignoring_choice=name == without):
            return False
    return without == "dates" or _in_dates(row.article.date, request)


def _has(keys: frozenset[str], request: SearchRequest, name: str, *, ignoring_choice: bool) -> bool:
    chosen = set(request.selected(name))
    if not keys.isdisjoint(request.excluded(name)):
        return False
    every = name != "source" and getattr(request, f"{name}_mode") == "all"
    return not chosen or ignoring_choice or bool(chosen <= keys if every else chosen & keys)


def _in_dates(known: PartialDate | None, request: SearchRequest) -> bool:
    """Whether the whole date is within the chosen ones."""
    after, before = request.dates
    if not after and not before:
        return True
    if known is None or (after and known.first < after.first):
        return False
    return not (before and known.last > before.last)


def count(rows: Iterable[Row], request: SearchRequest, facet: str) -> Counter[str]:
    """Count the articles of each value of one facet; one that widens ignores what is chosen in it.

    A value left out has the articles that come back without that.
    """
    every = list(rows)
    ignored = facet if widens(request, facet) else ""
    found = Counter(key for row in every if matches(row, request, ignored) for key in row.keys[facet])
    for key in set(request.excluded(facet)):
        back = request.without(f"not_{facet}", key)
        found[key] = sum(1 for row in every if matches(row, back) and not matches(row, request))
    return +found


def widens(request: SearchRequest, facet: str) -> bool:
    """Whether choosing another value of a facet adds articles."""
    every = facet != "source" and getattr(request, f"{facet}_mode") == "all"
    return bool(request.selected(facet)) and not every


def gained(rows: Iterable[Row], request: SearchRequest, facet: str, key: str) -> int:
    """Count the articles that are found only once a value is chosen, too."""
    more = request.changed(**{facet: (*request.selected(facet), key)})
    return sum(1 for row in rows if matches(row, more) and not matches(row, request))


def found(rows: Iterable[Row], request: SearchRequest, without: str = "") -> list[Article]:
    """Return the matching articles, newest first, undated ones last."""
    articles = [row.article for row in rows if matches(row, request, without)]
    return sorted(articles, key=lambda each: (each.published_on or date.min, each.pk), reverse=True)
