"""The directory of all names of one kind in published articles: by letter, by text, by number of articles."""

import re
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from django.db import connection, transaction
from django.utils.translation import get_language

from articles.country_names import codes_named
from articles.models import Entity, EntityName
from articles.search.arrays import Ints, Mask, ids_of
from articles.search.backend import counting
from articles.search.columns.column_counting import ColumnCounting
from articles.search.counting.interface import Counting
from articles.search.counting.sql import name_condition
from articles.search.facet_types import FACET_TYPES, FacetName, Thing
from articles.search.query.selection import Selection
from articles.search.request import SearchRequest
from articles.search.timeouts import limited
from articles.text import fold

Order = Literal["count", "name"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = "other"  # names that begin with any other character
_MOST_REREAD = 20_000  # names; up to this many are read again whenever an article changes
_SECONDS = 60.0  # for which a larger directory keeps its order, unless a name is new


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name, its number of published articles, and the other name that matched, "" if its own did."""

    thing: Thing
    count: int
    other: str = ""


@dataclass(frozen=True, slots=True)
class NamePage:
    """One page of names.

    total: names on all pages. letters: (letter, names) of all that match the text, without empty letters.
    page: the page number, at most ``pages``.
    """

    rows: list[NameRow]
    total: int
    letters: list[tuple[str, int]]
    page: int
    pages: int


class NameDirectory:
    """All names of a kind in published articles, in alphabetical order: ids, letters, article counts."""

    def __init__(self, ids: Ints, letters: Ints, counts: Ints) -> None:
        present = counts > 0
        self.ids, self.letters, self.counts = ids[present], letters[present], counts[present]

    @cached_property
    def by_count(self) -> Ints:
        """Positions sorted by most articles first, then alphabetically."""
        return np.argsort(-self.counts, kind="stable")

    def places(self, mask: Mask, order: Order) -> Ints:
        """Return the positions in a mask, in the given order."""
        return self.by_count[mask[self.by_count]] if order == "count" else np.flatnonzero(mask)


def list_names(
    facet: FacetName,
    *,
    text: str = "",
    letter: str = "",
    order: Order = "count",
    page: int = 1,
    size: int = 200,
) -> NamePage:
    """Return a page of the names of a kind. ``letter`` is one of LETTERS or OTHER; any other has no names.

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
    return NamePage(rows, len(places), every, number, pages)


def _code(letter: str) -> int:
    return (
        LETTERS.index(letter) if len(letter) == 1 and letter in LETTERS else len(LETTERS) + (letter != OTHER)
    )


# Caches of each process: the directory at a revision, and the alphabetical order at a time. Countries have a
# name, and so an order, in each language.
_kept: dict[tuple[FacetName, str], tuple[int, NameDirectory]] = {}
_orders: dict[tuple[FacetName, str], tuple[float, Ints, Ints]] = {}


def _key(facet: FacetName) -> tuple[FacetName, str]:
    return facet, (get_language() or "") if facet == "country" else ""


def _names(using: Counting, facet: FacetName) -> NameDirectory:
    # The name of a source or an author is not part of its articles: the change log does not record that it is
    # renamed.
    revision = using.snapshot.revision if isinstance(using, ColumnCounting) else None
    if revision is None or not FACET_TYPES[facet].is_entity:
        return _made(facet, *_counted(using, facet), order=_orders.get(_key(facet)))
    kept = _kept.get(_key(facet))
    # Renaming an entity changes its articles, and so the revision.
    if kept is not None and kept[0] == revision:
        return kept[1]
    made = _made(facet, *_counted(using, facet), order=_orders.get(_key(facet)))
    _kept[_key(facet)] = revision, made
    return made


def _counted(using: Counting, facet: FacetName) -> tuple[Ints, Ints]:
    """Return sorted ids and the number of published articles of each."""
    everything = Selection(SearchRequest())
    if isinstance(using, ColumnCounting):
        tally = using.tally(everything, facet)
        return tally.ids, tally.counts
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(column=FACET_TYPES[facet].each_sql))
        ids, counts = cursor.fetchone() or (None, None)
    return ids_of(ids), ids_of(counts)


