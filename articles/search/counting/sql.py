"""Count in plain SQL, in one statement per page: the reference for the columns."""

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Max, Min, OrderBy, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncMonth, TruncYear

from articles.country_names import codes_named
from articles.models import Article, ArticleQuerySet
from articles.search.arrays import Ints
from articles.search.counting.interface import TOP, Counts, Extent, FacetCounts, FacetPage, Key
from articles.search.counting.ts_rank import read_scores
from articles.search.date_counts import ByDay, Months
from articles.search.facet_types import FACET_TYPES, FACETS, FacetName, FacetType
from articles.search.query.compiler import InHeadline
from articles.search.query.selection import Selection
from articles.search.request import Sort
from articles.text import fold, make_slug

Row = tuple[str, int | None, date | None, int, int, date | None]
ORDERS: dict[Sort, list[OrderBy]] = {
    "newest": [F("published_on").desc(nulls_last=True), F("id").desc()],
    "oldest": [F("published_on").asc(nulls_last=True), F("id").asc()],
}
_LONGER = Q(published_until__gt=F("published_on") + timedelta(days=30))  # than a month
_COLUMNS = ("published_on", "published_until", "story_id", *(each.column for each in FACET_TYPES.values()))


class SQLCounting:
    """Reads the matching articles once and counts all facets over them.

    A facet that widens ignores what is chosen in it, so an article that fails exactly one such choice counts
    for that facet alone. ``failed`` is the number of that facet, 0 if none fails.
    """

    def count(self, selection: Selection, month: date | None) -> Counts:
        numbers = _numbers(selection)
        sql, parameters = _matched(selection)
        parts: list[str] = []
        for name in FACETS:
            counted, more = _values_sql(selection, name)
            parts.append(_FACET.format(name=name, counted=counted, top=TOP))
            parameters += [*more, list(selection.named(name))]
        dates, n = f"failed IN (0, {numbers.get('dates', 0)})", _STORIES if selection.collapse else "count(*)"
        parts.append(_DATES.format(dates=dates, n=n))
        if selection.collapse:
            parts.append(_YEARS.format(dates=dates, n=n))
        if month is not None:
            parts.append(_DAYS.format(dates=dates, n=n))
            parameters += [month, month]
        statement = f"WITH matched AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}"
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return _read(cursor.fetchall(), selection)

    def total(self, selection: Selection) -> int:
        return self.extent(selection)[0] if selection.collapse else selection.articles().order_by().count()

    def extent(self, selection: Selection) -> Extent:
        found = selection.articles().order_by()
        ends = Max("published_on"), Max("published_until")
        row = found.aggregate(total=_number(selection), first=Min("published_on"), last=Greatest(*ends))
        return row["total"], (row["first"], row["last"]) if row["first"] else None

    def months(self, selection: Selection) -> Months:
        found = selection.articles(without="dates").order_by()
        month, last = TruncMonth("published_on"), Case(When(_LONGER, then=F("published_until")))
        rows = found.annotate(month=month, last=last).values_list("month", "last")
        years: list[tuple[date, int]] = []
        if selection.collapse:
            dated = found.filter(published_on__year=Coalesce("published_until__year", "published_on__year"))
            year = TruncYear("published_on")
            years = list(dated.annotate(year=year).values_list("year").annotate(n=_number(selection)))
        return _months(list(rows.annotate(n=_number(selection))), years)

    def days(self, selection: Selection, month: date) -> ByDay:
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        found = selection.articles(without="dates").order_by()
        found = found.filter(published_on__range=(month, last), published_until=None)
        return tuple(sorted(found.values_list("published_on").annotate(n=_number(selection))))

    def ids(
        self, selection: Selection, sort: Sort, offset: int, limit: int, *, without: Sequence[int] = ()
    ) -> list[int]:
        found = _listed(selection, sort).exclude(pk__in=without).order_by(*ORDERS[sort])
        if selection.collapse and without:
            told = Article.objects.filter(pk__in=without).exclude(story_id=None).values("story_id")
            found = found.exclude(story_id__in=told)
        return list(found.values_list("pk", flat=True)[offset : offset + limit])

    def keys_after(self, selection: Selection, sort: Sort, key: Key | None, limit: int) -> list[Key]:
        found = _listed(selection, sort).order_by(*ORDERS[sort])
        if key is not None:
            found = found.filter(_after(sort, *key))
        return list(found.values_list("published_on", "pk")[:limit])

    def stories(self, ids: Sequence[int]) -> list[int]:
        known = Article.objects.published().filter(pk__in=ids).exclude(story_id=None)
        found = dict(known.values_list("pk", "story_id"))
        return [found.get(pk) or 0 for pk in ids]

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
        kind = FACET_TYPES[facet]
        sql, parameters = _matched(selection)
        condition, names = name_condition(kind, text)
        counted, more = _values_sql(selection, facet)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH matched AS ({sql}), counted AS ({counted})"  # noqa: S608  (no text of anyone's in it)
                f" SELECT value, n, added, count(*) OVER () FROM counted"
                f" JOIN {kind.table} thing ON thing.id = value"
                f" WHERE {condition} ORDER BY n DESC, name, value OFFSET %s LIMIT %s",
                [*parameters, *more, *names, offset, limit],
            )
            rows = cursor.fetchall()
        added = tuple(added for _, _, added, _ in rows) if facet in selection.conditions else ()
        return FacetPage([(value, n) for value, n, _, _ in rows], rows[0][3] if rows else 0, added)

    def every(self, selection: Selection, facet: FacetName) -> tuple[tuple[int, int], ...]:
        sql, parameters = _matched(selection)
        counted, more = _values_sql(selection, facet)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH matched AS ({sql}) SELECT value, n FROM ({counted}) each"  # noqa: S608
                " ORDER BY n DESC, value",
                [*parameters, *more],
            )
            return tuple(cursor.fetchall())

    def frequencies(self, selection: Selection, facet: FacetName, ids: Ints) -> Ints:
        sql, parameters = _matched(selection)
        counted, more = _values_sql(selection, facet)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH matched AS ({sql}) SELECT value, n FROM ({counted}) each WHERE value = ANY(%s)",  # noqa: S608
                [*parameters, *more, ids.tolist()],
            )
            known = dict(cursor.fetchall())
        return np.array([known.get(pk, 0) for pk in ids.tolist()], np.int64)


