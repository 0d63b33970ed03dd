"""Count in plain SQL, in one statement per page: the reference for the columns."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Max, Min, OrderBy, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from articles.country_names import codes_named
from articles.models import Article, ArticleQuerySet
from articles.search.counting.interface import TOP, Counts, Extent, FacetCounts, FacetPage, Key, Months
from articles.search.counting.ts_rank import read_scores
from articles.search.query.compiler import InHeadline
from articles.search.query.selection import Selection
from articles.search.request import FACETS, FacetName, Sort
from articles.text import fold, make_slug

Row = tuple[str, int | None, date | None, int]
ORDERS: dict[Sort, list[OrderBy]] = {
    "newest": [F("published_on").desc(nulls_last=True), F("id").desc()],
    "oldest": [F("published_on").asc(nulls_last=True), F("id").asc()],
}
_COLUMNS = ("published_on", "source_id", "country_ids", "person_ids", "organisation_ids", "place_ids")


class SQLCounting:
    """Reads the matching articles once and counts all facets over them.

    A facet ignores its own choice, so an article that fails exactly one facet's choice counts for that facet
    alone. ``failed`` is the number of that facet, 0 if none fails.
    """

    def count(self, selection: Selection, month: date | None) -> Counts:
        numbers = {name: number for number, name in enumerate(selection.conditions, 1)}
        sql, parameters = _matched(selection)
        parts: list[str] = []
        for name in FACETS:
            part, more = _facet_sql(name, numbers.get(name, 0), selection.named(name))
            parts.append(part)
            parameters += more
        dates = f"failed IN (0, {numbers.get('dates', 0)})"
        parts.append(_DATES.format(dates=dates))
        if month is not None:
            parts.append(_DAYS.format(dates=dates))
            parameters += [month, month]
        statement = f"WITH matched AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}"
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return _read(cursor.fetchall())

    def total(self, selection: Selection) -> int:
        return selection.articles().order_by().count()

    def extent(self, selection: Selection) -> Extent:
        found = selection.articles().order_by()
        row = found.aggregate(total=Count("pk"), first=Min("published_on"), last=Max("published_on"))
        return row["total"], (row["first"], row["last"]) if row["first"] else None

    def months(self, selection: Selection) -> Months:
        found = selection.articles(without="dates").order_by()
        counted = (
            found.annotate(month=TruncMonth("published_on")).values_list("month").annotate(n=Count("pk"))
        )
        rows = dict(counted)
        undated = rows.pop(None, 0)
        return tuple(sorted(rows.items())), undated

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        found = selection.articles().exclude(pk__in=without).order_by(*ORDERS[sort])
        return list(found.values_list("pk", flat=True)[offset : offset + limit])

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        found = selection.articles().order_by(*ORDERS[sort])
        if key is not None:
            found = found.filter(_after(sort, *key))
        return list(found.values_list("published_on", "pk")[:limit])

    def candidates(self, selection: Selection, most: int) -> list[int]:
        titled = Article.objects.filter(InHeadline(selection.query.ranked)).values("pk")
        other = Case(When(pk__in=titled, then=Value(0)), default=Value(1), output_field=IntegerField())
        best = selection.articles().order_by(other, *ORDERS["newest"]).values("pk")[:most]
        return list(
            Article.objects.filter(pk__in=best).order_by(*ORDERS["newest"]).values_list("pk", flat=True)
        )

    def scores(self, tsquery: str, ids: Sequence[int]) -> list[float]:
        every = np.unique(np.array(ids, np.int64))
        known = dict(zip(every.tolist(), read_scores(tsquery, every).tolist(), strict=True))
        return [known[pk] for pk in ids]

    def values(self, selection: Selection, facet: FacetName, text: str, offset: int, limit: int) -> FacetPage:
        source = facet == "source"
        column = "source_id" if source else f"{facet}_ids"
        sql, parameters = _sql(selection.articles(without=facet).order_by().values(column))
        condition, names = name_condition(source, text)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH matched AS ({sql}), counted AS ({_values_sql(facet, 'true')})"  # noqa: S608  (no text of anyone's in it)
                f" SELECT value, n, count(*) OVER () FROM counted"
                f" JOIN {'articles_source' if source else 'articles_entity'} thing ON thing.id = value"
                f" WHERE {condition} ORDER BY n DESC, name, value OFFSET %s LIMIT %s",
                [*parameters, *names, offset, limit],
            )
            rows = cursor.fetchall()
        return FacetPage([(value, n) for value, n, _ in rows], rows[0][2] if rows else 0)

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        column = "source_id" if facet == "source" else f"{facet}_ids"
        sql, parameters = _sql(selection.articles(without=facet).order_by().values(column))
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH matched AS ({sql}) SELECT * FROM ({_values_sql(facet, 'true')}) each"  # noqa: S608
                " ORDER BY n DESC, value",
                parameters,
            )
            return tuple(cursor.fetchall())


def _after(sort: Sort, day: date | None, pk: int) -> Q:
    """Return the condition for articles after this day and id in ORDERS[sort]."""
    later = Q(pk__gt=pk) if sort == "oldest" else Q(pk__lt=pk)
    if day is None:
        return Q(published_on=None) & later
    days = Q(published_on__gt=day) if sort == "oldest" else Q(published_on__lt=day)
    return days | (Q(published_on=day) & later) | Q(published_on=None)


def _matched(selection: Selection) -> tuple[str, list[Any]]:
    """Return SQL for the columns to count, of the articles that fail the choice of at most one facet."""
    misses = [
        Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
        for condition in selection.conditions.values()
    ]
    found: ArticleQuerySet = Article.objects.published().filter(selection.query.where).order_by()
    failed: Any = Value(0)
    missed: Any = Value(0)
    for number, miss in enumerate(misses, 1):
        failed = failed + number * miss
        missed = missed + miss
    if len(misses) > 1:
        found = found.alias(missed=missed).filter(missed__lte=1)
    return _sql(found.annotate(failed=failed).values(*_COLUMNS, "failed"))


def _sql(found: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    sql, parameters = found.query.sql_with_params()
    return sql, list(parameters)


def _values_sql(name: str, condition: str) -> str:
    if name == "source":
        return (
            "SELECT source_id AS value, count(*) AS n FROM matched"  # noqa: S608
            f" WHERE {condition} AND source_id IS NOT NULL GROUP BY source_id"
        )
    # unnest() in the SELECT list takes a third less time than a join with it.
    return (
        f"SELECT value, count(*) AS n FROM (SELECT unnest({name}_ids) AS value FROM matched"  # noqa: S608
        f" WHERE {condition}) each GROUP BY value"
    )


def _facet_sql(name: str, number: int, chosen: Iterable[int]) -> tuple[str, list[Any]]:
    """Return SQL for the most frequent and the chosen values of a facet, and for the number of values."""
    counted = _values_sql(name, f"failed IN (0, {number})")
    return _FACET.format(name=name, counted=counted, top=TOP), [list(chosen)]


_FACET = """
    (WITH counted AS MATERIALIZED ({counted})
    (SELECT '{name}' AS what, value, NULL::date AS day, n FROM counted ORDER BY n DESC, value LIMIT {top})
    UNION (SELECT '{name}', value, NULL, n FROM counted WHERE value = ANY(%s))
    UNION ALL SELECT '{name}', NULL, NULL, count(*) FROM counted)