_COUNTED = """
    SELECT string_agg(int8send(value), '' ORDER BY value), string_agg(int8send(n), '' ORDER BY value) FROM (
        SELECT value, count(*) AS n
        FROM (SELECT {column} AS value FROM articles_article WHERE status = 'published') each
        WHERE value IS NOT NULL GROUP BY value
    ) counted
"""


def _made(
    facet: FacetName, ids: Ints, counts: Ints, order: tuple[float, Ints, Ints] | None = None
) -> NameDirectory:
    if order is not None and len(order[1]) > _MOST_REREAD and time.monotonic() - order[0] < _SECONDS:
        found = _aligned(*order[1:], ids, counts)
        if len(found.ids) == np.count_nonzero(counts):  # else there are new names
            return found
    begun = time.monotonic()
    in_sql = FACET_TYPES[facet].is_entity and facet != "country"
    known, letters = _entity_order(facet) if in_sql else _shown_order(facet)
    _orders[_key(facet)] = begun, known, letters
    return _aligned(known, letters, ids, counts)


def _aligned(known: Ints, letters: Ints, ids: Ints, counts: Ints) -> NameDirectory:
    if not len(ids):
        return NameDirectory(known[:0], letters[:0], counts[:0])
    places = np.minimum(np.searchsorted(ids, known), len(ids) - 1)
    return NameDirectory(known, letters, np.where(ids[places] == known, counts[places], 0))


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


def _shown_order(facet: FacetName) -> tuple[Ints, Ints]:
    """Return the ids and letters of countries, sources or authors, sorted here: the database has no folded
    form of the names that the index shows."""
    kind = FACET_TYPES[facet]
    things: Any = kind.model.objects.order_by().only(*kind.shown)
    if kind.is_entity:
        things = things.filter(kind=facet)
    rows = sorted((fold(thing.index_name).encode(), thing.pk) for thing in things)
    letters = [name[0] - ord("a") if name[:1].isalpha() else len(LETTERS) for name, _ in rows]
    return np.array([pk for _, pk in rows], np.int64), np.array(letters, np.int64)


def _named(facet: FacetName, folded: str, text: str) -> Ints:
    """Return the ids of names that contain the text; ids of other kinds may be among them."""
    with connection.cursor() as cursor:
        kind = FACET_TYPES[facet]
        if not kind.is_entity:
            condition, parameters = name_condition(kind, text)
            cursor.execute(
                f"SELECT string_agg(int8send(thing.id), '') FROM {kind.table} thing WHERE {condition}",  # noqa: S608
                parameters,
            )
        else:
            cursor.execute(_NAMED, [facet, folded, folded, facet, codes_named(text)])
        row = cursor.fetchone()
    return ids_of(row[0] if row else None)


_NAMED = """
    SELECT string_agg(int8send(id), '') FROM (
        SELECT id FROM articles_entity WHERE kind = %s AND strpos(folded, %s) > 0
        UNION ALL SELECT entity_id FROM articles_entityname WHERE strpos(folded, %s) > 0
        UNION ALL SELECT id FROM articles_entity WHERE kind = %s AND kind = 'country' AND code = ANY(%s)
    ) found
"""


def _rows(facet: FacetName, ids: list[int], counts: list[int], folded: str) -> list[NameRow]:
    kind = FACET_TYPES[facet]
    if not kind.is_entity:
        things: Any = kind.model.objects.only(*kind.shown).in_bulk(ids)
        return [NameRow(things[pk], n) for pk, n in zip(ids, counts, strict=True) if pk in things]
    found = Entity.objects.only("kind", "name", "slug", "code", "folded").in_bulk(ids)
    others = _other_names([each for each in found.values() if folded not in fold(each.label)], folded)
    return [
        NameRow(found[pk], n, others.get(pk, "")) for pk, n in zip(ids, counts, strict=True) if pk in found
    ]


def _other_names(entities: list[Entity], folded: str) -> dict[int, str]:
    """Return by id the first name of each entity, other than the one shown, that contains the text."""
    ids = [each.pk for each in entities]
    if not ids:
        return {}
    names = EntityName.objects.filter(entity__in=ids, folded__contains=folded).order_by("-name")
    own = {each.pk: each.name for each in entities if folded in each.folded}
    return dict(names.values_list("entity_id", "name")) | own