def _number(selection: Selection) -> Any:
    """Return the expression for the number of articles, or of stories."""
    if not selection.collapse:
        return Count("pk")
    return Count("story_id", distinct=True) + Count("pk", filter=Q(story_id=None))


def _listed(selection: Selection, sort: Sort) -> ArticleQuerySet:
    """Return the matches, of each story only the first if stories are collapsed."""
    found = selection.articles()
    if not selection.collapse:
        return found
    told = found.exclude(story_id=None).order_by("story_id", *ORDERS[sort]).distinct("story_id")
    return found.filter(Q(story_id=None) | Q(pk__in=told.values("pk")))


def _after(sort: Sort, day: date | None, pk: int) -> Q:
    """Return the condition for articles after this day and id in ORDERS[sort]."""
    later = Q(pk__gt=pk) if sort == "oldest" else Q(pk__lt=pk)
    if day is None:
        return Q(published_on=None) & later
    days = Q(published_on__gt=day) if sort == "oldest" else Q(published_on__lt=day)
    return days | (Q(published_on=day) & later) | Q(published_on=None)


def _numbers(selection: Selection) -> dict[str, int]:
    return {name: number for number, name in enumerate(selection.conditions, 1)}


def _matched(selection: Selection) -> tuple[str, list[Any]]:
    """Return SQL for the columns to count, of the articles that fail the choice of at most one facet."""
    misses = [
        Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
        for condition in selection.conditions.values()
    ]
    found: ArticleQuerySet = Article.objects.published().filter(selection.where).order_by()
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


def _values_sql(selection: Selection, facet: str) -> tuple[str, list[Any]]:
    """Return SQL for the articles of each value, and those of them that do not match yet."""
    numbers, excluded = _numbers(selection), selection.ids.get(f"not_{facet}")
    n, added = ("count(*)", "count(*) FILTER (WHERE failed > 0)")
    if selection.collapse:
        n, added = _STORIES, _NEW_STORIES
    counted = f"failed IN (0, {numbers.get(facet, 0)})"
    # unnest() in the SELECT list takes a third less time than a join with it.
    value = FACET_TYPES[facet].each_sql
    sql = (
        f"SELECT value, {n} AS n, {added} AS added"  # noqa: S608
        f" FROM (SELECT {value} AS value, failed, story_id FROM matched WHERE {counted}) each"
        " WHERE value IS NOT NULL GROUP BY value"
    )
    if not excluded:
        return sql, []
    back = _BACK.format(value=value, number=numbers[f"not_{facet}"], n=added)
    return f"{sql} UNION ALL {back}", [list(excluded)]


