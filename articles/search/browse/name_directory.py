"""All names of one kind that published articles hold: by letter, by words in them, by number of articles."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from django.db import connection, transaction

from articles.models import Entity, EntityName, Source
from articles.search.arrays import Ints, Mask, ids_of
from articles.search.backend import counting
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.counting.sql import named_like
from articles.search.query.selection import Selection
from articles.search.request import FacetName, SearchRequest
from articles.search.timeouts import limited
from articles.text import fold

Order = Literal["count", "name"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = "other"  # names that begin with none of these
_MOST_READ_ANEW = 20_000  # names that are read again whenever an article has changed
_SECONDS = 60.0  # for which more of them may keep their order, unless there is one that nobody knew


@dataclass(frozen=True, slots=True)
class Listed:
    """A name, its number of published articles, and the other name it was found by, "" where by its own."""

    thing: Entity | Source
    count: int
    other: str = ""


@dataclass(frozen=True, slots=True)
class NameList:
    """One page of names. total: of all pages; letters: (letter, names) of all that the words leave, those
    without names left out; page: its number, which is the last where there is none of the one asked for."""

    rows: list[Listed]
    total: int
    letters: list[tuple[str, int]]
    page: int
    pages: int


class Names:
    """Every name of a kind that articles hold, in the order of the alphabet: ids, letters, articles."""

    def __init__(self, ids: Ints, letters: Ints, counts: Ints) -> None:
        present = counts > 0
        self.ids, self.letters, self.counts = ids[present], letters[present], counts[present]

    @cached_property
    def by_count(self) -> Ints:
        """Places in the order of most articles first, then of the alphabet."""
        return np.argsort(-self.counts, kind="stable")

    def places(self, mask: Mask, order: Order) -> Ints:
        """The places in a mask, in order."""
        return self.by_count[mask[self.by_count]] if order == "count" else np.flatnonzero(mask)


def list_names(
    facet: FacetName,
    *,
    text: str = "",
    letter: str = "",
    order: Order = "count",
    page: int = 1,
    size: int = 200,
) -> NameList:
    """A page of the names of a kind. ``letter`` is one of LETTERS or OTHER; any other one has no names.

    Raises SearchTooCostly.
    """
    with transaction.atomic(), limited():
        names = _names(counting(), facet)
        mask = np.ones(len(names.ids), bool)
        folded = fold(re.sub(r"['’]s$", "", text))
        if folded:
            mask &= np.isin(names.ids, _named(facet, folded, text))
        letters = np.bincount(names.letters[mask], minlength=len(LETTERS) + 1).tolist()
        if letter:
            mask &= names.letters == _code(letter)
        places = names.places(mask, order)
        pages = max(1, -(-len(places) // size))
        number = min(max(page, 1), pages)
        shown = places[(number - 1) * size : number * size]
        rows = _rows(facet, names.ids[shown].tolist(), names.counts[shown].tolist(), folded)
    every = [(each, n) for each, n in zip((*LETTERS, OTHER), letters, strict=True) if n]
    return NameList(rows, len(places), every, number, pages)


def _code(letter: str) -> int:
    return (
        LETTERS.index(letter) if len(letter) == 1 and letter in LETTERS else len(LETTERS) + (letter != OTHER)
    )


# What each process keeps of a kind: the names as they were at a revision, or in their order a while ago.
_kept: dict[FacetName, tuple[int, Names]] = {}
_orders: dict[FacetName, tuple[float, Ints, Ints]] = {}


def _names(using: Counting, facet: FacetName) -> Names:
    # A source's name is no part of its articles: nothing tells that it has another one.
    if facet == "source" or not isinstance(using, ColumnCounting) or using.snapshot.revision is None:
        return _made(facet, *_counted(using, facet))
    revision, kept = using.snapshot.revision, _kept.get(facet)
    # Of few there may be new names at any time; renaming one changes its articles.
    if kept is not None and kept[0] == revision:
        return kept[1]
    made = _made(facet, *_counted(using, facet), order=_orders.get(facet))
    _kept[facet] = revision, made
    return made


def _counted(using: Counting, facet: FacetName) -> tuple[Ints, Ints]:
    """Ids, sorted, and the number of published articles of each."""
    everything = Selection(SearchRequest())
    if isinstance(using, ColumnCounting):
        tally = using.tally(everything, facet)
        return tally.ids, tally.counts
    column = "source_id" if facet == "source" else f"unnest({facet}_ids)"
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(column=column))
        ids, counts = cursor.fetchone() or (None, None)
    return ids_of(ids), ids_of(counts)


_COUNTED = """
    SELECT string_agg(int8send(value), '' ORDER BY value), string_agg(int8send(n), '' ORDER BY value) FROM (
        SELECT value, count(*) AS n
        FROM (SELECT {column} AS value FROM articles_article WHERE status = 'published') each
        WHERE value IS NOT NULL GROUP BY value
    ) counted