"""
_DATES = """
    SELECT 'total', NULL, NULL::date, count(*) FROM matched WHERE failed = 0
    UNION ALL SELECT 'first', NULL, min(published_on), 0 FROM matched WHERE failed = 0
    UNION ALL SELECT 'last', NULL, max(published_on), 0 FROM matched WHERE failed = 0
    UNION ALL SELECT 'month', NULL, date_trunc('month', published_on::timestamp)::date, count(*)
        FROM matched WHERE {dates} GROUP BY 3
"""
_DAYS = """
    SELECT 'day', NULL, published_on, count(*) FROM matched WHERE {dates}
        AND published_on >= %s AND published_on < %s + interval '1 month' GROUP BY published_on
"""


def _read(rows: list[Row]) -> Counts:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    facets: dict[str, FacetCounts] = {}
    for name in FACETS:
        values = [(value, n) for _, value, _, n in found[name] if value is not None]
        distinct = next(n for _, value, _, n in found[name] if value is None)
        facets[name] = FacetCounts(tuple(sorted(values, key=lambda pair: (-pair[1], pair[0]))), distinct)
    first, last = found["first"][0][2], found["last"][0][2]
    months = found.get("month", [])
    return Counts(
        total=found["total"][0][3],
        dates=(first, last) if first and last else None,
        facets=facets,
        months=_by_day(months),
        days=_by_day(found.get("day", [])),
        undated=sum(n for _, _, day, n in months if day is None),
    )


def _by_day(rows: list[Row]) -> tuple[tuple[date, int], ...]:
    return tuple(sorted((day, n) for _, _, day, n in rows if day is not None))


def name_condition(source: bool, text: str) -> tuple[str, list[Any]]:
    """Return the condition that a name of ``thing`` contains ``text``, and its parameters.

    A country is also found by its name in the reader's language.
    """
    if not text:
        return "true", []
    if source:
        text = without_genitive(text)
        slug = make_slug(text, "")
        return "(thing.name ILIKE %s OR (%s <> '' AND thing.slug LIKE %s))", [_like(text), slug, f"%{slug}%"]
    like = _like(fold(without_genitive(text)))
    other = "EXISTS (SELECT FROM articles_entityname other WHERE other.entity_id = thing.id"
    local = "thing.kind = 'country' AND thing.code = ANY(%s)"
    condition = f"(thing.folded LIKE %s OR {other} AND other.folded LIKE %s) OR {local})"
    return condition, [like, like, codes_named(without_genitive(text))]


def without_genitive(text: str) -> str:
    """Strip a genitive ending: "Putin's" becomes "Putin"."""
    return re.sub(r"['’]s$", "", text)


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
