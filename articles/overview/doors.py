"""The three doors of the home page: a person, an event and two names together, as examples.

The examples are chosen once a day, without the samples. Their figures are counted for every page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import sqrt
from typing import TypeVar

from articles.models import DATE_FIELDS, Article, Entity, Kind
from articles.network.cooccurrence import common_articles, most_frequent
from articles.network.matrix import Node
from articles.overview.headlines import most_striking
from articles.overview.samples import Samples
from articles.search.counting.interface import Counting
from articles.search.date_counts import Months
from articles.search.facet_types import FacetName
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.results import SearchResults

T = TypeVar("T")
LEAST = 5  # articles of an example
FEW = 0.05  # names in more than this share of the archive are not events
TRIED = 25  # names of each kind, the most frequent
IN_TURN = 7  # of the best examples, one each day
READ = 30  # headlines to choose from
EVENTS: tuple[FacetName, ...] = ("country", "organisation")


@dataclass(frozen=True, slots=True)
class Door:
    """An example: its names, the search that finds its articles, and their number by month.

    month: the first day of the month of an event, else of the month with the most articles. article: one
    from that month with a striking headline, if there is one.
    """

    names: tuple[Entity, ...]
    request: SearchRequest
    dated: Months
    month: date
    article: Article | None


@dataclass(frozen=True, slots=True)
class Doors:
    """The examples; None where the archive has none."""

    person: Door | None = None
    event: Door | None = None
    pair: Door | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which examples were chosen for a day: their ids, and the month of the event."""

    person: int
    event: tuple[FacetName, int, date] | None
    pair: tuple[int, ...]


def doors_of(today: date, results: SearchResults, using: Counting, samples: Samples) -> Doors:
    """Return the doors, given the results of a search for everything.

    Call it in the transaction of ``using``, under limited().
    """
    choice = _chosen(today, results, using, samples)
    event = choice.event
    wanted = [choice.person, *choice.pair, *([event[1]] if event else [])]
    found = Entity.objects.in_bulk(wanted)

    def door(kind: FacetName, *ids: int, month: date | None = None) -> Door | None:
        names = tuple(found[pk] for pk in ids if pk in found)
        if not ids or len(names) < len(ids):
            return None
        about = _about(kind, *ids)
        found_in = using.months(Selection(about))
        months = dict(found_in.months)
        if not months or (month and month not in months):
            return None
        peak = month or max(months, key=months.__getitem__)
        article = _telling(
            names, about.changed(after=f"{peak:%Y-%m}", before=f"{peak:%Y-%m}"), using, samples
        )
        request = SearchRequest().changed(**{str(kind): tuple(entity.key for entity in names)})
        if len(names) > 1:
            request = request.changed(**{f"{kind}_mode": "all"})
        return Door(names, request, found_in, peak, article)

    return Doors(
        person=door("person", choice.person) if choice.person else None,
        event=door(event[0], event[1], month=event[2]) if event else None,
        pair=door("person", *choice.pair),
    )


def _about(kind: FacetName, *ids: int) -> SearchRequest:
    """Return the search for all articles that name all of these, which looks up no names."""
    return SearchRequest(within=tuple((kind, pk) for pk in ids))


def _telling(
    names: Iterable[Entity], request: SearchRequest, using: Counting, samples: Samples
) -> Article | None:
    """Return the latest match with the most striking headline, if possible one with a name in it."""
    latest = Article.objects.published().filter(pk__in=using.ids(Selection(request), "newest", 0, READ))
    if not samples.alone:
        latest = latest.filter(is_sample=False)
    found = {each.pk: each for each in latest.only("headline", "language", *DATE_FIELDS)}
    headlines = [(pk, each.headline) for pk, each in found.items()]
    words = [entity.name.rsplit(maxsplit=1)[-1] for entity in names]
    named = [each for each in headlines if any(word in each[1] for word in words)]
    return found.get(most_striking(named) or most_striking(headlines) or 0)


_last: tuple[object, _Choice] | None = None  # of this process


def _chosen(today: date, results: SearchResults, using: Counting, samples: Samples) -> _Choice:
    """Return the choice for this day, made again only if the most frequent names have changed."""
    global _last  # noqa: PLW0603  (one value, replaced as a whole)
    frequent = tuple(
        tuple(value.value for value in results.facets[kind].values) for kind in ("person", *EVENTS)
    )
    key = today, frequent, samples.total, samples.alone
    if _last is None or _last[0] != key:
        _last = key, _choose(today, results, using, samples)
    return _last[1]


def _choose(today: date, results: SearchResults, using: Counting, samples: Samples) -> _Choice:
    people = _frequent("person", using, samples)
    turn = today.toordinal()
    return _Choice(
        person=_in_turn([entity.pk for entity, _ in people], turn) or 0,
        event=_in_turn(_events(results, using, samples), turn),
        pair=_in_turn(_pairs(people, using), turn) or (),
    )


def _in_turn(best: Sequence[T], turn: int) -> T | None:
    """Return one of the best few, another each day."""
    few = best[:IN_TURN]
    return few[turn % len(few)] if few else None


def _frequent(kind: FacetName, using: Counting, samples: Samples) -> list[tuple[Entity, int]]:
    """Return the most frequent names of a kind, with their articles that are no samples."""
    counts = dict(most_frequent(using, Selection(SearchRequest()), kind, TRIED))
    entities = Entity.objects.in_bulk(list(counts))
    own = [(entity, counts[pk] - _of_samples(entity, samples)) for pk, entity in entities.items()]
    return sorted([each for each in own if each[1] >= LEAST], key=lambda each: (-each[1], each[0].pk))


def _of_samples(entity: Entity, samples: Samples) -> int:
    return 0 if samples.alone else samples.names.get((entity.kind, entity.pk), 0)


def _pairs(people: Sequence[tuple[Entity, int]], using: Counting) -> list[tuple[int, int]]:
    """Return pairs of people who share articles, first those who appear together most for their frequency."""
    names = [entity for entity, _ in people]
    shared = common_articles(using, [Node(Kind.PERSON.value, entity.pk) for entity in names])  # type: ignore[arg-type]
    ranked = sorted(
        (
            (-float(shared[one, other]) / sqrt(people[one][1] * people[other][1]), one, other)
            for one, other in combinations(range(len(names)), 2)
            if shared[one, other] >= LEAST
        ),
    )
    return [(names[one].pk, names[other].pk) for _, one, other in ranked]


def _events(results: SearchResults, using: Counting, samples: Samples) -> list[tuple[FacetName, int, date]]:
    """Return names with the month in which they stand out most, the most striking first."""
    whole = dict(results.by_month.months)
    found: list[tuple[float, FacetName, int, date]] = []
    for kind in EVENTS:
        for entity, n in _frequent(kind, using, samples):
            if n > FEW * results.count and not samples.alone:
                continue
            months = using.months(Selection(_about(kind, entity.pk))).months
            score, month = max(_bursts(months, whole), default=(0.0, date.min))
            if score > 0:
                found.append((-score, kind, entity.pk, month))
    return [(kind, pk, month) for _, kind, pk, month in sorted(found)]


def _bursts(months: Iterable[tuple[date, int]], whole: dict[date, int]) -> Iterable[tuple[float, date]]:
    """Yield how much each month stands out: articles beyond those expected, in standard deviations."""
    counted = [(month, n) for month, n in months if month in whole]
    total, every = sum(n for _, n in counted), sum(whole.values())
    for month, n in counted:
        expected = total * whole[month] / every
        if n >= LEAST:
            yield (n - expected) / sqrt(expected + 1), month