"""


def _made(facet: FacetName, ids: Ints, counts: Ints, order: tuple[float, Ints, Ints] | None = None) -> Names:
    if order is not None and len(order[1]) > _MOST_READ_ANEW and time.monotonic() - order[0] < _SECONDS:
        found = _aligned(*order[1:], ids, counts)
        if len(found.ids) == np.count_nonzero(counts):  # else there are names that nobody knew
            return found
    begun = time.monotonic()
    known, letters = _source_order() if facet == "source" else _entity_order(facet)
    _orders[facet] = begun, known, letters
    return _aligned(known, letters, ids, counts)


def _aligned(known: Ints, letters: Ints, ids: Ints, counts: Ints) -> Names:
    if not len(ids):
        return Names(known[:0], letters[:0], counts[:0])
    places = np.minimum(np.searchsorted(ids, known), len(ids) - 1)
    return Names(known, letters, np.where(ids[places] == known, counts[places], 0))


def _entity_order(kind: str) -> tuple[Ints, Ints]:
    with connection.cursor() as cursor:
        cursor.execute(_ORDER, [kind])
        ids, letters = cursor.fetchone() or (None, None)
    codes = np.frombuffer((letters or "").encode(), np.uint8).astype(np.int64) - ord("a")
    codes[codes < 0] = len(LETTERS)
    return ids_of(ids), codes


_ORDER = """
    SELECT string_agg(int8send(id), '' ORDER BY name, id), string_agg(
        CASE WHEN name ~ '^[a-z]' THEN left(name, 1) ELSE '.' END, '' ORDER BY name, id)
    FROM (SELECT id, folded COLLATE "C" AS name FROM articles_entity WHERE kind = %s) entity
"""


def _source_order() -> tuple[Ints, Ints]:
    """Sources are few, and have no folded name in the database."""
    rows = sorted(
        (fold(name).encode(), pk) for name, pk in Source.objects.order_by().values_list("name", "pk")
    )
    letters = [name[0] - ord("a") if name[:1].isalpha() else len(LETTERS) for name, _ in rows]
    return np.array([pk for _, pk in rows], np.int64), np.array(letters, np.int64)


def _named(facet: FacetName, folded: str, text: str) -> Ints:
    """The ids of those with the words in one of their names; other kinds' ids may be among them."""
    with connection.cursor() as cursor:
        if facet == "source":
            condition, parameters = named_like(True, text)
            cursor.execute(
                f"SELECT string_agg(int8send(thing.id), '') FROM articles_source thing WHERE {condition}",  # noqa: S608
                parameters,
            )
        else:
            cursor.execute(_NAMED, [facet, folded, folded])
        row = cursor.fetchone()
    return ids_of(row[0] if row else None)


_NAMED = """
    SELECT string_agg(int8send(id), '') FROM (
        SELECT id FROM articles_entity WHERE kind = %s AND strpos(folded, %s) > 0
        UNION ALL SELECT entity_id FROM articles_entityname WHERE strpos(folded, %s) > 0
    ) found
"""


def _rows(facet: FacetName, ids: list[int], counts: list[int], folded: str) -> list[Listed]:
    if facet == "source":
        sources = Source.objects.only("name", "slug").in_bulk(ids)
        return [Listed(sources[pk], n) for pk, n in zip(ids, counts, strict=True) if pk in sources]
    found = Entity.objects.only("kind", "name", "slug", "code", "folded").in_bulk(ids)
    others = _other_names([each for each in found.values() if folded not in each.folded], folded)
    return [
        Listed(found[pk], n, others.get(pk, "")) for pk, n in zip(ids, counts, strict=True) if pk in found
    ]


def _other_names(entities: Iterable[Entity], folded: str) -> dict[int, str]:
    """The first other name of each that has the words in it."""
    ids = [each.pk for each in entities]
    if not ids:
        return {}
    names = EntityName.objects.filter(entity__in=ids, folded__contains=folded).order_by("-name")
    return dict(names.values_list("entity_id", "name"))