_STORIES = "count(DISTINCT story_id) + count(*) FILTER (WHERE story_id IS NULL)"
#: The stories of which no article matches yet.
_NEW_STORIES = """
    count(DISTINCT story_id) FILTER (WHERE story_id NOT IN (
        SELECT story_id FROM matched WHERE failed = 0 AND story_id IS NOT NULL
    )) + count(*) FILTER (WHERE story_id IS NULL AND failed > 0)
"""
# An article comes back only with the last of its values that are left out.
_BACK = """
    SELECT back[1], {n}, {n} FROM (
        SELECT ARRAY(SELECT {value} INTERSECT SELECT unnest(%s::int[])) AS back, failed, story_id
        FROM matched WHERE failed = {number}
    ) each WHERE cardinality(back) = 1 GROUP BY 1 HAVING {n} > 0
"""
_FACET = """
    (WITH counted AS MATERIALIZED ({counted})
    (SELECT '{name}' AS what, value, NULL::date AS day, n, added, NULL::date AS last FROM counted
        ORDER BY n DESC, value LIMIT {top})
    UNION (SELECT '{name}', value, NULL, n, added, NULL FROM counted WHERE value = ANY(%s))
    UNION ALL SELECT '{name}', NULL, NULL, count(*), 0, NULL FROM counted)
"""
_DATES = """
    SELECT 'total', NULL, NULL::date, {n}, count(*), NULL::date FROM matched WHERE failed = 0
    UNION ALL SELECT 'first', NULL, min(published_on), 0, 0, NULL FROM matched WHERE failed = 0
    UNION ALL SELECT 'last', NULL, greatest(max(published_on), max(published_until)), 0, 0, NULL
        FROM matched WHERE failed = 0
    UNION ALL SELECT 'month', NULL, month, {n}, 0, last FROM (
        SELECT date_trunc('month', published_on::timestamp)::date AS month, story_id,
            CASE WHEN published_until - published_on > 30 THEN published_until END AS last
        FROM matched WHERE {dates}
    ) dated GROUP BY month, last
"""
_YEARS = """
    SELECT 'year', NULL, date_trunc('year', published_on::timestamp)::date, {n}, 0, NULL
        FROM matched WHERE {dates}
        AND date_part('year', published_on) = date_part('year', coalesce(published_until, published_on))
        GROUP BY 3
"""
_DAYS = """
    SELECT 'day', NULL, published_on, {n}, 0, NULL FROM matched WHERE {dates}
        AND published_until IS NULL AND published_on >= %s AND published_on < %s + interval '1 month'
        GROUP BY published_on
"""


def _read(rows: list[Row], selection: Selection) -> Counts:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    facets: dict[str, FacetCounts] = {}
    for name in FACETS:
        each = [(value, n, more) for _, value, _, n, more, _ in found[name] if value is not None]
        each.sort(key=lambda row: (-row[1], row[0]))
        distinct = next(n for _, value, _, n, _, _ in found[name] if value is None)
        added = tuple(more for _, _, more in each) if name in selection.conditions else ()
        facets[name] = FacetCounts(tuple((value, n) for value, n, _ in each), distinct, added)
    first, last = found["first"][0][2], found["last"][0][2]
    dates = [(day, end, n) for _, _, day, n, _, end in found.get("month", [])]
    months = _months(dates, _by_day(found.get("year", [])))
    return Counts(
        total=found["total"][0][3],
        dates=(first, last) if first and last else None,
        facets=facets,
        months=months.months,
        days=_by_day(found.get("day", [])),
        undated=months.undated,
        longer=months.longer,
        years=months.yearly,
        articles=found["total"][0][4],
    )


def _by_day(rows: list[Row]) -> ByDay:
    return tuple(sorted((day, n) for _, _, day, n, _, _ in rows if day is not None))


def _months(rows: list[tuple[date | None, date | None, int]], years: Iterable[tuple[date, int]]) -> Months:
    """Return counts by the first day of the month, and the last day of dates that are longer than it."""
    months = sorted((day, n) for day, last, n in rows if day and not last)
    longer = sorted((day, last, n) for day, last, n in rows if day and last)
    undated = sum(n for day, _, n in rows if day is None)
    return Months(tuple(months), undated, tuple(longer), tuple(sorted(years)))


def name_condition(facet: FacetType, text: str) -> tuple[str, list[Any]]:
    """Return the condition that a name of ``thing`` contains ``text``, and its parameters.

    A country is also found by its name in the reader's language.
    """
    if not text:
        return "true", []
    if facet.name == "source":
        text = without_genitive(text)
        slug = make_slug(text, "")
        return "(thing.name ILIKE %s OR (%s <> '' AND thing.slug LIKE %s))", [_like(text), slug, f"%{slug}%"]
    like = _like(fold(without_genitive(text)))
    if facet.name == "author":
        names = "EXISTS (SELECT FROM articles_authorname other WHERE other.author_id = thing.id"
        return f"(thing.folded LIKE %s OR {names} AND other.folded LIKE %s))", [like, like]
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
